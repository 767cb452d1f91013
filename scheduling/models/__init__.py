from scheduling.models.answer_link import AnswerLink
from scheduling.models.attendance import Attendance
from scheduling.models.calendar_choice import CalendarChoice, CalendarChoiceEvent
from scheduling.models.calendar_collection import CalendarCollection, CollectionMember, CollectionState
from scheduling.models.calendar_link import CalendarLink
from scheduling.models.crew_rule import CrewRule, RuleException, RuleWarning
from scheduling.models.day_summary import DaySummary
from scheduling.models.device_password import DevicePassword
from scheduling.models.event import ShiftEvent
from scheduling.models.fill_round import FillRound
from scheduling.models.hand_over import HandOver
from scheduling.models.inbox import CallTask, InboxItem
from scheduling.models.ledger import LedgerWarning
from scheduling.models.mailed_night import MailedNight
from scheduling.models.night_decision import NightDecision
from scheduling.models.nights_import import NightsImport
from scheduling.models.open_night import OpenNightTerms, OpenNightTermsEvent, RememberedNight, SignUp
from scheduling.models.personal_link import PersonalLink
from scheduling.models.presence import PresenceEvent, PresenceRequest, PresenceRules
from scheduling.models.route import Route
from scheduling.models.season import Season, SeasonException, SeasonRoute
from scheduling.models.season_question import ReplyNight, SeasonQuestion, SeasonReply
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
    "CalendarChoiceEvent",
    "CalendarCollection",
    "CalendarLink",
    "CallTask",
    "CollectionMember",
    "CollectionState",
    "CrewRule",
    "DaySummary",
    "DevicePassword",
    "FillRound",
    "HandOver",
    "InboxItem",
    "LedgerWarning",
    "MailedNight",
    "NightDecision",
    "NightsImport",
    "OpenNightTerms",
    "OpenNightTermsEvent",
    "PersonalLink",
    "PresenceEvent",
    "PresenceRequest",
    "PresenceRules",
    "RememberedNight",
    "ReplyNight",
    "Route",
    "RuleException",
    "RuleWarning",
    "Season",
    "SeasonException",
    "SeasonQuestion",
    "SeasonReply",
    "SeasonRoute",
    "Shift",
    "ShiftChange",
    "ShiftEvent",
    "SignUp",
    "SpecialDay",
    "SubscribedCalendar",
    "SubscribedEvent",
    "TextPlan",
    "Wording",
]
