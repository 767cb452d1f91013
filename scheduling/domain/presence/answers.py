"""What the coordinator answers: a group comes, it cannot, or it could at another time. One answer for one matter."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lock_shift
from scheduling.domain.history import record_event
from scheduling.domain.number_words import listed
from scheduling.domain.origins import Origin
from scheduling.domain.presence.history import hold_town, lock_matter, move
from scheduling.domain.presence.traces import refuse_personal_data
from scheduling.enums import EventKind, PresenceEventKind, PresenceState, ShiftState
from scheduling.exceptions import AlreadySeenTo, AnotherTime, SchedulingError, TooLate, UnsoundRequest
from scheduling.models import PresenceRequest, Shift
from scheduling.models.presence import ANSWER_ROOM, WAITING
from volunteers.models import User

State = PresenceState
Kind = PresenceEventKind


@transaction.atomic
def accept_request(
    request: PresenceRequest, *, shift: Shift, seen: int, words: str = "", origin: Origin, now: datetime
) -> list[PresenceRequest]:
    """This shift comes. Answers also what else waits of the same matter and is asked for while the shift walks.

    `seen` is the revision that whoever answers has looked at. Returns those answered. Raises AlreadySeenTo, AnotherTime
    for a shift that does not walk in the time asked for, TooLate for one that is over or not published.
    """
    words = checked_words(words, request, now=now)
    hold_town(request.municipality_id)
    shift = lock_live_shift(shift, request, now=now)
    matter = waiting_of(request, seen=seen)
    if not request.meets(shift.starts_at, shift.ends_at):
        raise AnotherTime(_("Passet går en annan tid än den som önskas. Föreslå det i stället."))
    answered = [one for one in matter if one.meets(shift.starts_at, shift.ends_at)]
    for one in answered:
        give_yes(one, shift=shift, words=words, by=origin.actor, origin=origin, now=now)
    tell_group(shift, answered, origin=origin, now=now)
    return answered


@transaction.atomic
def propose_shift(
    request: PresenceRequest, *, shift: Shift, seen: int, words: str = "", origin: Origin, now: datetime
) -> list[PresenceRequest]:
    """This shift could come instead; whoever asked says yes or no to it. Raises AlreadySeenTo, TooLate."""
    words = checked_words(words, request, now=now)
    hold_town(request.municipality_id)
    shift = lock_live_shift(shift, request, now=now)
    matter = waiting_of(request, seen=seen)
    for one in matter:
        give_proposal(one, shift=shift, words=words, by=origin.actor, origin=origin, now=now)
    return matter


@transaction.atomic
def decline_request(
    request: PresenceRequest, *, reason: str, seen: int, origin: Origin, now: datetime
) -> list[PresenceRequest]:
    """Nobody can come, for this reason, which is read by whoever asked. Raises AlreadySeenTo, UnsoundRequest."""
    reason = checked_words(reason, request, now=now)
    if not reason:
        raise UnsoundRequest(_("Skriv varför, så att den som önskade förstår."), field="answer")
    hold_town(request.municipality_id)
    matter = waiting_of(request, seen=seen)
    for one in matter:
        one.answer, one.answered_at, one.answered_by = reason, now, origin.actor
        move(one, State.DECLINED, kind=Kind.DECLINED, origin=origin, now=now, detail=reason)
    return matter


@transaction.atomic
def reopen_request(request: PresenceRequest, *, seen: int, origin: Origin, now: datetime) -> list[PresenceRequest]:
    """Take back a yes or a no: all that got it wait again. Raises AlreadySeenTo, TooLate when the time is over."""
    hold_town(request.municipality_id)
    matter = lock_matter(request)
    fresh = fresh_of(request, matter, seen=seen)
    if fresh.ends_at <= now:
        raise TooLate(_("Tiden som önskades har redan varit."))
    taken_back = [one for one in matter if (one.state, one.shift_id) == (fresh.state, fresh.shift_id)]
    for one in taken_back:
        open_again(one, origin=origin, now=now)
    return taken_back


def checked_words(words: str, request: PresenceRequest, *, now: datetime) -> str:
    """Raises PersonalDataSeen, UnsoundRequest for too many of them."""
    words = words.strip()
    if len(words) > ANSWER_ROOM:
        raise UnsoundRequest(_("Högst %(most)s tecken.") % {"most": ANSWER_ROOM}, field="answer")
    refuse_personal_data(words, field="answer", today=now.astimezone(request.municipality.zone).date())
    return words


def lock_live_shift(shift: Shift, request: PresenceRequest, *, now: datetime) -> Shift:
    """Raises TooLate for a draft, or a shift that is cancelled or over; SchedulingError for another town's."""
    shift = lock_shift(shift.pk)
    if shift.association.municipality_id != request.municipality_id:
        raise SchedulingError(_("Passet hör till en annan kommun."))
    if not is_live(shift, now=now):
        raise TooLate(_("Passet är inställt, över eller inte publicerat."))
    return shift


def is_live(shift: Shift, *, now: datetime) -> bool:
    return shift.state in {ShiftState.PUBLISHED, ShiftState.UNDER_WAY} and now < shift.ends_at


def waiting_of(request: PresenceRequest, *, seen: int) -> list[PresenceRequest]:
    """Those of the matter that wait, all locked. Raises AlreadySeenTo when the request is not as it was looked at."""
    matter = lock_matter(request)
    fresh_of(request, matter, seen=seen)
    return [one for one in matter if one.state in WAITING]


def fresh_of(request: PresenceRequest, matter: list[PresenceRequest], *, seen: int) -> PresenceRequest:
    fresh = next((one for one in matter if one.pk == request.pk), None)
    if fresh is None or fresh.revision != seen:
        raise AlreadySeenTo(_("Önskemålet har ändrats eller besvarats sedan du öppnade sidan. Läs igen."))
    return fresh


def give_yes(
    request: PresenceRequest, *, shift: Shift, words: str, by: User | None, origin: Origin, now: datetime
) -> None:
    """Of a locked request, and the shift locked too."""
    request.answer, request.answered_at, request.answered_by = words, now, by
    move(request, State.ACCEPTED, kind=Kind.ACCEPTED, origin=origin, now=now, shift=shift, detail=words)


def give_proposal(
    request: PresenceRequest, *, shift: Shift, words: str, by: User | None, origin: Origin, now: datetime
) -> None:
    request.answer, request.answered_at, request.answered_by = words, now, by
    move(request, State.ALTERNATIVE, kind=Kind.OFFERED, origin=origin, now=now, shift=shift, detail=words)


def open_again(
    request: PresenceRequest,
    *,
    origin: Origin,
    now: datetime,
    kind: PresenceEventKind = Kind.REOPENED,
    detail: str = "",
) -> None:
    """What was answered no longer holds."""
    request.answer, request.answered_at, request.answered_by = "", None, None
    move(request, State.OPEN, kind=kind, origin=origin, now=now, detail=detail)


def tell_group(shift: Shift, requests: list[PresenceRequest], *, origin: Origin, now: datetime) -> None:
    """The history of the shift says for whom it goes there, and why."""
    said = [f"{one.label} ({one.get_category_display()})" for one in requests]
    record_event(shift, EventKind.WISHED, origin=origin, now=now, detail=listed(said))
