"""Filing a request by hand, planning a shift for one, and the rules for joining them."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from scheduling.domain.number_words import capital, listed
from scheduling.domain.presence.cards import when_words
from scheduling.domain.presence.joining import rules_of, save_rules
from scheduling.domain.presence.places import place_words
from scheduling.domain.presence.planning import plan_for_request, proposed_route
from scheduling.domain.presence.requests import file_request
from scheduling.domain.presence.traces import traces_in
from scheduling.enums import Door, PresenceState
from scheduling.exceptions import SchedulingError
from scheduling.forms.presence import RequestForm, RulesForm, tell_of
from scheduling.forms.shifts import ShiftForm, next_friday
from scheduling.models import PresenceRequest, PresenceRules
from scheduling.queries.presence import access_presence
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from scheduling.views.presence import coordinating
from scheduling.views.shifts import planned
from volunteers.queries import access_municipality

LARGEST_TEXT = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Somebody phoned."""
    standing = coordinating(request)
    if request.method != "POST":
        form = RequestForm(standing=standing, initial={"night": next_friday(timezone.localdate(clock.now()))})
        return render(request, "scheduling/presence_form.html", {"form": form})
    form = RequestForm(request.POST, standing=standing)
    if form.is_valid():
        try:
            origin = by_hand(request, Door.PHONE)
            filed = file_request(form.cleaned_data["municipality"], form.wish, origin=origin, now=clock.now())
        except SchedulingError as error:
            tell_of(form, error)
        else:
            messages.success(request, filed_words(filed))
            return see_other(reverse("scheduling:presence_request", args=[filed.pk]))
    return render(request, "scheduling/presence_form.html", {"form": form}, status=UNPROCESSABLE)


def filed_words(filed: PresenceRequest) -> str:
    others = PresenceRequest.objects.filter(matter=filed.matter).exclude(pk=filed.pk).exists()
    if filed.state == PresenceState.ACCEPTED:
        return _("Önskemålet är inskrivet. En grupp går redan dit.")
    return (
        _("Önskemålet är inskrivet, tillsammans med andra om samma sak.") if others else _("Önskemålet är inskrivet.")
    )


@require_POST
@signed_in
def words(request: HttpRequest) -> HttpResponse:
    """What the text looks like while it is written. Posted, so that no log keeps it."""
    coordinating(request)
    text = " ".join(request.POST.get(name, "") for name in ("label", "place", "text", "words", "reason"))
    traces = traces_in(text[:LARGEST_TEXT], today=timezone.localdate(clock.now()))
    what = listed([str(trace.label) for trace in traces])
    return render(request, "scheduling/_presence_words.html", {"what": what})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan page filled in for a request; the shift is published and is the answer."""
    standing = coordinating(request)
    wanted = access_presence(standing, pk)
    if request.method != "POST":
        form = ShiftForm(standing=standing, initial=proposal_for(wanted))
        return draw_plan(request, wanted, form)
    form = ShiftForm(request.POST, standing=standing)
    if not form.is_valid():
        return draw_plan(request, wanted, form, status=UNPROCESSABLE)
    seen = request.POST.get("seen", "")
    try:
        shift, is_yes = plan_for_request(
            wanted,
            seen=int(seen) if seen.isdecimal() else -1,
            association=form.cleaned_data["association"],
            **planned(form),
            origin=by_hand(request),
            now=clock.now(),
        )
    except SchedulingError as error:
        form.add_error(None, str(error))
        return draw_plan(request, wanted, form, status=UNPROCESSABLE)
    answered = _("Den som önskade har fått ja.") if is_yes else _("Den som önskade har fått det som förslag.")
    messages.success(request, f"{_('Passet är publicerat. Fråga folk nu.')} {answered}")
    return see_other(reverse("scheduling:shift", args=[shift.pk]))


def proposal_for(wanted: PresenceRequest) -> dict[str, Any]:
    """The evening and the times asked for, and the route that is asked for or lies nearest, with who walks it."""
    zone = wanted.municipality.zone
    starts_at, ends_at = wanted.starts_at.astimezone(zone), wanted.ends_at.astimezone(zone)
    route, association = proposed_route(wanted)
    return {
        "night": starts_at.date(),
        "start": starts_at.time(),
        "end": ends_at.time(),
        "start_fold": starts_at.fold,
        "end_fold": ends_at.fold,
        "route": route.pk if route else None,
        "association": association,
    }


def draw_plan(request: HttpRequest, wanted: PresenceRequest, form: ShiftForm, *, status: int = 200) -> HttpResponse:
    language = cast("str", getattr(request, "LANGUAGE_CODE", "sv"))
    wish = {"place": capital(place_words(wanted)), "when": when_words(wanted, language=language)}
    context = {"form": form, "wanted": wanted, **{f"wanted_{name}": said for name, said in wish.items()}}
    return render(request, "scheduling/shift_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """When two requests are taken for one."""
    town = access_municipality(coordinating(request), pk)
    form = RulesForm(request.POST or None, instance=rules_of(town))
    if form.is_valid():
        save_rules(town, **form.cleaned_data)
        messages.success(request, _("Sparat. Det gäller önskemål som kommer in från och med nu."))
        return see_other(reverse("scheduling:presence_rules", args=[pk]))
    context = {"form": form, "town": town, "defaults": PresenceRules()}
    return render(request, "scheduling/presence_rules.html", context, status=UNPROCESSABLE if form.errors else 200)
