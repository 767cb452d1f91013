"""A leader's own words to a crew or to an association's members: written, looked at, sent."""

from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from scheduling.domain import crew_messages
from scheduling.domain.crew_messages import Preview
from scheduling.exceptions import SchedulingError
from scheduling.forms.messages import CrewMessageForm, MessageForm
from scheduling.models import Shift
from scheduling.queries import access_shift
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Association, User
from volunteers.queries import access_association, standing_of

BEGINNINGS = (  # what is often said to a crew, to begin from
    ("samling", gettext_lazy("Ny samlingsplats"), gettext_lazy("Vi samlas vid … i stället, samma tid.")),
    ("vast", gettext_lazy("Reflexväst"), gettext_lazy("Ta med reflexväst i kväll, och klä dig varmt.")),
    ("sen", gettext_lazy("Vi börjar senare"), gettext_lazy("Vi börjar en kvart senare i kväll.")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write_to_crew(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; posted, it comes back with what would be sent, to whom and at what price."""
    shift = access_shift(standing_of(request.user), pk)
    if request.method != "POST":
        return draw_crew(request, shift, CrewMessageForm(initial=beginning(request)))
    form = CrewMessageForm(request.POST)
    if not form.is_valid():
        return draw_crew(request, shift, form)
    try:
        preview = crew_messages.preview_to_crew(
            shift, form.cleaned_data["body"], and_asked=form.and_asked(), author=author_of(request), now=clock.now()
        )
    except SchedulingError as error:
        form.add_error("body", str(error))
        return draw_crew(request, shift, form)
    return draw_crew(request, shift, form, preview=preview)


@require_POST
@signed_in
def send_to_crew(request: HttpRequest, pk: int) -> HttpResponse:
    shift = access_shift(standing_of(request.user), pk)
    form = CrewMessageForm(request.POST, is_sending=True)
    if not form.is_valid():
        return draw_crew(request, shift, form)
    try:
        sent = crew_messages.send_to_crew(
            shift,
            form.cleaned_data["body"],
            and_asked=form.and_asked(),
            author=author_of(request),
            key=str(form.cleaned_data["key"]),
            now=clock.now(),
        )
    except SchedulingError as error:
        form.add_error("body", str(error))
        return draw_crew(request, shift, form)
    messages.success(request, sent_words(sent))
    return see_other(reverse("scheduling:shift", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write_to_group(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; posted, it comes back with what would be sent, to whom and at what price."""
    association = access_association(standing_of(request.user), pk)
    if request.method != "POST":
        return draw_group(request, association, MessageForm())
    form = MessageForm(request.POST)
    if not form.is_valid():
        return draw_group(request, association, form)
    try:
        preview = crew_messages.preview_to_group(
            association, form.cleaned_data["body"], author=author_of(request), now=clock.now()
        )
    except SchedulingError as error:
        form.add_error("body", str(error))
        return draw_group(request, association, form)
    return draw_group(request, association, form, preview=preview)


@require_POST
@signed_in
def send_to_group(request: HttpRequest, pk: int) -> HttpResponse:
    association = access_association(standing_of(request.user), pk)
    form = MessageForm(request.POST, is_sending=True)
    if not form.is_valid():
        return draw_group(request, association, form)
    try:
        sent = crew_messages.send_to_group(
            association,
            form.cleaned_data["body"],
            author=author_of(request),
            key=str(form.cleaned_data["key"]),
            now=clock.now(),
        )
    except SchedulingError as error:
        form.add_error("body", str(error))
        return draw_group(request, association, form)
    messages.success(request, sent_words(sent))
    return see_other(reverse("volunteers:association", args=[pk]))


def draw_crew(request: HttpRequest, shift: Shift, form: MessageForm, *, preview: Preview | None = None) -> HttpResponse:
    context = {
        "shift": shift,
        "zone": shift.association.municipality.zone,
        "signature": crew_messages.signature(shift.association, author_of(request)),
        "address": reverse("scheduling:write_to_crew", args=[shift.pk]),
        "send_address": reverse("scheduling:send_to_crew", args=[shift.pk]),
        "back": reverse("scheduling:shift", args=[shift.pk]),
        "beginnings": [(key, label) for key, label, _words in BEGINNINGS],
        "has_people": bool(shift.confirmed_count or shift.asked_count),
    }
    return draw(request, form, preview, context)


def draw_group(
    request: HttpRequest, association: Association, form: MessageForm, *, preview: Preview | None = None
) -> HttpResponse:
    context = {
        "association": association,
        "zone": association.municipality.zone,
        "signature": crew_messages.signature(association, author_of(request)),
        "address": reverse("scheduling:write_to_group", args=[association.pk]),
        "send_address": reverse("scheduling:send_to_group", args=[association.pk]),
        "back": reverse("volunteers:association", args=[association.pk]),
        "has_people": association.volunteers.active().exists(),
    }
    return draw(request, form, preview, context)


def draw(request: HttpRequest, form: MessageForm, preview: Preview | None, context: dict[str, Any]) -> HttpResponse:
    """Each look has a key of its own: the same look can be sent once, changed words are looked at anew."""
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    shown = {"form": form, "preview": preview, "key": uuid4(), "now": clock.now(), **context}
    return render(request, "scheduling/message.html", shown, status=status)


def beginning(request: HttpRequest) -> dict[str, Any]:
    chosen = request.GET.get("mall", "")
    words = next((str(words) for key, _label, words in BEGINNINGS if key == chosen), "")
    return {"to": CrewMessageForm.CONFIRMED, "body": words}


def author_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def sent_words(count: int) -> str:
    words = ngettext("Sms:et är på väg till %(count)s person.", "Sms:et är på väg till %(count)s personer.", count)
    return words % {"count": count}
