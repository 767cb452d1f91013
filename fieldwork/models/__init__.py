from fieldwork.models.alarm import Alarm, AlarmNotice, AlarmPolicy, AlarmStep
from fieldwork.models.briefing import Briefing, BriefingRead, BriefingRevision
from fieldwork.models.drill import Drill
from fieldwork.models.duty import DutyTurn, DutyWarning, HostDuty
from fieldwork.models.follow_up import FollowUpPolicy, FollowUpWords, FrozenReport, SurveyFigure, SurveyImport
from fieldwork.models.kit import KitCount, KitGap, KitItem, KitLoan
from fieldwork.models.observation import Observation, ObservationCategory, PlaceOwner, Sighting
from fieldwork.models.observation_history import ObservationEvent, ObservationPhoto, ObservationRules
from fieldwork.models.owner_rule import OwnerRule, OwnerService
from fieldwork.models.referral import LateReminder, Referral, ReferralEvent
from fieldwork.models.walk import Arrival, CheckIn, FieldEvent, Walk
from fieldwork.models.walk_log import LogAsk, LogContact, LogOccurrence, LogRevision, LogSending, WalkLog

__all__ = [
    "Alarm",
    "AlarmNotice",
    "AlarmPolicy",
    "AlarmStep",
    "Arrival",
    "Briefing",
    "BriefingRead",
    "BriefingRevision",
    "CheckIn",
    "Drill",
    "DutyTurn",
    "DutyWarning",
    "FieldEvent",
    "FollowUpPolicy",
    "FollowUpWords",
    "FrozenReport",
    "HostDuty",
    "KitCount",
    "KitGap",
    "KitItem",
    "KitLoan",
    "LateReminder",
    "LogAsk",
    "LogContact",
    "LogOccurrence",
    "LogRevision",
    "LogSending",
    "Observation",
    "ObservationCategory",
    "ObservationEvent",
    "ObservationPhoto",
    "ObservationRules",
    "OwnerRule",
    "OwnerService",
    "PlaceOwner",
    "Referral",
    "ReferralEvent",
    "Sighting",
    "SurveyFigure",
    "SurveyImport",
    "Walk",
    "WalkLog",
]
