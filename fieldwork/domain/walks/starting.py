"""Going out: who stands there is registered before they leave, and never fewer than the night needs for safety."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fieldwork.domain.history import record
from fieldwork.domain.walks.nights import lock_night, lock_with_others, require_tonight
from fieldwork.domain.walks.returning import bring_home
from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.exceptions import OutElsewhere, TooFewToGo
from fieldwork.models import Arrival, CheckIn, Walk
from fieldwork.queries.nights import Night, out_elsewhere, read_night
from scheduling.domain.number_words import capital, in_words
from scheduling.domain.origins import Origin
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer


@dataclass(frozen=True)
class CheckedOut:
    """What came of it. `new` were registered now and `already` were out; `presumed` are those who were registered as
    out with a group of before, and are taken to have come home from it.
    """

    night: Night
    new: list[CheckIn] = field(default_factory=list)
    already: list[CheckIn] = field(default_factory=list)
    presumed: list[CheckIn] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        """Whether the group has not gone out: somebody stands there, and waits for more."""
        return not self.night.is_out


def check_out(
    shift: Shift, attendances: Iterable[Attendance], *, origin: Origin, by: Volunteer | None, now: datetime
) -> CheckedOut:
    """Register these of the crew as out. The first of them begin the walk; who is out already is left as they are.

    A group that has come home goes out again by this, under the same conditions. Raises NotTonight, TooFewToGo, and
    OutElsewhere for somebody who is out with another group.
    """
    wanted = {attendance.pk for attendance in attendances}
    try:
        with transaction.atomic():
            return _go_out(lock_with_others(shift.pk), wanted, origin=origin, by=by, now=now)
    except IntegrityError as error:  # two groups registered one person at the same time
        raise OutElsewhere(_("Någon i gruppen registrerades just med en annan. Titta igen.")) from error


@transaction.atomic
def arrive(attendance: Attendance, *, origin: Origin, now: datetime) -> CheckedOut:
    """One person's own word that they are out. With a group that is out they join it; else they are noted as there,
    and go out with the others as soon as enough have said so, for nobody walks alone.

    Raises NotTonight, OutElsewhere.
    """
    night = lock_with_others(attendance.shift_id)
    require_tonight(night, now=now)
    by = attendance.volunteer
    if not night.is_out:
        _note_there(night, attendance, origin=origin, by=by, now=now)
        if len(_standing_there(night)) < night.shift.crew_safe:
            return CheckedOut(night)
    there = [attendance] if night.is_out else _standing_there(night)
    return check_out(night.shift, there, origin=origin, by=by, now=now)


def _note_there(night: Night, attendance: Attendance, *, origin: Origin, by: Volunteer, now: datetime) -> None:
    _row, is_new = Arrival.objects.get_or_create(attendance=attendance, defaults={"at": now, "door": origin.door})
    if is_new:
        night.here[attendance.pk] = now
        record(night.shift, FieldEventKind.ARRIVED, origin=origin, now=now, by=by, volunteer=by)


def _standing_there(night: Night) -> list[Attendance]:
    return [one for one in night.awaited if one.pk in night.here]


def _go_out(night: Night, wanted: set[int], *, origin: Origin, by: Volunteer | None, now: datetime) -> CheckedOut:
    require_tonight(night, now=now)
    going = [one for one in night.crew if one.pk in wanted]
    registered = {one.volunteer_id: one for one in night.out}
    already = [registered[one.volunteer_id] for one in going if one.volunteer_id in registered]
    new = [one for one in going if one.volunteer_id not in registered]
    if not new:
        return CheckedOut(night, already=already)
    if not night.is_out:
        _require_safe(night.shift, len(new), is_own=by is not None)
    presumed = _leave_others(new, night.shift, origin=origin, by=by, now=now)
    walk = _walk_of(night, origin=origin, by=by, now=now)
    rows = [_register(walk, one, night, origin=origin, by=by, now=now) for one in new]
    return CheckedOut(read_night(night.shift), rows, already, presumed)


def _require_safe(shift: Shift, count: int, *, is_own: bool) -> None:
    if count < shift.crew_safe:
        words = too_few_words(count, shift.crew_safe, is_own=is_own)
        raise TooFewToGo(words, count=count, needed=shift.crew_safe)


def too_few_words(count: int, needed: int, *, is_own: bool) -> str:
    """`is_own`: said to one of those who are so few."""
    words = {"count": in_words(count), "needed": in_words(needed)}
    if count == 0:
        return capital(_("det behövs %(needed)s för att gå ut.") % words)
    if not is_own:
        return _("Bara %(count)s, och det behövs %(needed)s för att gå ut.") % words
    if count == 1:
        return _("Du är ensam, och det behövs %(needed)s för att gå ut.") % words
    return _("Ni är %(count)s, och det behövs %(needed)s för att gå ut.") % words


def _leave_others(
    going: Sequence[Attendance], shift: Shift, *, origin: Origin, by: Volunteer | None, now: datetime
) -> list[CheckIn]:
    """Whoever was never checked home from a night before is taken to have been home when that group was due."""
    elsewhere = out_elsewhere([one.volunteer_id for one in going], but=shift.pk)
    for one in elsewhere:
        if one.walk.due_home_at > now:
            words = {"name": one.volunteer.first_name, "place": one.walk.shift.place}
            raise OutElsewhere(_("%(name)s är ute med gruppen i %(place)s. Checka hem där först.") % words)
    presumed = []
    for one in elsewhere:
        other = lock_night(one.walk.shift_id)
        row = next(out for out in other.out if out.pk == one.pk)
        bring_home(other, [row], at=one.walk.due_home_at, origin=origin, by=by, now=now, is_presumed=True)
        presumed.append(row)
    return presumed


def _walk_of(night: Night, *, origin: Origin, by: Volunteer | None, now: datetime) -> Walk:
    """The walk that is on, begun or taken up again where it was not."""
    shift = night.shift
    if night.walk is None:
        walk = Walk.objects.create(shift=shift, started_at=now, due_home_at=shift.ends_at, updated_at=now)
        record(shift, FieldEventKind.STARTED, origin=origin, now=now, by=by)
        return walk
    if night.is_home:
        night.walk.state, night.walk.home_at, night.walk.updated_at = WalkState.OUT, None, now
        night.walk.save(update_fields=["state", "home_at", "updated_at"])
        record(shift, FieldEventKind.STARTED, origin=origin, now=now, by=by, detail=_("igen"))
    return night.walk


def _register(
    walk: Walk, attendance: Attendance, night: Night, *, origin: Origin, by: Volunteer | None, now: datetime
) -> CheckIn:
    known = night.check_in_of(attendance)
    if known is not None:
        known.home_at, known.home_door, known.is_presumed = None, "", False
        known.save(update_fields=["home_at", "home_door", "is_presumed"])
    else:
        known = CheckIn.objects.create(
            walk=walk,
            volunteer=attendance.volunteer,
            attendance=attendance,
            is_leader=attendance.is_leader,
            out_at=now,
            out_door=origin.door,
        )
    person = attendance.volunteer
    record(night.shift, FieldEventKind.OUT, origin=origin, now=now, by=by, volunteer=person)
    return known
