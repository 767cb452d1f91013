"""States of the night and the words for them; each subject has a module of its own."""

from fieldwork.enums.alarms import ALARM_MOVES, UNRESOLVED, AlarmKind, AlarmState, DrillNews, Ending, Rung
from fieldwork.enums.follow_up import HELD, WENT_OUT, Outcome
from fieldwork.enums.kit import GapEnd, KitKind
from fieldwork.enums.logs import MET_SPANS, ContactKind, Met, Mood, OccurrenceKind
from fieldwork.enums.observations import (
    OBSERVATION_MOVES,
    STILL_OPEN,
    ObservationEventKind,
    ObservationState,
    OwnerKind,
)
from fieldwork.enums.owners import (
    ANSWERS,
    AWAITED,
    REFERRAL_MOVES,
    STANDING,
    HandOverWay,
    Open311Format,
    ReferralEventKind,
    ReferralState,
)
from fieldwork.enums.walks import FieldEventKind, WalkState

__all__ = [
    "ALARM_MOVES",
    "ANSWERS",
    "AWAITED",
    "HELD",
    "MET_SPANS",
    "OBSERVATION_MOVES",
    "REFERRAL_MOVES",
    "STANDING",
    "STILL_OPEN",
    "UNRESOLVED",
    "WENT_OUT",
    "AlarmKind",
    "AlarmState",
    "ContactKind",
    "DrillNews",
    "Ending",
    "FieldEventKind",
    "GapEnd",
    "HandOverWay",
    "KitKind",
    "Met",
    "Mood",
    "ObservationEventKind",
    "ObservationState",
    "OccurrenceKind",
    "Open311Format",
    "Outcome",
    "OwnerKind",
    "ReferralEventKind",
    "ReferralState",
    "Rung",
    "WalkState",
]
