"""The inbox: texts that wait for a person, each with its thread; and the thread of one person."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from messaging.domain import texts
from messaging.domain.opt_outs import is_opted_out
from messaging.gateways import clock
from scheduling.domain.inbox import CAN_MEAN, reply_to, resolve_item
from scheduling.domain.threads import Said, thread_of
from scheduling.enums import AttendanceState, Resolution
from scheduling.exceptions import SchedulingError
from scheduling.forms.inbox import ReplyForm
from scheduling.models import Attendance, InboxItem
from scheduling.queries import access_inbox_item, calls_for, inbox_for, nights_to_answer
from scheduling.queries.sign_ups import sign_ups_waiting
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Association, User, Volunteer
from volunteers.queries import Standing, access_volunteer, associations_for, standing_of

PER_PAGE = 30
SHOWN_AT_ONCE = 8  # of a thread; what was said before lies folded
WITHOUT_A_DECISION = (Resolution.NOTHING,)


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits first, newest first in each half."""
    standing, now = standing_of(request.user), clock.now()
    items = inbox_for(standing)
    context = {
        "items": Paginator(
            items.order_by(F("resolved_at").desc(nulls_first=True), "-created_at", "-pk"), PER_PAGE
        ).get_page(request.GET.get("sida")),
        "waiting": items.filter(resolved_at=None).count(),
        "calls": calls_for(standing, now=now).count(),
        "several": associations_for(standing).count() > 1,
        "sign_ups": list(sign_ups_waiting(standing, now=now)),
        "now": now,
    }
    return render(request, "scheduling/inbox.html", context)


@signed_in
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    return draw_item(request, standing, access_inbox_item(standing, pk))


@require_POST
@signed_in
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: what the text meant, of which night; or that nothing is to be done."""
    standing = standing_of(request.user)
    found = access_inbox_item(standing, pk)
    meaning = request.POST.get("betyder", "")
    if meaning not in {*CAN_MEAN, *WITHOUT_A_DECISION}:
        raise Http404
    night = chosen_night(request, standing, found)
    try:
        resolve_item(found, Resolution(meaning), user=cast("User", request.user), now=clock.now(), attendance=night)
    except SchedulingError as error:
        return draw_item(request, standing, found, problem=str(error))
    messages.success(request, _("Klart. Svaret är omhändertaget."))
    return see_other(reverse("scheduling:inbox"))


def chosen_night(request: HttpRequest, standing: Standing, found: InboxItem) -> Attendance | None:
    """The night that was tapped; none when the text itself says which. Raises Http404 for one out of reach."""
    wanted = request.POST.get("kvall", "")
    if not wanted:
        return None
    nights = nights_to_answer(standing, found.inbound.from_number, now=clock.now())
    night = next((one for one in nights if str(one.pk) == wanted), None)
    if night is None:
        raise Http404
    return night


@require_POST
@signed_in
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    found = access_inbox_item(standing, pk)
    form = ReplyForm(request.POST)
    number, association = found.inbound.from_number, found.association
    if form.is_valid() and send(request, form, number=number, association=association, item=found):
        return see_other(reverse("scheduling:inbox_item", args=[pk]))
    return draw_item(request, standing, found, form=form)


@signed_in
@require_safe
def person_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said to and by one person, reached from the person's own page."""
    standing = standing_of(request.user)
    return draw_person(request, standing, access_volunteer(standing, pk))


@require_POST
@signed_in
def write_to_person(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    volunteer = access_volunteer(standing, pk)
    form = ReplyForm(request.POST)
    association = associations_for(standing).filter(memberships__volunteer=volunteer).first()
    if form.is_valid() and send(request, form, number=volunteer.mobile, association=association, item=None):
        return see_other(reverse("scheduling:person_thread", args=[pk]))
    return draw_person(request, standing, volunteer, form=form)


@require_POST
@signed_in
def reply_length(request: HttpRequest) -> HttpResponse:
    """How many texts the words of a reply make, while they are written."""
    body = texts.tidy(request.POST.get("body", ""))
    return render(request, "scheduling/_reply_length.html", {"length": length_words(body)})


def length_words(body: str) -> str:
    if not body:
        return _("Ett sms rymmer 160 tecken. Högst tre sms.")
    count = texts.segments(body)
    words = ngettext("%(letters)s tecken, %(count)s sms.", "%(letters)s tecken, %(count)s sms.", count)
    said = words % {"letters": len(body), "count": count}
    dear = texts.dear_letters(body)
    return f"{said} {_('Utan %(signs)s blir det färre.') % {'signs': dear}}" if dear else said


def send(
    request: HttpRequest, form: ReplyForm, *, number: str, association: Association | None, item: InboxItem | None
) -> bool:
    """Text it, or say in the form what stood in the way."""
    try:
        reply_to(
            number=number,
            body=form.cleaned_data["body"],
            user=cast("User", request.user),
            association=association,
            item=item,
            now=clock.now(),
        )
    except SchedulingError as error:
        form.add_error("body", str(error))
        return False
    messages.success(request, _("Ditt svar är på väg."))
    return True


def draw_item(
    request: HttpRequest, standing: Standing, found: InboxItem, *, form: ReplyForm | None = None, problem: str = ""
) -> HttpResponse:
    number, now = found.inbound.from_number, clock.now()
    nights = nights_to_answer(standing, number, now=now)
    about = [one for one in nights if one.pk == found.attendance_id]
    context = {
        "item": found,
        "person": found.volunteer,
        "nights": about or nights,
        "is_open": any(one.state != AttendanceState.CONFIRMED for one in about or nights),
        "problem": problem,
        **thread_context(standing, number, form, item=found),
    }
    return render(request, "scheduling/inbox_item.html", context, status=status_of(form, problem))


def draw_person(
    request: HttpRequest, standing: Standing, volunteer: Volunteer, *, form: ReplyForm | None = None
) -> HttpResponse:
    waiting = inbox_for(standing).filter(inbound__from_number=volunteer.mobile, resolved_at=None)
    context = {
        "person": volunteer,
        "waiting": list(waiting[:PER_PAGE]),
        **thread_context(standing, volunteer.mobile, form),
    }
    return render(request, "scheduling/person_thread.html", context, status=status_of(form))


def thread_context(
    standing: Standing, number: str, form: ReplyForm | None, *, item: InboxItem | None = None
) -> dict[str, Any]:
    said = thread_of(standing, number, item=item)
    start = shown_from(said, item)
    return {
        "earlier": said[:start],
        "thread": said[start:],
        "number": number,
        "is_silent": is_opted_out(number),
        "form": form or ReplyForm(),
        "length": length_words(""),
        "now": clock.now(),
    }


def shown_from(said: Sequence[Said], item: InboxItem | None) -> int:
    """The last few are shown, and in any case the text that waits with what it answers."""
    last = max(len(said) - SHOWN_AT_ONCE, 0)
    if item is None:
        return last
    at = item.inbound.received_at
    waiting = next((place for place, one in enumerate(said) if one.is_theirs and one.at == at), last)
    return min(last, max(waiting - 1, 0))


def status_of(form: ReplyForm | None, problem: str = "") -> int:
    return UNPROCESSABLE if problem or (form is not None and form.errors) else 200
