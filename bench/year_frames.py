"""What a year came to by polars, from the bare rows: each fact joined with every row that its night is in."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db.models import Model

from bench.year_numbers import Numbers, Place, with_lines
from fieldwork.models import (
    Alarm,
    CheckIn,
    LogContact,
    LogOccurrence,
    Observation,
    ObservationCategory,
    Sighting,
    Walk,
    WalkLog,
)
from scheduling.models import Attendance, NightDecision, Route, Shift, ShiftEvent
from volunteers.models import Association, District

SPANS = {"": (0, 0), "none": (0, 0), "1_10": (1, 10), "11_30": (11, 30), "31_60": (31, 60), "60_": (61, 61)}
ON_CREW = ["confirmed", "attended"]
MOODS = ("calm", "lively", "uneasy")
OUTCOMES = ("full", "short", "unsafe", "unregistered", "empty", "cancelled", "merged", "ahead")


def frame(model: type[Model], *names: str) -> pl.DataFrame:
    """Bare rows, without any of the house's queries. Keys are whole numbers, also where there is no row."""
    rows = list(model._default_manager.values_list(*names))
    found = pl.DataFrame(rows, schema=list(names), orient="row", infer_schema_length=None)
    return found.with_columns(pl.col(name).cast(pl.Int64) for name in names if name.endswith("id") or name == "count")


class Bare:
    """All that is counted of, read once for a whole database."""

    def __init__(self) -> None:
        clubs = frame(Association, "id", "municipality_id").rename({"municipality_id": "town"})
        shifts = frame(
            Shift,
            "id",
            "association_id",
            "route_id",
            "kind",
            "night",
            "state",
            "crew_min",
            "crew_safe",
            "confirmed_count",
        )
        routes = frame(Route, "id", "district_id").rename({"district_id": "district"})
        self.shifts = shifts.join(clubs, left_on="association_id", right_on="id").join(
            routes, left_on="route_id", right_on="id"
        )
        self.places = tree_of(frame(District, "id", "parent_id"))
        self.walks = frame(Walk, "id", "shift_id", "state").rename({"id": "walk_id", "state": "walk_state"})
        self.trips = frame(CheckIn, "walk_id", "volunteer_id", "out_at", "home_at", "is_presumed").join(
            self.walks.select("walk_id", "shift_id"), on="walk_id"
        )
        self.events = frame(
            ShiftEvent, "id", "shift_id", "attendance_id", "kind", "from_state", "to_state", "door", "at"
        )
        self.merged = frame(NightDecision, "shift_id", "state").filter(pl.col("state") == "merged")
        self.crews = frame(Attendance, "id", "shift_id", "volunteer_id", "state")
        self.logs = frame(WalkLog, "id", "shift_id", "met", "mood", "debrief_held")
        self.occurrences = frame(LogOccurrence, "log_id", "kind", "count")
        self.contacts = frame(LogContact, "log_id", "kind", "count")
        self.alarms = frame(Alarm, "shift_id", "kind", "is_drill")
        self.seen = first_seen()


def tree_of(districts: pl.DataFrame) -> pl.DataFrame:
    """(line, district): each district with all that lies in it."""
    above = dict(districts.iter_rows())
    pairs = []
    for district in above:
        at: int | None = district
        while at is not None:
            pairs.append((str(at), district))
            at = above[at]
    return pl.DataFrame(pairs, schema={"line": pl.String, "district": pl.Int64}, orient="row")


def first_seen() -> pl.DataFrame:
    """Each observation with the shift that saw it first."""
    sightings = frame(Sighting, "id", "observation_id", "shift_id", "seen_at").sort("seen_at", "id")
    first = sightings.group_by("observation_id").first().select("observation_id", "shift_id")
    known = frame(Observation, "id", "district_id", "category_id", "state", "first_seen_at", "fixed_at", "joined_to_id")
    found = known.filter(pl.col("joined_to_id").is_null())
    categories = frame(ObservationCategory, "id", "parent_id")
    return found.join(first, left_on="id", right_on="observation_id").join(
        categories, left_on="category_id", right_on="id", how="left"
    )


class Sums:
    """What is counted for each row of each table that a night is in."""

    def __init__(self, lines: pl.DataFrame) -> None:
        self.lines = lines
        self.found: dict[Place, Any] = {}

    def add(self, facts: pl.DataFrame, *counted: pl.Expr) -> None:
        self.note(facts.join(self.lines, on="shift_id"), *counted)

    def note(self, facts: pl.DataFrame, *counted: pl.Expr) -> None:
        for row in facts.group_by("table", "line").agg(*counted).iter_rows(named=True):
            place = (row.pop("table"), row.pop("line"))
            self.found |= {(*place, column): value for column, value in row.items()}


