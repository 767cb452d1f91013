"""What happens to requests without anybody answering: their time runs out, or their shift is cancelled or moved."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.presence.answers import open_again
from scheduling.domain.presence.history import lock_with_shift, lockable_requests, move, note
from scheduling.enums import PresenceEventKind, PresenceState
from scheduling.models import PresenceRequest, Shift
from scheduling.models.presence import WITH_SHIFT

Kind = PresenceEventKind
State = PresenceState
MOST_AT_ONCE = 500


def expire_requests(now: datetime) -> int:
    """Close what nobody answered in time. A proposal waits until its own night is over. Returns how many."""
    over = Q(state=State.OPEN, ends_at__lte=now) | Q(state=State.ALTERNATIVE, shift__ends_at__lte=now)
    due = list(PresenceRequest.objects.filter(over).order_by("ends_at")[:MOST_AT_ONCE])
    return sum(_expire(request, now=now) for request in due)


@transaction.atomic
def _expire(request: PresenceRequest, *, now: datetime) -> int:
    request, shift = lock_with_shift(request)
    is_proposal = request.state == State.ALTERNATIVE and shift is not None and shift.ends_at <= now
    if not is_proposal and (request.state != State.OPEN or request.ends_at > now):
        return 0
    _let_go(request, origin=BY_CLOCK, now=now, detail=_("Ingen svarade på förslaget.") if is_proposal else "")
    return 1


def _let_go(request: PresenceRequest, *, origin: Origin, now: datetime, detail: str) -> None:
    """Of a locked request that has no group any more: it waits again, unless its time is over."""
    if request.ends_at > now:
        open_again(request, origin=origin, now=now, detail=detail)
    elif request.state != State.ACCEPTED:
        move(request, State.EXPIRED, kind=Kind.EXPIRED, origin=origin, now=now)


def release_requests(shift: Shift, *, origin: Origin, now: datetime) -> None:
    """The locked shift is cancelled: whoever counted on it waits for another answer."""
    for request in lockable_requests().filter(shift=shift, state__in=WITH_SHIFT):
        _let_go(request, origin=origin, now=now, detail=_("Passet ställdes in."))


def follow_move(shift: Shift, *, origin: Origin, now: datetime) -> None:
    """The locked shift has a new time or route. Whoever it comes to is told, and waits again if it comes too late."""
    for request in lockable_requests().filter(shift=shift, state__in=WITH_SHIFT):
        if request.state == State.ACCEPTED and not request.meets(shift.starts_at, shift.ends_at):
            _let_go(request, origin=origin, now=now, detail=_("Passet fick en annan tid."))
        else:
            note(request, Kind.MOVED, origin=origin, now=now)
