"""The season board as plain values: weeks of nights of rows, windows of the façade, tabs. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from math import ceil, sqrt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from scheduling.domain.clock_tags import clock_tag
from scheduling.domain.crews import chip_label, coverage, crew_sentence, leaders_missing, missing, pips
from scheduling.domain.decisions.on_board import Deciding, deciding_on
from scheduling.domain.number_words import capital, in_words
from scheduling.domain.subscribed.overlay import Mark, Marks
from scheduling.enums import AttendanceState, Coverage, DecisionState
from scheduling.models import Shift
from volunteers.domain import calendar_words
from volunteers.models.volunteer import short_name

WINDOW_STEP_X, WINDOW_STEP_Y = 24, 17  # a window of the sprite is 20 by 14, with a gap around it
UNDECIDED = "missing"  # red, whatever is still hoped for
WEEKS_SHOWN = 13  # this one and twelve ahead: a season

# How the design language names what the rota calls the coverage of a shift.
DESIGN_STATES = {
    Coverage.DRAFT: "draft",
    Coverage.MISSING: "missing",
    Coverage.ASKED: "asked",
    Coverage.CONFIRMED: "confirmed",
    Coverage.DONE: "home",
    Coverage.CANCELLED: "declined",
}
WINDOWS = {
    Coverage.DRAFT: "draft",
    Coverage.MISSING: "gap",
    Coverage.ASKED: "ask",
    Coverage.CONFIRMED: "yes",
    Coverage.DONE: "done",
}
UPCOMING = frozenset({Coverage.DRAFT, Coverage.MISSING, Coverage.ASKED, Coverage.CONFIRMED})
TABS = (
    ("alla", gettext_lazy("Alla"), None),
    ("saknar", gettext_lazy("Saknar folk"), Coverage.MISSING),
    ("vantar", gettext_lazy("Väntar på svar"), Coverage.ASKED),
    ("klara", gettext_lazy("Klara"), Coverage.CONFIRMED),
    ("utkast", gettext_lazy("Utkast"), Coverage.DRAFT),
)
WEEK_WORDS = (
    (Coverage.CONFIRMED, ngettext_lazy("%d klart", "%d klara")),
    (Coverage.ASKED, ngettext_lazy("%d väntar på svar", "%d väntar på svar")),
    (Coverage.MISSING, ngettext_lazy("%d saknar folk", "%d saknar folk")),
    (Coverage.DRAFT, ngettext_lazy("%d utkast", "%d utkast")),
    (Coverage.DONE, ngettext_lazy("%d genomfört", "%d genomförda")),
    (Coverage.CANCELLED, ngettext_lazy("%d inställt", "%d inställda")),
)


@dataclass(frozen=True)
class Place:
    """What a row says of its route and association, by primary key, so that no shift carries a copy."""

    routes: Mapping[int, str]
    associations: Mapping[int, str]
    zones: Mapping[int, ZoneInfo]


@dataclass(frozen=True)
class CrewLook:
    """What two shifts with the same numbers share."""

    coverage: Coverage
    state: str
    chip: str
    pips: tuple[str, ...]
    sentence: str
    count: str
    lacking: int
    lacks_leader: bool

    @property
    def says_no_leader(self) -> bool:
        """A gap that only a leader fills is named at the end of the line."""
        return self.lacks_leader and self.coverage == Coverage.MISSING


@dataclass(frozen=True)
class Row:
    pk: int
    night: date
    title: str
    clock: str
    length: str
    association: str
    crew: CrewLook
    leaders: str
    others: str
    hands_over: bool = False
    deciding: Deciding | None = None


@dataclass(frozen=True)
class Night:
    """Without rows it is only offered: something happens that evening, and nobody walks."""

    day: date
    title: str
    tag: str
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Window:
    name: str
    x: int
    y: int


@dataclass(frozen=True)
class Week:
    year: int
    number: int
    days: str
    is_current: bool
    nights: tuple[Night, ...]


@dataclass(frozen=True)
class WeekOfFacade:
    number: int
    summary: str
    is_current: bool
    width: int
    height: int
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Board:
    rows: tuple[Row, ...]
    weeks: tuple[Week, ...]
    facade: tuple[WeekOfFacade, ...]
    tabs: tuple[Tab, ...]
    drafts: tuple[int, ...] = field(default=())
    deciding: tuple[Row, ...] = field(default=())


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def assemble_board(
    shifts: Iterable[Shift],
    *,
    people: Mapping[int, Sequence[tuple[str, bool, str]]],
    place: Place,
    today: date,
    tab: str,
    language: str,
    marks: Marks | None = None,
    offered: Iterable[date] = (),
) -> Board:
    """The board of these shifts, which come in order of night and start.

    `people` has (state, is leader, name) of everyone shown on a shift, by its primary key, in the order to show them.
    The façade and the counts of the tabs show all shifts; the weeks only those of the `tab`. `marks` are what calendars
    of others tell of a night, and `offered` the nights that are shown although no shift is on them.
    """
    looks: dict[tuple[object, ...], CrewLook] = {}
    rows = tuple(row_of(shift, people.get(shift.pk, ()), place, looks, language) for shift in shifts)
    wanted = {key: state for key, _label, state in TABS}.get(tab)
    shown = [row for row in rows if wanted is None or row.crew.coverage == wanted]
    counts = Counter(row.crew.coverage for row in rows)
    return Board(
        rows=rows,
        weeks=tuple(weeks_of(shown, place, today, language, marks=marks or {}, offered=offered)),
        facade=tuple(facade_of(rows, today)),
        tabs=tuple(
            Tab(key, str(label), len(rows) if state is None else counts[state], is_current=state is wanted)
            for key, label, state in TABS
        ),
        drafts=tuple(row.pk for row in shown if row.crew.coverage == Coverage.DRAFT and row.night >= today),
        deciding=tuple(row for row in rows if row.deciding),
    )


def row_of(
    shift: Shift,
    people: Sequence[tuple[str, bool, str]],
    place: Place,
    looks: dict[tuple[object, ...], CrewLook],
    language: str,
) -> Row:
    zone = place.zones[shift.association_id]
    look, deciding = look_of(shift, looks), deciding_on(shift, zone, language)
    if deciding and deciding.is_open:
        look = replace(look, state=UNDECIDED, chip=str(DecisionState.OPEN.label))
    leaders, others = who_words(shift, people, look)
    changes = calendar_words.clock_change(shift.starts_at, shift.ends_at, zone=zone)
    return Row(
        pk=shift.pk,
        night=shift.night,
        title=place.routes[shift.route_id],
        clock=calendar_words.span(shift.starts_at, shift.ends_at, zone=zone, language=language),
        length=calendar_words.length(shift.starts_at, shift.ends_at, language=language) if changes else "",
        association=place.associations[shift.association_id],
        crew=look,
        leaders=leaders,
        others=others,
        hands_over=getattr(shift, "hands_over", False),
        deciding=deciding,
    )


def look_of(shift: Shift, looks: dict[tuple[object, ...], CrewLook]) -> CrewLook:
    """Most shifts of a season have the same few numbers: words and signs are made once for each."""
    key = (
        shift.state,
        shift.crew_safe,
        shift.crew_min,
        shift.crew_target,
        shift.crew_max,
        shift.leaders_needed,
        shift.confirmed_count,
        shift.leader_count,
        shift.asked_count,
        shift.asked_leader_count,
        shift.waiting_count,
    )
    if key not in looks:
        looks[key] = new_look(shift)
    return looks[key]


def new_look(shift: Shift) -> CrewLook:
    state = coverage(shift)
    sentence = crew_sentence(shift)
    return CrewLook(
        coverage=state,
        state=DESIGN_STATES[state],
        chip=chip_label(shift),
        pips=tuple(pips(shift)),
        sentence=_("Utkast. %(sentence)s") % {"sentence": sentence} if state == Coverage.DRAFT else sentence,
        count=_("%(confirmed)s av %(target)s")
        % {"confirmed": shift.confirmed_count, "target": max(shift.crew_target, shift.confirmed_count)},
        lacking=missing(shift),
        lacks_leader=bool(leaders_missing(shift)),
    )


def who_words(shift: Shift, people: Sequence[tuple[str, bool, str]], look: CrewLook) -> tuple[str, str]:
    """The leaders' short names, and the rest of the line: "Johan S · Tillfrågad: Anna L · Saknas: 1"."""
    on_crew = [person for person in people if person[0] not in {AttendanceState.ASKED, AttendanceState.WAITING}]
    leaders = ", ".join(short_name(name) for _state, is_leader, name in on_crew if is_leader)
    crew = ", ".join(short_name(name) for _state, is_leader, name in on_crew if not is_leader)
    asked = [short_name(name) for state, _leads, name in people if state == AttendanceState.ASKED]
    parts = [crew] if crew else []
    if asked:
        label = ngettext("Tillfrågad: %(names)s", "Tillfrågade: %(names)s", len(asked))
        parts.append(label % {"names": ", ".join(asked)})
    parts.extend(room_words(shift, look, is_untouched=not people))
    others = " · ".join(parts)
    if not leaders or not others:
        return leaders, others
    return leaders, f", {others}" if crew else f" · {others}"


