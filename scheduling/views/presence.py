"""Requests for presence: the list, one of them with its matter, and what the coordinator answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.number_words import capital
from scheduling.domain.presence.answers import accept_request, decline_request, propose_shift, reopen_request
from scheduling.domain.presence.cards import (
    DESIGN_STATES,
    by_urgency,
    cards_of,
    history_lines,
    is_by_hand,
    state_sentence,
    waiting_sentence,
)
from scheduling.domain.presence.fitting import NIGHTS_AROUND, Fit, fits_of
from scheduling.domain.presence.places import place_words, position_words
from scheduling.domain.presence.proposals import refuse_proposal, take_proposal
from scheduling.domain.presence.requests import separate_request, withdraw_request
from scheduling.enums import Door, PresenceState
from scheduling.exceptions import AlreadySeenTo, SchedulingError
from scheduling.forms.presence import AnswerForm, DeclineForm, SeenForm, tell_of
from scheduling.models import PresenceRequest
from scheduling.models.presence import WAITING
from scheduling.queries.presence import access_presence, history_of_matter, matter_of, requests_for, shifts_around
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.queries import Standing, municipalities_for, standing_of

State = PresenceState
SHOWN_FITS, SHOWN_CLOSED = 8, 30


def coordinating(request: HttpRequest) -> Standing:
    """Raises Http404 for whoever coordinates no municipality."""
    standing = standing_of(request.user)
    if not standing.is_coordinator:
        raise Http404
    return standing


@require_safe
@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, what waits for whoever got a proposal, and what was closed lately."""
    standing = coordinating(request)
    language = get_language() or "sv"
    rows = requests_for(standing)
    waiting = cards_of(rows.waiting(), language=language)
    open_ones = by_urgency(card for card in waiting if card.design_state == DESIGN_STATES[State.OPEN])
    offered = [card for card in waiting if card.design_state == DESIGN_STATES[State.ALTERNATIVE]]
    closed = rows.exclude(state__in=WAITING).order_by("-updated_at", "-pk")[:SHOWN_CLOSED]
    headline, rest = waiting_sentence(len(open_ones), len(offered))
    context = {
        "open_ones": open_ones,
        "offered": offered,
        "closed": cards_of(closed, language=language),
        "headline": headline,
        "rest": rest,
        "municipalities": list(municipalities_for(standing)),
    }
    return render(request, "scheduling/presence.html", context)


@require_safe
@signed_in
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    return draw(request, access_presence(coordinating(request), pk))


@require_POST
@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A shift in the time asked for is a yes, any other is a proposal."""
    wanted = access_presence(coordinating(request), pk)
    fits = fitting(wanted)
    form = AnswerForm(request.POST, fits=fits)
    if not form.is_valid():
        return draw(request, wanted, answer_form=form)
    chosen = next(fit for fit in fits if str(fit.shift.pk) == form.cleaned_data["shift"])
    verb = accept_request if chosen.is_in_time else propose_shift
    given = {"shift": chosen.shift, "seen": form.cleaned_data["seen"], "words": form.cleaned_data["words"]}

    def act() -> str:
        answered = verb(wanted, **given, origin=by_hand(request), now=clock.now())
        return answered_words(answered, is_yes=chosen.is_in_time)

    return carry_out(request, wanted, act, form=form, name="answer_form")


def answered_words(answered: list[PresenceRequest], *, is_yes: bool) -> str:
    count = len(answered)
    if is_yes:
        words = ngettext("%(count)s önskemål har fått ja.", "%(count)s önskemål har fått ja.", count)
    else:
        words = ngettext("%(count)s önskemål har fått ett förslag.", "%(count)s önskemål har fått ett förslag.", count)
    return words % {"count": count}


@require_POST
@signed_in
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    wanted = access_presence(coordinating(request), pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return draw(request, wanted, decline_form=form)

    def act() -> str:
        given = form.cleaned_data
        declined = decline_request(
            wanted, reason=given["reason"], seen=given["seen"], origin=by_hand(request), now=clock.now()
        )
        words = ngettext("%(count)s önskemål har fått nej.", "%(count)s önskemål har fått nej.", len(declined))
        return words % {"count": len(declined)}

    return carry_out(request, wanted, act, form=form, name="decline_form")


@require_POST
@signed_in
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answer back."""

    def act(wanted: PresenceRequest, seen: int) -> str:
        reopen_request(wanted, seen=seen, origin=by_hand(request), now=clock.now())
        return _("Svaret är tillbakataget. Önskemålet väntar igen.")

    return press(request, pk, act)


