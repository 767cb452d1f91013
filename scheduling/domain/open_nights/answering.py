"""Wishes to walk an open night that wait for a leader: the yes, the no, and the end of waiting."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.admission import require_open
from scheduling.domain.attendance import lock_shift, new_attendance
from scheduling.domain.open_nights.signing import give_place
from scheduling.domain.origins import Origin
from scheduling.domain.telling import tell
from scheduling.enums import SignUpState
from scheduling.exceptions import AlreadySeenTo
from scheduling.models import Attendance, SignUp
from scheduling.queries.sign_ups import ANSWERED


@transaction.atomic
def accept_sign_up(sign_up: SignUp, *, origin: Origin, now: datetime) -> Attendance:
    """The leader says yes: the person has a place, or one in the queue when the crew has become full, and is told.

    Raises AlreadySeenTo, TooLate, OverlapsAnotherShift, NotAllowed.
    """
    attendance, held = _locked(sign_up, origin=origin, now=now)
    held.state, held.decided_at, held.decided_by = SignUpState.TAKEN, now, origin.actor
    held.save(update_fields=["state", "decided_at", "decided_by"])
    return give_place(attendance, origin=origin, now=now)


@transaction.atomic
def refuse_sign_up(sign_up: SignUp, *, origin: Origin, now: datetime) -> SignUp:
    """The leader says no, and the person is told kindly. Raises AlreadySeenTo and TooLate."""
    attendance, held = _locked(sign_up, origin=origin, now=now)
    held.state, held.decided_at, held.decided_by = SignUpState.REFUSED, now, origin.actor
    held.save(update_fields=["state", "decided_at", "decided_by"])
    tell(attendance, "not_this_time", now=now)
    return held


def _locked(sign_up: SignUp, *, origin: Origin, now: datetime) -> tuple[Attendance, SignUp]:
    """With the attendance that there is or would be, under the shift's lock."""
    shift = lock_shift(sign_up.shift_id)
    held = SignUp.objects.select_related("volunteer").get(pk=sign_up.pk)
    place = Attendance.objects.filter(shift=shift, volunteer=held.volunteer_id).first()
    if held.state != SignUpState.WAITS or (place is not None and place.state in ANSWERED):
        raise AlreadySeenTo(_("%(name)s har redan fått svar.") % {"name": held.volunteer.first_name})
    require_open(shift, now=now, door=origin.door)
    if place is None:
        fields = new_attendance(shift, as_leader=False, now=now)
        place = Attendance(shift=shift, volunteer=held.volunteer, **fields)
    place.shift, place.volunteer = shift, held.volunteer
    return place, held