def room_words(shift: Shift, look: CrewLook, *, is_untouched: bool) -> list[str]:
    if look.coverage in {Coverage.DONE, Coverage.CANCELLED}:
        return []
    if is_untouched:
        return [_("Ingen tillfrågad än")]
    people_lacking = look.lacking - (1 if look.lacks_leader else 0)
    if look.coverage == Coverage.MISSING and people_lacking > 0:
        return [_("Saknas: %(count)s") % {"count": people_lacking}]
    room = shift.crew_target - shift.confirmed_count - shift.asked_count
    if look.coverage == Coverage.CONFIRMED and room > 0:
        return [ngettext("Plats för %(count)s till", "Plats för %(count)s till", room) % {"count": in_words(room)}]
    return []


def weeks_of(
    rows: Iterable[Row],
    place: Place,
    today: date,
    language: str,
    *,
    marks: Marks,
    offered: Iterable[date],
) -> Iterable[Week]:
    """Weeks are ISO 8601's, which are Sweden's."""
    zone = next(iter(place.zones.values()), ZoneInfo("UTC"))
    nights: dict[date, tuple[Row, ...]] = dict.fromkeys(offered, ())
    nights |= {day: tuple(night) for day, night in groupby(rows, key=lambda row: row.night)}
    for monday, week in groupby(sorted(nights), key=monday_of):
        year, number, _day = monday.isocalendar()
        yield Week(
            year=year,
            number=number,
            days=calendar_words.days_span(monday, monday + timedelta(days=6), language=language),
            is_current=monday == monday_of(today),
            nights=tuple(night_of_rows(day, nights[day], zone, language, marks.get(day, ())) for day in week),
        )