def by_polars(bare: Bare, town: int, zone: ZoneInfo, first: date, last: date) -> Numbers:
    """Of one town, or of all when `town` is 0."""
    ours = bare.shifts.filter(pl.col("night").is_between(first, last), (pl.col("town") == town) | (town == 0))
    mine = ours.select(shift_id="id")
    sums = Sums(lines_of(ours, bare.places))
    add_nights(bare, ours, sums)
    add_people(bare, first, sums)
    add_logs(bare, sums)
    for name, told in (("occurrences", bare.occurrences), ("contacts", bare.contacts)):
        of_nights = told.join(bare.logs.select("id", "shift_id"), left_on="log_id", right_on="id")
        sums.add(of_nights, pl.col("count").sum().alias(name))
        by_kind = of_nights.join(mine, on="shift_id").group_by("kind")
        for kind, times, logs in by_kind.agg(pl.col("count").sum(), pl.col("log_id").n_unique()).iter_rows():
            sums.found |= {(name, kind, "times"): times, (name, kind, "nights"): logs}
    for kind in ("overdue", "panic"):
        sums.add(bare.alarms.filter(pl.col("kind") == kind, ~pl.col("is_drill")), pl.len().alias(kind))
    seen = bare.seen.join(mine, on="shift_id")
    add_seen(bare, seen, sums)
    found = sums.found | by_category(seen, zone)
    for mood in MOODS:
        found["moods", mood, "nights"] = found.get(("total", "", mood), 0)
    return with_lines(found)


def add_nights(bare: Bare, ours: pl.DataFrame, sums: Sums) -> None:
    nights = planned(bare, ours)
    sums.add(nights, *((pl.col("outcome") == one).sum().alias(one) for one in OUTCOMES))
    went = nights.filter(pl.col("outcome").is_in(["full", "short", "unsafe"]))
    sums.add(went.join(bare.logs, on="shift_id", how="anti"), pl.len().alias("logs_missing"))
    crews = bare.crews.filter(pl.col("state").is_in([*ON_CREW, "no_show"]))
    drafts = ours.filter(pl.col("state") == "draft").select(shift_id="id")
    sums.add(
        crews.join(drafts, on="shift_id", how="anti").join(
            last_yes(bare), left_on="id", right_on="attendance_id", how="left"
        ),
        pl.len().alias("crew"),
        (pl.col("door") == "sms").sum().alias("crew_by_sms"),
        (pl.col("state") == "no_show").sum().alias("no_shows"),
    )


def add_logs(bare: Bare, sums: Sums) -> None:
    ends = ({met: span[end] for met, span in SPANS.items()} for end in (0, 1))
    low, high = (pl.col("met").replace_strict(end, return_dtype=pl.Int64) for end in ends)
    sums.add(
        bare.logs,
        pl.len().alias("logs"),
        low.sum().alias("met_low"),
        high.sum().alias("met_high"),
        (pl.col("met") == "60_").sum().alias("met_endless"),
        *((pl.col("mood") == mood).sum().alias(mood) for mood in MOODS),
        pl.col("debrief_held").sum().alias("debriefs"),
    )


