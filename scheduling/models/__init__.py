from scheduling.models.answer_link import AnswerLink
from scheduling.models.attendance import Attendance
from scheduling.models.calendar_choice import CalendarChoice
from scheduling.models.calendar_collection import CalendarCollection, CollectionMember, CollectionState
from scheduling.models.calendar_link import CalendarLink
from scheduling.models.crew_rule import CrewRule, RuleException, RuleWarning
from scheduling.models.device_password import DevicePassword
from scheduling.models.event import ShiftEvent
from scheduling.models.fill_round import FillRound
from scheduling.models.inbox import CallTask, InboxItem
from scheduling.models.ledger import LedgerWarning
from scheduling.models.mailed_night import MailedNight
from scheduling.models.nights_import import NightsImport
from scheduling.models.presence import PresenceEvent, PresenceRequest, PresenceRules
from scheduling.models.route import Route
from scheduling.models.season import Season, SeasonException, SeasonRoute
from scheduling.models.shift import Shift
from scheduling.models.shift_change import ShiftChange
from scheduling.models.special_day import SpecialDay
from scheduling.models.subscribed_calendar import SubscribedCalendar, SubscribedEvent
from scheduling.models.text_plan import TextPlan
from scheduling.models.wording import Wording

__all__ = [
    "AnswerLink",
    "Attendance",
    "CalendarChoice",
    "CalendarCollection",
    "CalendarLink",
    "CallTask",
    "CollectionMember",
    "CollectionState",
    "CrewRule",
    "DevicePassword",
    "FillRound",
    "InboxItem",
    "LedgerWarning",
    "MailedNight",
    "NightsImport",
    "PresenceEvent",
    "PresenceRequest",
    "PresenceRules",
    "Route",
    "RuleException",
    "RuleWarning",
    "Season",
    "SeasonException",
    "SeasonRoute",
    "Shift",
    "ShiftChange",
    "ShiftEvent",
    "SpecialDay",
    "SubscribedCalendar",
    "SubscribedEvent",
    "TextPlan",
    "Wording",
]
