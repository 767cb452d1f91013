"""Places taken on the night itself, by somebody who stands there: no question was put and no text answers them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.admission import require_allowed, require_free, require_members, require_open
from scheduling.domain.attendance import lock_shift, lockable_shifts, move, new_attendance
from scheduling.domain.origins import Origin
from scheduling.domain.walk_rules.keeping import except_from
from scheduling.enums import AttendanceState, Door, EventKind
from scheduling.exceptions import ChangedMeanwhile, MoveNotAllowed, ShiftFull
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer

State = AttendanceState


@transaction.atomic
def walk_in(shift: Shift, volunteer: Volunteer, *, origin: Origin, now: datetime, exception: str = "") -> Attendance:
    """A place for an active member of the association who joins the group where it is, until the shift is over.

    `exception`: why a leader lets the person walk in spite of a rule. Raises NotAMember, ShiftFull,
    OverlapsAnotherShift, NotAllowed, TooLate, and MoveNotAllowed for somebody who was on the crew and did not come.
    """
    shift = lock_shift(shift.pk)
    require_members(shift, [volunteer])
    return _place(shift, volunteer, origin=origin, now=now, exception=exception)


@transaction.atomic
def change_group(attendance: Attendance, to: Shift, *, origin: Origin, now: datetime) -> Attendance:
    """Somebody whose group cannot go out goes along with another of the same night and town, of any association.

    Their place on the one is given up, and they hold one on the other, by whose rules they walk. Raises ShiftFull,
    OverlapsAnotherShift, NotAllowed, TooLate, ChangedMeanwhile.
    """
    pair = {shift.pk: shift for shift in lockable_shifts().filter(pk__in=[attendance.shift_id, to.pk]).order_by("pk")}
    left, joined = pair[attendance.shift_id], pair[to.pk]
    fresh = Attendance.objects.select_related("volunteer").get(pk=attendance.pk)
    fresh.shift = left
    is_elsewhere = left.association.municipality_id != joined.association.municipality_id or left.night != joined.night
    if left.pk == joined.pk or is_elsewhere or fresh.state != State.CONFIRMED:
        raise ChangedMeanwhile(_("Det går inte längre att gå över till den gruppen. Titta igen."))
    detail = _("går med %(place)s i stället") % {"place": joined.place}
    move(fresh, State.WITHDRAWN, kind=EventKind.WITHDRAWN, origin=origin, now=now, detail=detail)
    return _place(joined, fresh.volunteer, origin=origin, now=now)


def _place(shift: Shift, volunteer: Volunteer, *, origin: Origin, now: datetime, exception: str = "") -> Attendance:
    """On the locked shift. Whoever stands there is let in until it is over, by whichever door they said so."""
    require_open(shift, now=now, door=Door.PAGE)
    attendance, _is_new = Attendance.objects.get_or_create(
        shift=shift, volunteer=volunteer, defaults=new_attendance(shift, as_leader=False, now=now)
    )
    attendance.shift, attendance.volunteer = shift, volunteer
    if attendance.state == State.CONFIRMED:
        return attendance
    if attendance.state in {State.NO_SHOW, State.ATTENDED}:
        raise MoveNotAllowed(_("%(name)s står redan på listan.") % {"name": volunteer.first_name})
    if shift.confirmed_count >= shift.crew_max:
        raise ShiftFull(_("Gruppen i %(place)s är redan så många den får vara.") % {"place": shift.place})
    require_free(attendance)
    stops = require_allowed(attendance, door=origin.door, exception=exception)
    except_from(attendance, stops, reason=exception, origin=origin, now=now)
    attendance.instead_of = None
    said = _("kom till gruppen")
    return move(attendance, State.CONFIRMED, kind=EventKind.CONFIRMED, origin=origin, now=now, detail=said)