def lines_of(ours: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """(shift_id, table, line): every row of a table that a night belongs to."""
    keys = {
        "total": pl.lit(""),
        "associations": pl.col("association_id").cast(pl.String),
        "months": pl.col("night").dt.strftime("%Y-%m"),
        "kinds": pl.col("kind"),
    }
    parts = [
        ours.select(pl.col("id").alias("shift_id"), pl.lit(table).alias("table"), key.alias("line"))
        for table, key in keys.items()
    ]
    within = ours.select(pl.col("id").alias("shift_id"), "district").join(places, on="district")
    return pl.concat([*parts, within.select("shift_id", pl.lit("districts").alias("table"), "line")])


def planned(bare: Bare, ours: pl.DataFrame) -> pl.DataFrame:
    """(shift_id, outcome) of what was promised to anybody."""
    dropped = bare.events.filter(pl.col("kind") == "cancelled", pl.col("from_state") == "draft").select("shift_id")
    home = bare.trips.filter(pl.col("home_at").is_not_null()).group_by("walk_id").len("home")
    return (
        ours.rename({"id": "shift_id"})
        .filter(pl.col("state") != "draft")
        .join(dropped.unique().with_columns(is_dropped=True), on="shift_id", how="left")
        .filter(~((pl.col("state") == "cancelled") & pl.col("is_dropped").fill_null(value=False)))
        .join(bare.merged.select("shift_id", is_merged=True).unique(), on="shift_id", how="left")
        .join(bare.walks, on="shift_id", how="left")
        .join(home, on="walk_id", how="left")
        .with_columns(pl.col("home").fill_null(0))
        .select("shift_id", outcome=outcome_of())
    )


def outcome_of() -> pl.Expr:
    out, is_cancelled = pl.col("walk_id").is_not_null(), pl.col("state") == "cancelled"
    return (
        pl.when(is_cancelled & pl.col("is_merged").is_not_null())
        .then(pl.lit("merged"))
        .when(is_cancelled)
        .then(pl.lit("cancelled"))
        .when(pl.col("walk_state") == "out")
        .then(pl.lit("ahead"))
        .when(out & (pl.col("home") >= pl.col("crew_min")))
        .then(pl.lit("full"))
        .when(out & (pl.col("home") >= pl.col("crew_safe")))
        .then(pl.lit("short"))
        .when(out)
        .then(pl.lit("unsafe"))
        .when(pl.col("state") != "done")
        .then(pl.lit("ahead"))
        .when(pl.col("confirmed_count") > 0)
        .then(pl.lit("unregistered"))
        .otherwise(pl.lit("empty"))
    )


def last_yes(bare: Bare) -> pl.DataFrame:
    said = bare.events.filter(pl.col("to_state") == "confirmed").sort("at", "id")
    return said.group_by("attendance_id").last().select("attendance_id", "door")


def add_people(bare: Bare, first: date, sums: Sums) -> None:
    """Who was out, for how long; and whose first walk ever is one of the row's."""
    known_home = pl.col("home_at").is_not_null() & ~pl.col("is_presumed")
    minutes = pl.when(known_home).then((pl.col("home_at") - pl.col("out_at")).dt.total_minutes()).otherwise(0)
    sums.add(
        bare.trips.with_columns(minutes=minutes, is_known=known_home),
        pl.len().alias("person_nights"),
        (~pl.col("is_known")).sum().alias("not_home"),
        pl.col("minutes").sum().alias("hours"),
        pl.col("volunteer_id").n_unique().alias("people"),
    )
    for place in [place for place in sums.found if place[2] == "hours"]:
        sums.found[place] = round(sums.found[place] / 60, 1)
    stood = bare.shifts.filter(pl.col("state") == "done", pl.col("night") < first).select(shift_id="id")
    unregistered = stood.join(bare.walks, on="shift_id", how="anti")
    known = bare.crews.filter(pl.col("state").is_in(ON_CREW)).join(unregistered, on="shift_id")
    debuts = bare.trips.sort("out_at").group_by("volunteer_id", maintain_order=True).first()
    sums.add(debuts.join(known, on="volunteer_id", how="anti"), pl.len().alias("new"))


def add_seen(bare: Bare, seen: pl.DataFrame, sums: Sums) -> None:
    """By the night and group that saw it first, but in the district where it is."""
    counted = (pl.len().alias("observations"), (pl.col("state") == "fixed").sum().alias("observations_fixed"))
    by_night = sums.lines.filter(pl.col("table") != "districts")
    sums.note(seen.join(by_night, on="shift_id"), *counted)
    within = seen.join(bare.places, left_on="district_id", right_on="district")
    sums.note(within.with_columns(pl.lit("districts").alias("table")), *counted)


def by_category(seen: pl.DataFrame, zone: ZoneInfo) -> dict[Place, Any]:
    """Of each category by itself, of each with its parts, and of all."""
    levels = (
        seen.with_columns(line=pl.col("category_id")),
        seen.filter(pl.col("parent_id").is_not_null()).with_columns(line=pl.col("parent_id")),
        seen.with_columns(line=pl.lit(None, pl.Int64)),
    )
    days = (
        pl.col("fixed_at").dt.convert_time_zone(zone.key).dt.date()
        - pl.col("first_seen_at").dt.convert_time_zone(zone.key).dt.date()
    ).dt.total_days()
    is_fixed = pl.col("state") == "fixed"
    found: dict[Place, Any] = {}
    for line, count, fixed, middle in (
        pl.concat(levels)
        .group_by("line")
        .agg(pl.len(), is_fixed.sum().alias("fixed"), days.filter(is_fixed).median().alias("days"))
        .iter_rows()
    ):
        place = ("observations", "" if line is None else str(line))
        found |= {(*place, "found"): count, (*place, "fixed"): fixed, (*place, "median_days"): middle}
    return found