def night_of_rows(day: date, rows: tuple[Row, ...], zone: ZoneInfo, language: str, marks: tuple[Mark, ...]) -> Night:
    return Night(
        day=day,
        title=capital(calendar_words.night_long(day, zone=zone, language=language)),
        tag=clock_tag(day, zone, sorted({row.length for row in rows if row.length})),
        rows=rows,
        marks=marks,
    )


def facade_of(rows: Iterable[Row], today: date) -> Iterable[WeekOfFacade]:
    """One small house a week; each window is a shift, from the top and in order of time. Cancelled shifts have none."""
    for monday, in_week in groupby(rows, key=lambda row: monday_of(row.night)):
        coverages = [row.crew.coverage for row in in_week]
        names = [WINDOWS[state] for state in coverages if state in WINDOWS]
        storeys = max(3, ceil(len(names) / ceil(sqrt(len(names) * WINDOW_STEP_Y / WINDOW_STEP_X) or 1)))
        columns = max(2, ceil(len(names) / storeys))
        counts = Counter(coverages)
        yield WeekOfFacade(
            number=monday.isocalendar().week,
            summary=", ".join(words % counts[state] for state, words in WEEK_WORDS if counts[state]),
            is_current=monday == monday_of(today),
            width=columns * WINDOW_STEP_X - 4,
            height=storeys * WINDOW_STEP_Y - 3,
            windows=tuple(
                Window(name, x=(n // storeys) * WINDOW_STEP_X, y=(n % storeys) * WINDOW_STEP_Y)
                for n, name in enumerate(names)
            ),
        )
