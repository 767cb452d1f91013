"""What whoever asked says to a proposal of another time or place."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.origins import Origin
from scheduling.domain.presence.answers import checked_words, is_live, open_again, tell_group
from scheduling.domain.presence.history import lock_with_shift, move
from scheduling.enums import PresenceEventKind, PresenceState
from scheduling.exceptions import MoveNotAllowed, TooLate
from scheduling.models import PresenceRequest, Shift

Kind = PresenceEventKind
State = PresenceState


@transaction.atomic
def take_proposal(request: PresenceRequest, *, origin: Origin, now: datetime) -> PresenceRequest:
    """Yes, that shift is good. Raises MoveNotAllowed when nothing is proposed, TooLate when the shift is over."""
    request, shift = _lock_proposal(request)
    if not is_live(shift, now=now):
        raise TooLate(_("Passet är inställt, över eller inte publicerat."))
    move(request, State.ACCEPTED, kind=Kind.TAKEN, origin=origin, now=now, shift=shift)
    tell_group(shift, [request], origin=origin, now=now)
    return request


@transaction.atomic
def refuse_proposal(request: PresenceRequest, *, words: str = "", origin: Origin, now: datetime) -> PresenceRequest:
    """No; the coordinator is asked anew. Raises MoveNotAllowed when nothing is proposed, PersonalDataSeen."""
    words = checked_words(words, request, now=now)
    request, _shift = _lock_proposal(request)
    open_again(request, origin=origin, now=now, kind=Kind.REFUSED, detail=words)
    return request


def _lock_proposal(request: PresenceRequest) -> tuple[PresenceRequest, Shift]:
    request, shift = lock_with_shift(request)
    if request.state != State.ALTERNATIVE or shift is None:
        raise MoveNotAllowed(_("Det finns inget förslag att svara på."))
    return request, shift
