"""Joining a group: somebody the leader brings along, and those whose own group is too few to go out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.history import record
from fieldwork.domain.walks.nights import lock_night, require_tonight
from fieldwork.domain.walks.starting import CheckedOut, check_out
from fieldwork.domain.walks.telling import tell_of_joining
from fieldwork.enums import FieldEventKind
from fieldwork.exceptions import OutElsewhere
from fieldwork.queries.nights import Night
from scheduling.domain.origins import Origin
from scheduling.domain.walk_ins import change_group, walk_in
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer


@transaction.atomic
def bring_along(
    shift: Shift, volunteer: Volunteer, *, origin: Origin, by: Volunteer | None, now: datetime, exception: str = ""
) -> CheckedOut:
    """Somebody of the association who is not on the crew goes along: put on it, and registered when the group is out.

    `exception`: why the leader lets them, in spite of a rule. Raises what `walk_in` and `check_out` do.
    """
    night = lock_night(shift.pk)
    require_tonight(night, now=now)
    place = walk_in(shift, volunteer, origin=origin, now=now, exception=exception)
    if not night.is_out:
        return CheckedOut(lock_night(shift.pk))
    return check_out(shift, [place], origin=origin, by=by, now=now)


@transaction.atomic
def join_group(
    attendances: Iterable[Attendance], to: Shift, *, origin: Origin, by: Volunteer | None, now: datetime
) -> Sequence[Attendance]:
    """Those whose group cannot go out go along with another, all of them or none. Both groups' leaders are told.

    Where the other group is out already they are registered with it at once. Raises OutElsewhere for somebody who is
    out, NotTonight, and what `change_group` does.
    """
    moving = sorted(attendances, key=lambda one: one.pk)
    lock_order = sorted({to.pk, *(one.shift_id for one in moving)})
    nights = {pk: lock_night(pk) for pk in lock_order}
    there = nights[to.pk]
    require_tonight(there, now=now)
    for one in moving:
        left = nights[one.shift_id]
        registered = left.check_in_of(one)
        if registered is not None and registered.home_at is None:
            raise OutElsewhere(_("%(name)s är redan ute.") % {"name": one.volunteer.first_name})
    places = [_cross(one, nights[one.shift_id], there, origin=origin, by=by, now=now) for one in moving]
    for left in [nights[pk] for pk in lock_order if pk != to.pk]:
        moved = [one.volunteer for one in moving if one.shift_id == left.shift.pk]
        tell_of_joining(left, there, moved, by=by, now=now)
    if there.is_out:
        check_out(there.shift, places, origin=origin, by=by, now=now)
    return places


def _cross(
    one: Attendance, left: Night, joined: Night, *, origin: Origin, by: Volunteer | None, now: datetime
) -> Attendance:
    place = change_group(one, joined.shift, origin=origin, now=now)
    for night, words, other in (
        (left, _("till gruppen i %(place)s"), joined),
        (joined, _("från gruppen i %(place)s"), left),
    ):
        detail = words % {"place": other.shift.place}
        kind = FieldEventKind.JOINED
        record(night.shift, kind, origin=origin, now=now, by=by, volunteer=one.volunteer, detail=detail)
    return place
