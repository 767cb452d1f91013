"""The people of the bench of texts that come in: each has been asked about one night, and nobody has answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction

from bench.loading import make_room, settle
from bench.rows import Rows
from bench.seasons import WORDS
from bench.sets import SEED, Size
from bench.towns import Group, Person, write_towns
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.changes.values import crew_fields
from scheduling.domain.crews import CrewSize
from scheduling.domain.nights import resolve_night
from scheduling.enums import AttendanceState, Door, EventKind, ShiftState
from scheduling.models import Attendance, Shift, ShiftEvent

TOWNS, ASSOCIATIONS = 10, 120
SPARE = 1.25  # of all volunteers some are paused, and are not asked
CREW = CrewSize(target=4, maximum=5)
ASKED = CREW.maximum + 1  # one more than there is room for: some will have to wait
NIGHTS = 120
NO_SHARE = 0.2
START, END = time(20, 30), time(0, 30)


@dataclass(frozen=True)
class Answer:
    """What one person is going to text."""

    number: str
    body: str


def load_people(people: int, *, now: datetime) -> list[Answer]:
    """Write the towns and so many people with one open question each. Their answers, in the order they will come."""
    make_room()
    chance = Random(SEED)
    rows = Rows(chance)
    size = Size("inbound", TOWNS, ASSOCIATIONS, volunteers=round(people * SPARE) + ASSOCIATIONS, shifts=0)
    with transaction.atomic():
        groups = write_towns(rows, chance, size)
        asked = ask_people(rows, groups, people, now=now)
        rows.finish()
    settle()
    chance.shuffle(asked)
    return [Answer(person.mobile, "NEJ" if chance.random() < NO_SHARE else "JA") for person in asked]


def ask_people(rows: Rows, groups: Sequence[Group], people: int, *, now: datetime) -> list[Person]:
    """Each of them once, also who is in two associations; a full crew and one more to a night."""
    asked: dict[int, Person] = {}
    for group in groups:
        members = [person for person in group.members if person.pk not in asked]
        for place in range(0, len(members), ASKED):
            crew = members[place : place + ASKED][: people - len(asked)]
            if crew:
                write_night(rows, group, crew, night=(group.association.pk + place) % NIGHTS, now=now)
            asked |= {person.pk: person for person in crew}
    return list(asked.values())


def write_night(rows: Rows, group: Group, crew: Sequence[Person], *, night: int, now: datetime) -> None:
    day = now.date() + timedelta(days=3 + night)
    starts_at, ends_at = resolve_night(day, START, END, group.association.municipality.zone)
    shift = rows.add(
        Shift,
        uuid=rows.uuid(),
        association=group.association,
        route=group.routes[night % len(group.routes)],
        starts_at=starts_at,
        ends_at=ends_at,
        night=day,
        state=ShiftState.PUBLISHED,
        **crew_fields(CREW),
        asked_count=len(crew),
        created_at=now - timedelta(days=9),
        updated_at=now - timedelta(days=1),
    )
    for person in crew:
        write_question(rows, shift, person, at=now - timedelta(days=1))


def write_question(rows: Rows, shift: Shift, person: Person, *, at: datetime) -> None:
    number = rows.counts[OutboundMessage] + 1
    body = WORDS["ask"].format(
        name=person.first_name,
        day=f"{shift.night:%d/%m}",
        place=shift.place,
        meeting=shift.route.meeting_point,
        code="",
    )
    text = rows.put(
        OutboundMessage,
        uuid=rows.uuid(),
        to_number=person.mobile,
        body=body,
        kind="ask",
        dedupe_key=f"ask:bench:{number}",
        state=OutboundState.DELIVERED,
        due_at=at,
        expires_at=shift.ends_at,
        attempts=1,
        provider_sid=f"SM{number:032x}",
        sent_at=at,
        created_at=at,
        updated_at=at,
    )
    attendance = rows.put(
        Attendance,
        uuid=rows.uuid(),
        shift_id=shift.pk,
        volunteer_id=person.pk,
        state=AttendanceState.ASKED,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        asked_at=at,
        confirm_by=shift.starts_at - timedelta(days=1),
        last_text_id=text,
        created_at=at,
        updated_at=at,
    )
    rows.put(
        ShiftEvent,
        shift_id=shift.pk,
        attendance_id=attendance,
        kind=EventKind.ASKED,
        door=Door.CLOCK,
        at=at,
        to_state=AttendanceState.ASKED,
        text_id=text,
        processed_at=at,
    )
