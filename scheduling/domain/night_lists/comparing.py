"""What a list of nights would change, row by row, decided before anything is written. Pure: saves nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.domain.changes.checks import require_sound_times
from scheduling.domain.changes.values import NightValues, values_of
from scheduling.domain.clashes import Clash, Walk, clashes_among
from scheduling.domain.crews import CrewSize
from scheduling.domain.night_choices import unclear_times
from scheduling.domain.night_lists.crews import crew_of
from scheduling.domain.night_lists.places import GROUP, Places, is_named
from scheduling.domain.night_lists.rows import Reading
from scheduling.domain.nights import resolve_night
from scheduling.domain.seasons.planning import Hours, resolve_hours
from scheduling.enums import ShiftKind, ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.models import Route, Shift
from volunteers.domain.readings import NOTE_LENGTH, name_words
from volunteers.models import Association

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ONE_LIST = 0  # the company of a list's groups, which are meant to be out together; no season has that key
FOLDS = ((0, 0), (0, 1), (1, 1))  # the first or the second of each time that comes twice
SHORT_NAME = 2  # characters: 1, A, 12


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowKey:
    """Tells the nights of a list apart from those that there are."""

    line: int


@dataclass(frozen=True)
class Line:
    """What happens to one row. `values` is what the night would be; `shift` the one that it is already.

    Of a row that is refused there is as much as could be read: `night`, `route`.
    """

    number: int
    outcome: Outcome
    night: date | None = None
    route: Route | None = None
    values: NightValues | None = None
    shift: Shift | None = None
    reasons: Sequence[str] = ()
    remarks: Sequence[str] = ()
    clashes: Sequence[Clash] = field(default_factory=list)

    @property
    def may_choose(self) -> bool:
        return self.outcome in {Outcome.CREATED, Outcome.CHANGED}


@dataclass(frozen=True)
class Known:
    """What there is already: the association, its town's routes, its own nights and all who are out in town."""

    association: Association
    places: Places
    shifts: Sequence[Shift]
    others: Sequence[Walk]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.association.municipality.zone


def compare(readings: Iterable[Reading], known: Known) -> list[Line]:
    """Every row, in the order of the list, with what gets in the way of those that would be written."""
    own: dict[tuple[date, int], list[Shift]] = defaultdict(list)
    for shift in known.shifts:
        own[shift.night, shift.route_id].append(shift)
    taken: dict[object, int] = {}
    lines = [_compare_row(reading, known, own, taken) for reading in readings]
    return _with_clashes(lines, known)


def _compare_row(
    reading: Reading,
    known: Known,
    own: Mapping[tuple[date, int], list[Shift]],
    taken: dict[object, int],
) -> Line:
    """`taken`: by night, the row that said it first."""
    place = known.places.find(reading.places)
    read = Line(reading.line, Outcome.REFUSED, night=reading.night, route=place.route, remarks=reading.remarks)
    reasons = [*reading.problems, *([place.problem] if place.problem else []), *_of_another(reading, known)]
    if reasons or place.route is None or reading.night is None or reading.start is None or reading.end is None:
        return replace(read, reasons=reasons)
    try:
        starts_at, ends_at, remark = moments_of(reading, known.zone)
        line = replace(read, remarks=[*reading.remarks, *filter(None, (place.remark, remark))])
        there = own.get((reading.night, place.route.pk), ())
        shift = _the_same(there, starts_at, ends_at)
        if reading.is_cancelled:
            gone = [one for one in there if one.state == ShiftState.CANCELLED and one.starts_at == starts_at]
            return _cancelled(line, None if gone else shift)
        usual = NightValues(place.route.pk, ShiftKind.NIGHT_WALK, starts_at, ends_at, CrewSize())
        values = _values(reading, usual, known.places, shift)
        key = shift.pk if shift else (place.route.pk, starts_at, ends_at)
        first = taken.setdefault(key, reading.line)
        if first != reading.line:
            raise SchedulingError(_("Samma kväll står redan på rad %(line)s.") % {"line": first})  # noqa: TRY301 - one way out for whatever is wrong with a row
        return _judge(line, values, shift, now=known.now)
    except SchedulingError as error:
        return replace(read, reasons=[str(error)])


def _of_another(reading: Reading, known: Known) -> list[str]:
    """The reason when a row is about another association."""
    cell = reading.association
    if cell is None or is_named(set(name_words(cell.text)), set(name_words(known.association.name))):
        return []
    words = {"cell": cell.name, "name": known.association.name}
    return [_("%(cell)s: Raden gäller en annan förening än %(name)s.") % words]