@require_POST
@signed_in
def separate(request: HttpRequest, pk: int) -> HttpResponse:
    """It was about something else."""

    def act(wanted: PresenceRequest, seen: int) -> str:
        separate_request(wanted, seen=seen, origin=by_hand(request), now=clock.now())
        return _("Önskemålet står för sig självt nu.")

    return press(request, pk, act)


@require_POST
@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever phoned says that it is not needed any more."""

    def act(wanted: PresenceRequest, _seen: int) -> str:
        withdraw_request(wanted, origin=by_hand(request, Door.PHONE), now=clock.now())
        return _("Önskemålet är avslutat.")

    return press(request, pk, act, only_by_hand=True)


@require_POST
@signed_in
def reply(request: HttpRequest, pk: int, *, is_yes: bool) -> HttpResponse:
    """Whoever phoned says yes or no to the proposal."""

    def act(wanted: PresenceRequest, _seen: int) -> str:
        origin, now = by_hand(request, Door.PHONE), clock.now()
        if is_yes:
            take_proposal(wanted, origin=origin, now=now)
            return _("Bra. Gruppen ser önskemålet på sitt pass.")
        refuse_proposal(wanted, origin=origin, now=now)
        return _("Önskemålet väntar på ett annat svar.")

    return press(request, pk, act, only_by_hand=True)


def press(
    request: HttpRequest, pk: int, act: Callable[[PresenceRequest, int], str], *, only_by_hand: bool = False
) -> HttpResponse:
    """A button alone. Raises Http404 where a partner answers for itself."""
    wanted = access_presence(coordinating(request), pk)
    if only_by_hand and not is_by_hand(wanted):
        raise Http404
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else -1
    return carry_out(request, wanted, lambda: act(wanted, seen))


def carry_out(
    request: HttpRequest, wanted: PresenceRequest, act: Callable[[], str], *, form: Form | None = None, name: str = ""
) -> HttpResponse:
    """Do it and show the page anew, or say in place what stood in the way."""
    try:
        done = act()
    except SchedulingError as error:
        fresh = PresenceRequest.objects.whole().get(pk=wanted.pk)
        if form is None or isinstance(error, AlreadySeenTo):
            return draw(request, fresh, problem=str(error))
        tell_of(form, error)
        refused: dict[str, Any] = {name: form}
        return draw(request, fresh, **refused)
    messages.success(request, done)
    return see_other(reverse("scheduling:presence_request", args=[wanted.pk]))


def fitting(wanted: PresenceRequest) -> list[Fit]:
    """Shifts that could be the answer, the best first."""
    return fits_of(wanted, shifts_around(wanted, reach=NIGHTS_AROUND, now=clock.now()))[:SHOWN_FITS]


def draw(
    request: HttpRequest,
    wanted: PresenceRequest,
    *,
    answer_form: AnswerForm | None = None,
    decline_form: DeclineForm | None = None,
    problem: str = "",
) -> HttpResponse:
    seen = {"seen": wanted.revision}
    is_waiting = wanted.state in WAITING
    fits = fitting(wanted) if is_waiting else []
    answer_form, decline_form = (
        answer_form or AnswerForm(initial=seen, fits=fits),
        decline_form or DeclineForm(initial=seen),
    )
    is_refused = bool(problem or answer_form.errors or decline_form.errors)
    context: dict[str, Any] = {
        "wanted": wanted,
        "zone": wanted.municipality.zone,
        "title": capital(place_words(wanted)),
        "position": position_words(wanted),
        "state": DESIGN_STATES[State(wanted.state)],
        "sentence": state_sentence(wanted),
        "others": [one for one in matter_of(wanted) if one.pk != wanted.pk],
        "fits": fits,
        "is_waiting": is_waiting,
        "is_by_hand": is_by_hand(wanted),
        "may_reopen": wanted.state in {State.ACCEPTED, State.DECLINED} and wanted.ends_at > clock.now(),
        "may_withdraw": is_by_hand(wanted) and (is_waiting or wanted.state == State.ACCEPTED),
        "answer_form": answer_form,
        "decline_form": decline_form,
        "events": history_lines(history_of_matter(wanted)),
        "problem": problem,
        "now": clock.now(),
    }
    return render(request, "scheduling/presence_request.html", context, status=UNPROCESSABLE if is_refused else 200)
