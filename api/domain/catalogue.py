"""Which of the things that happen partners are told of, and as what. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.enums import EventType
from fieldwork.enums import ObservationEventKind
from fieldwork.models import ObservationEvent
from scheduling.enums import EventKind, PresenceEventKind, ShiftState
from scheduling.models import PresenceEvent, ShiftEvent

OF_SHIFTS: dict[str, EventType] = {
    EventKind.PUBLISHED: EventType.SHIFT_PUBLISHED,
    EventKind.CHANGED: EventType.SHIFT_CHANGED,
    EventKind.CANCELLED: EventType.SHIFT_CANCELLED,
    EventKind.STARTED: EventType.SHIFT_STARTED,
    EventKind.FINISHED: EventType.SHIFT_FINISHED,
}
# Of one's own requests. That others were joined with them is no partner's business.
OF_PRESENCE: dict[str, EventType] = {
    PresenceEventKind.ASKED: EventType.PRESENCE_ASKED,
    PresenceEventKind.ACCEPTED: EventType.PRESENCE_ACCEPTED,
    PresenceEventKind.TAKEN: EventType.PRESENCE_ACCEPTED,
    PresenceEventKind.DECLINED: EventType.PRESENCE_DECLINED,
    PresenceEventKind.OFFERED: EventType.PRESENCE_ALTERNATIVE,
    PresenceEventKind.REFUSED: EventType.PRESENCE_REOPENED,
    PresenceEventKind.WITHDRAWN: EventType.PRESENCE_WITHDRAWN,
    PresenceEventKind.EXPIRED: EventType.PRESENCE_EXPIRED,
    PresenceEventKind.REOPENED: EventType.PRESENCE_REOPENED,
    PresenceEventKind.MOVED: EventType.PRESENCE_CHANGED,
}
# Of what groups have seen. Photos, and what a coordinator remarks on, are no partner's business.
OF_OBSERVATIONS: dict[str, EventType] = {
    ObservationEventKind.NOTED: EventType.OBSERVATION_NOTED,
    ObservationEventKind.SEEN: EventType.OBSERVATION_CHANGED,
    ObservationEventKind.MOVED: EventType.OBSERVATION_CHANGED,
    ObservationEventKind.STILL_THERE: EventType.OBSERVATION_CHANGED,
    ObservationEventKind.CONFIRMED: EventType.OBSERVATION_CHANGED,
    ObservationEventKind.CHANGED: EventType.OBSERVATION_CHANGED,
    ObservationEventKind.JOINED: EventType.OBSERVATION_CHANGED,
    ObservationEventKind.PARTED: EventType.OBSERVATION_CHANGED,
}
# What moves one of the counts that partners see. Who it was that said yes they never learn.
COUNTED = frozenset(
    {
        EventKind.ASKED,
        EventKind.CONFIRMED,
        EventKind.DECLINED,
        EventKind.WAITING,
        EventKind.PROMOTED,
        EventKind.LAPSED,
        EventKind.WITHDRAWN,
        EventKind.ATTENDED,
        EventKind.NO_SHOW,
        EventKind.CHANGED,
        EventKind.HANDED_OVER,
        EventKind.TOOK_OVER,
        EventKind.SWAPPED,
    }
)


@dataclass(frozen=True)
class Happening:
    """Something to tell of. `municipality` and `district` are primary keys: where it happened.

    Where `partner`, by primary key, is given it concerns that one alone.
    """

    type: EventType
    subject: UUID
    municipality: int
    district: int | None
    at: datetime
    partner: int | None = None


def happenings_of(events: Iterable[ShiftEvent]) -> list[Happening]:
    """What lines of history mean to partners, in the same order. Each line comes with its shift, route and association.

    A shift that moves to another district is told of in both. Nothing of what befell a draft, and of several changes of
    the same shift's counts only the last: whoever hears of it reads how things stand now.
    """
    hidden, counted = set[int](), set[int]()
    told: list[Happening] = []
    for event in reversed(list(events)):
        shift, found = event.shift, type_of(event)
        if shift.pk in hidden or shift.state == ShiftState.DRAFT:
            continue
        if was_draft_until(event):
            hidden.add(shift.pk)
        if found is None or (found == EventType.SHIFT_COVERAGE_CHANGED and shift.pk in counted):
            continue
        if found == EventType.SHIFT_COVERAGE_CHANGED:
            counted.add(shift.pk)
        told.append(happening_of(event, found, shift.route.district_id))
        if event.left_district_id is not None:
            told.append(happening_of(event, EventType.SHIFT_MOVED_AWAY, event.left_district_id))
    return told[::-1]


def happening_of(event: ShiftEvent, found: EventType, district: int) -> Happening:
    return Happening(found, event.shift.uuid, event.shift.association.municipality_id, district, at=event.at)


def type_of(event: ShiftEvent) -> EventType | None:
    """None for what is no partner's business."""
    if event.attendance_id is not None:
        return EventType.SHIFT_COVERAGE_CHANGED if event.kind in COUNTED else None
    if event.kind == EventKind.CANCELLED and event.from_state == ShiftState.DRAFT:
        return None
    return OF_SHIFTS.get(event.kind)


def was_draft_until(event: ShiftEvent) -> bool:
    return event.attendance_id is None and event.from_state == ShiftState.DRAFT


def presence_happenings(events: Iterable[PresenceEvent], askers: Mapping[int, int]) -> list[Happening]:
    """What became of requests for presence, told to whoever asked: by request, the partner. Nobody else hears of it."""
    return [
        Happening(
            OF_PRESENCE[event.kind],
            event.request.uuid,
            event.request.municipality_id,
            event.request.district_id,
            at=event.at,
            partner=askers[event.request_id],
        )
        for event in events
        if event.kind in OF_PRESENCE and event.request_id in askers
    ]


def observation_happenings(events: Iterable[ObservationEvent]) -> list[Happening]:
    """What groups have seen and what became of it, each with its observation, in the same order.

    Of several changes of the same one only the last is told: whoever hears of it reads how things stand now.
    """
    told: dict[tuple[UUID, EventType], Happening] = {}
    for event in events:
        found, observation = OF_OBSERVATIONS.get(event.kind), event.observation
        if found is not None:
            told.pop((observation.uuid, found), None)
            told[observation.uuid, found] = Happening(
                found, observation.uuid, observation.municipality_id, observation.district_id, at=event.at
            )
    return list(told.values())
