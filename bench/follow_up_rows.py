"""What groups did on the nights of a data set: out and home, logs, and faults in places. For tables that are empty."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from django.db import transaction

from bench.rows import Rows
from bench.sets import SEED
from fieldwork.enums import ContactKind, Met, Mood, ObservationState, OccurrenceKind, WalkState
from fieldwork.models import (
    CheckIn,
    LogContact,
    LogOccurrence,
    Observation,
    ObservationCategory,
    Sighting,
    Walk,
    WalkLog,
)
from scheduling.enums import ON_CREW, Door, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.models import Municipality

UNREGISTERED, UNTOLD, SEES, FIXED = 0.04, 0.08, 0.3, 0.6  # shares of the nights, and of the faults
CATEGORIES = ("Belysning", "Buskage", "Klotter", "Glas och skräp")


def write_nights() -> int:
    """Every night that is over, as its group left it. Returns how many rows were written."""
    chance = Random(SEED)
    rows = Rows(chance)
    with transaction.atomic():
        categories = write_categories(rows)
        crews = crews_by_shift()
        over = Shift.objects.filter(state=ShiftState.DONE).select_related("route", "association").order_by("pk")
        for shift in over.iterator():
            crew = crews[shift.pk]
            if crew and chance.random() >= UNREGISTERED:
                write_walk(rows, chance, shift, crew)
            if chance.random() < SEES:
                write_fault(rows, chance, shift, chance.choice(categories[shift.association.municipality_id]))
        rows.finish()
    return rows.counts.total()


def write_categories(rows: Rows) -> dict[int, list[int]]:
    return {
        town: [
            rows.put(ObservationCategory, municipality_id=town, code=f"c{n}", name=name, position=n)
            for n, name in enumerate(CATEGORIES)
        ]
        for town in Municipality.objects.order_by("pk").values_list("pk", flat=True)
    }


def crews_by_shift() -> dict[int, list[tuple[int, int]]]:
    """(attendance, volunteer) of all who were on each night."""
    crews: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    held = Attendance.objects.filter(state__in=ON_CREW, shift__state=ShiftState.DONE).order_by("pk")
    for pk, shift, volunteer in held.values_list("pk", "shift", "volunteer").iterator():
        crews[shift].append((pk, volunteer))
    return crews


def write_walk(rows: Rows, chance: Random, shift: Shift, crew: list[tuple[int, int]]) -> None:
    home_at = shift.ends_at + timedelta(minutes=chance.randrange(-20, 20))
    walk = rows.put(
        Walk,
        shift_id=shift.pk,
        state=WalkState.HOME,
        started_at=shift.starts_at,
        due_home_at=shift.ends_at,
        home_at=home_at,
    )
    for attendance, volunteer in crew:
        rows.put(
            CheckIn,
            walk_id=walk,
            volunteer_id=volunteer,
            attendance_id=attendance,
            out_at=shift.starts_at,
            out_door=Door.PERSONAL,
            home_at=home_at,
            home_door=Door.PERSONAL,
        )
    if chance.random() >= UNTOLD:
        write_log(rows, chance, shift)


def write_log(rows: Rows, chance: Random, shift: Shift) -> None:
    log = rows.put(
        WalkLog,
        shift_id=shift.pk,
        client_key=rows.uuid(),
        started_at=shift.starts_at,
        ended_at=shift.ends_at,
        route_id=shift.route_id,
        mood=chance.choice(Mood.values),
        met=chance.choice(Met.values),
        debrief_held=chance.random() < 1 / 2,
        filed_at=shift.ends_at + timedelta(hours=1),
        door=Door.PERSONAL,
    )
    for kind in chance.sample(OccurrenceKind.values, chance.randrange(3)):
        rows.put(LogOccurrence, log_id=log, kind=kind, count=chance.randint(1, 4))
    for kind in chance.sample(ContactKind.values, chance.randrange(2)):
        rows.put(LogContact, log_id=log, kind=kind, count=1)


def write_fault(rows: Rows, chance: Random, shift: Shift, category: int) -> None:
    seen_at = shift.starts_at + timedelta(hours=1)
    is_fixed = chance.random() < FIXED
    number = rows.counts[Observation] + 1
    observation = rows.put(
        Observation,
        uuid=rows.uuid(),
        reference=f"B-{number}",
        municipality_id=shift.association.municipality_id,
        district_id=shift.route.district_id,
        category_id=category,
        state=ObservationState.FIXED if is_fixed else ObservationState.SENT,
        first_seen_at=seen_at,
        last_seen_at=seen_at,
        fixed_at=seen_at + timedelta(days=chance.randint(1, 60)) if is_fixed else None,
    )
    rows.put(Sighting, observation_id=observation, client_key=rows.uuid(), shift_id=shift.pk, seen_at=seen_at)