def moments_of(reading: Reading, zone: ZoneInfo) -> tuple[datetime, datetime, str]:
    """Start and end, and what to know of them.

    Of a time that comes twice, the minutes that the row gives decide; else the first is meant. Raises NonexistentTime
    for a time that the clock skips, SchedulingError when start and end are the same.
    """
    assert reading.night is not None  # noqa: S101 - whoever asks has a row with a night and two times
    assert reading.start is not None  # noqa: S101 - as above
    assert reading.end is not None  # noqa: S101 - as above
    when = (reading.night, reading.start, reading.end, zone)
    unclear = unclear_times(*when)
    if not unclear:
        return *resolve_night(*when), ""
    for start_fold, end_fold in FOLDS:
        starts_at, ends_at = resolve_night(*when, start_fold=start_fold, end_fold=end_fold)
        if ends_at - starts_at == (reading.minutes or 0) * MINUTE:
            return starts_at, ends_at, ""
    return resolve_hours(reading.night, Hours(reading.start, reading.end), zone)


def _the_same(shifts: Sequence[Shift], starts_at: datetime, ends_at: datetime) -> Shift | None:
    """The night that a row means, of those on its route that evening: with its times, or at the same time."""
    standing = [shift for shift in shifts if shift.state != ShiftState.CANCELLED]
    exact = [shift for shift in standing if (shift.starts_at, shift.ends_at) == (starts_at, ends_at)]
    near = [shift for shift in standing if shift.starts_at < ends_at and shift.ends_at > starts_at]
    return next(iter([*exact, *near]), None)


def _cancelled(line: Line, shift: Shift | None) -> Line:
    if shift is None:
        remark = _("Inställd i listan. Ingen kväll skapas.")
        return replace(line, outcome=Outcome.UNCHANGED, remarks=[*line.remarks, remark])
    reason = _("Listan säger att kvällen är inställd. Ställ in den på dess egen sida, så får alla veta.")
    return replace(line, shift=shift, reasons=[reason])


def _values(reading: Reading, usual: NightValues, places: Places, shift: Shift | None) -> NightValues:
    """What the row says; what it leaves is as it is, or as nights usually are. Raises UnsoundCrew."""
    before = values_of(shift).moved(usual.starts_at, usual.ends_at) if shift else usual
    note = _note(reading, places)
    return replace(
        before,
        kind=reading.kind or before.kind,
        crew=crew_of(reading.counts, before.crew),
        note=before.note if note is None or note.split() == before.note.split() else note,
    )


def _note(reading: Reading, places: Places) -> str | None:
    """What the group is to know. A group's name that is no route's stands before it: Grupp 2."""
    group = reading.places.get(GROUP)
    if group is None or places.fitting(group.text):
        return reading.note
    name = group.text
    title = _("Grupp %(name)s") % {"name": name} if len(name) <= SHORT_NAME else name
    return ". ".join(filter(None, (title, reading.note)))[:NOTE_LENGTH]


def _judge(line: Line, values: NightValues, shift: Shift | None, *, now: datetime) -> Line:
    """Raises SchedulingError for a new night, or a new time, that cannot be."""
    if shift is not None and values == values_of(shift):
        return replace(line, outcome=Outcome.UNCHANGED, values=values, shift=shift)
    if shift is not None and shift.state != ShiftState.DRAFT:
        reason = _("Kvällen finns och är publicerad. Ändra den på dess egen sida.")
        return replace(line, values=values, shift=shift, reasons=[reason])
    require_sound_times(values.starts_at, values.ends_at, now=now)
    if shift is not None:
        return replace(line, outcome=Outcome.CHANGED, values=values, shift=shift)
    if line.route is not None and not line.route.is_active:
        raise SchedulingError(_("Rutten %(name)s används inte längre.") % {"name": line.route.name})
    return replace(line, outcome=Outcome.CREATED, values=values)


def _with_clashes(lines: Sequence[Line], known: Known) -> list[Line]:
    walks = [walk for line in lines if (walk := _walk(line, known)) is not None]
    said = {line.shift.pk for line in lines if line.shift is not None}
    met = clashes_among(walks, [walk for walk in known.others if walk.key not in said])
    return [replace(line, clashes=met.get(RowKey(line.number), ())) if line.may_choose else line for line in lines]


def _walk(line: Line, known: Known) -> Walk | None:
    """What a row means to others who are out: what it would be, or the night that stands."""
    values = line.values if line.outcome != Outcome.REFUSED else values_of(line.shift) if line.shift else None
    if values is None or line.night is None:
        return None
    key = RowKey(line.number)
    return Walk(key, line.night, known.association.pk, values.route, values.starts_at, values.ends_at, company=ONE_LIST)
