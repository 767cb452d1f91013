"""Coming home: one of the group, some or all of them, and what was said too early taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fieldwork.domain.history import record
from fieldwork.domain.walks.extending import later_by
from fieldwork.domain.walks.nights import lock_night
from fieldwork.domain.walks.returning import bring_home
from fieldwork.domain.walks.telling import ask_last_out
from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.exceptions import CannotCorrect, NotOut, OutElsewhere
from fieldwork.models import CheckIn, Walk
from fieldwork.queries.nights import Night, read_night
from scheduling.domain.origins import Origin
from volunteers.models import Volunteer

TAKEN_BACK_WITHIN = timedelta(minutes=30)
STILL_ON_THE_WAY = 30  # minutes that somebody who was not home after all is given, where the group was due already


@dataclass(frozen=True)
class CameHome:
    """`new` are those registered as home now; `already` were. Of those `confirmed` had only been presumed to be."""

    night: Night
    new: list[CheckIn]
    already: list[CheckIn]
    confirmed: list[CheckIn]


@transaction.atomic
def come_home(
    walk: Walk, check_ins: Iterable[CheckIn], *, origin: Origin, by: Volunteer | None, now: datetime
) -> CameHome:
    """Register these as home; with the last of them the walk is over. Who is home already is left as they are.

    Of somebody who was presumed home it is known from now on. Of a group that has come home but for one, that one is
    asked by text. Raises NotOut for a group that never went out.
    """
    wanted = {one.pk for one in check_ins}
    night = lock_night(walk.shift_id)
    if night.walk is None:
        raise NotOut(_("Gruppen är inte utcheckad."))
    known = [one for one in night.check_ins if one.pk in wanted]
    already = [one for one in known if one.home_at is not None]
    new = [one for one in known if one.home_at is None]
    bring_home(night, new, at=now, origin=origin, by=by, now=now)
    if new:
        ask_last_out(night, by=by, now=now)
    return CameHome(night, new, already, _confirm(night, already, origin=origin, by=by, now=now))


def _confirm(
    night: Night, people: Iterable[CheckIn], *, origin: Origin, by: Volunteer | None, now: datetime
) -> list[CheckIn]:
    """They were home when their group was due, which had been presumed."""
    presumed = [one for one in people if one.is_presumed]
    for one in presumed:
        one.is_presumed, one.home_door = False, origin.door
        one.save(update_fields=["is_presumed", "home_door"])
        detail = _("som antogs")
        record(night.shift, FieldEventKind.HOME, origin=origin, now=now, by=by, volunteer=one.volunteer, detail=detail)
    return presumed


def may_take_back(check_in: CheckIn, *, now: datetime) -> bool:
    return check_in.home_at is not None and now - check_in.home_at <= TAKEN_BACK_WITHIN


@transaction.atomic
def not_home_yet(check_in: CheckIn, *, origin: Origin, by: Volunteer | None, now: datetime) -> Night:
    """Somebody who was said to be home is out still, and with them the walk. Who is out is left as they are.

    A group that was due by now is given half an hour more. Raises CannotCorrect when it is too late to take it back,
    OutElsewhere for somebody who has gone out with another group.
    """
    night = lock_night(check_in.walk.shift_id)
    row = next((one for one in night.check_ins if one.pk == check_in.pk), None)
    if row is None or night.walk is None:
        raise NotOut(_("Gruppen är inte utcheckad."))
    if row.home_at is None:
        return night
    if not may_take_back(row, now=now):
        raise CannotCorrect(_("Det går att ångra i en halvtimme. Ring jouren om någon inte är hemma."))
    row.home_at, row.home_door, row.is_presumed = None, "", False
    try:
        with transaction.atomic():
            row.save(update_fields=["home_at", "home_door", "is_presumed"])
    except IntegrityError as error:
        raise OutElsewhere(_("%(name)s är ute med en annan grupp nu.") % {"name": row.volunteer.first_name}) from error
    record(night.shift, FieldEventKind.OUT_AGAIN, origin=origin, now=now, by=by, volunteer=row.volunteer)
    walk = night.walk
    walk.state, walk.home_at, walk.updated_at = WalkState.OUT, None, now
    walk.save(update_fields=["state", "home_at", "updated_at"])
    if walk.due_home_at <= now:
        later_by(night, STILL_ON_THE_WAY, origin=origin, by=by, now=now)
    return read_night(night.shift)
