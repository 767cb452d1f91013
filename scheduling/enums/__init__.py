"""States of shifts and of attendances, with the moves that are allowed beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from scheduling.enums.open_nights import OpenNightTerm, QuotaSpan, SignUpState
from scheduling.enums.presence import (
    PRESENCE_MOVES,
    PresenceCategory,
    PresenceEventKind,
    PresencePlace,
    PresenceState,
    Urgency,
)

__all__ = [  # those of a subject of their own, to be had from here too
    "PRESENCE_MOVES",
    "OpenNightTerm",
    "PresenceCategory",
    "PresenceEventKind",
    "PresencePlace",
    "PresenceState",
    "QuotaSpan",
    "SignUpState",
    "Urgency",
]


class ShiftKind(models.TextChoices):
    NIGHT_WALK = "night_walk", _("Nattvandring")
    SAFETY_HOSTING = "safety_hosting", _("Trygghetsvärdar")
    ACTIVITY = "activity", _("Aktivitet")


class Rotation(models.TextChoices):
    """How the groups of a season share its routes."""

    FIXED = "fixed", _("Samma rutt varje kväll")
    NIGHTLY = "nightly", _("Nästa rutt varje kväll")
    WEEKLY = "weekly", _("Nästa rutt varje vecka")


class SpecialDayKind(models.TextChoices):
    """What a municipality marks in its calendar. All but a break are nights on which more adults are needed."""

    SCHOOL_BREAK = "school_break", _("Skollov")
    SCHOOL_END = "school_end", _("Skolavslutning")
    HOME_MATCH = "home_match", _("Hemmamatch")
    EVENT = "event", _("Evenemang")
    RISK_NIGHT = "risk_night", _("Risknatt")


class DaySource(models.TextChoices):
    """Who marked a day in the municipality's calendar."""

    ENTERED = "entered", _("inskriven här")
    SUBSCRIBED = "subscribed", _("från en kalender")


class ShiftState(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    PUBLISHED = "published", _("Publicerat")
    UNDER_WAY = "under_way", _("Pågår")
    DONE = "done", _("Genomfört")
    CANCELLED = "cancelled", _("Inställt")


SHIFT_MOVES: dict[str, frozenset[str]] = {
    ShiftState.DRAFT: frozenset({ShiftState.PUBLISHED, ShiftState.CANCELLED}),
    ShiftState.PUBLISHED: frozenset({ShiftState.UNDER_WAY, ShiftState.CANCELLED}),
    ShiftState.UNDER_WAY: frozenset({ShiftState.DONE, ShiftState.CANCELLED}),
    ShiftState.DONE: frozenset(),
    ShiftState.CANCELLED: frozenset(),
}


class AttendanceState(models.TextChoices):
    ASKED = "asked", _("Tillfrågad")
    CONFIRMED = "confirmed", _("Klar")
    DECLINED = "declined", _("Kan inte")
    WAITING = "waiting", _("Reservlista")
    LAPSED = "lapsed", _("Svarade inte i tid")
    WITHDRAWN = "withdrawn", _("Borttagen")
    ATTENDED = "attended", _("Gick med")
    NO_SHOW = "no_show", _("Kom inte")


_S = AttendanceState
# A changed night voids a yes and asks again; a place that comes free late asks the first in the queue again.
ATTENDANCE_MOVES: dict[str, frozenset[str]] = {
    _S.ASKED: frozenset({_S.CONFIRMED, _S.DECLINED, _S.WAITING, _S.LAPSED, _S.WITHDRAWN}),
    _S.CONFIRMED: frozenset({_S.ASKED, _S.DECLINED, _S.WITHDRAWN, _S.ATTENDED, _S.NO_SHOW}),
    _S.DECLINED: frozenset({_S.ASKED, _S.CONFIRMED, _S.WAITING, _S.WITHDRAWN}),
    _S.WAITING: frozenset({_S.ASKED, _S.CONFIRMED, _S.DECLINED, _S.LAPSED, _S.WITHDRAWN}),
    _S.LAPSED: frozenset({_S.ASKED, _S.CONFIRMED, _S.DECLINED, _S.WAITING, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset({_S.ASKED, _S.CONFIRMED, _S.WAITING}),
    _S.ATTENDED: frozenset({_S.NO_SHOW}),
    _S.NO_SHOW: frozenset({_S.ATTENDED}),
}
# Those who hold a place: they count towards the crew, and two such shifts of one person never overlap.
ON_CREW = frozenset({_S.CONFIRMED, _S.ATTENDED})


class Door(models.TextChoices):
    """How a change came in."""

    PAGE = "page", _("på sidan")
    PHONE = "phone", _("på telefon, enligt ledaren")
    SMS = "sms", _("med sms")
    CALL = "call", _("i ett samtal")
    EMAIL = "email", _("på sidan från ett mejl")
    CALENDAR = "calendar", _("på sidan från kalendern")
    OPEN = "open", _("på sidan för öppna kvällar")
    PERSONAL = "personal", _("på sin egen sida")
    CLOCK = "clock", _("av sig självt")
    API = "api", _("genom API:et")
    LOADED = "loaded", _("inläst")


class EventKind(models.TextChoices):
    PLANNED = "planned", _("planerades")
    PUBLISHED = "published", _("publicerades")
    CHANGED = "changed", _("ändrades")
    CANCELLED = "cancelled", _("ställdes in")
    STARTED = "started", _("började")
    FINISHED = "finished", _("avslutades")
    ASKED = "asked", _("fick frågan")
    CONFIRMED = "confirmed", _("är klar")
    DECLINED = "declined", _("kan inte")
    WAITING = "waiting", _("står på reservlistan")
    PROMOTED = "promoted", _("fick plats från reservlistan")
    LAPSED = "lapsed", _("svarade inte i tid")
    WITHDRAWN = "withdrawn", _("togs bort")
    REMINDED = "reminded", _("påmindes")
    ATTENDED = "attended", _("gick med")
    NO_SHOW = "no_show", _("kom inte")
    UNCLEAR = "unclear", _("svarade något som inte är ja eller nej")
    ASKED_AGAIN = "asked_again", _("fick frågan en gång till")
    TOLD = "told", _("skrev något till ledaren")
    LATE = "late", _("sade sig bli sen")
    MESSAGED = "messaged", _("skrev till gruppen")
    EXCEPTED = "excepted", _("fick undantag från en regel")
    CALLED = "called", _("blev uppringd")
    THANKED = "thanked", _("tackades")
    WISHED = "wished", _("går på någons önskemål")
    NEWS = "news", _("fick veta vad som är nytt")
    FILLING = "filling", _("frågar i tur och ordning")
    UNDECIDED = "undecided", _("måste avgöras")
    DECIDED = "decided", _("avgjordes")
    REGROUPED = "regrouped", _("fick en annan grupp")
    HANDING_OVER = "handing_over", _("vill lämna över sin plats")
    KEPT = "kept", _("behåller sin plats")
    HANDED_OVER = "handed_over", _("lämnade över sin plats")
    TOOK_OVER = "took_over", _("tog över en plats")
    NOT_TAKEN = "not_taken", _("står kvar, ingen kunde ta över")
    SWAP_ASKED = "swap_asked", _("fick frågan om att ta över en plats")
    SWAPPED = "swapped", _("bytte kväll")


class HandOverState(models.TextChoices):
    """What became of the wish to hand a place over. Its owner holds the place until it is taken."""

    OPEN = "open", _("Söker någon som tar över")
    TAKEN = "taken", _("Någon tog över")
    WITHDRAWN = "withdrawn", _("Togs tillbaka")
    DECLINED = "declined", _("Den som fick frågan kan inte")
    EXPIRED = "expired", _("Ingen tog över i tid")
    CANCELLED = "cancelled", _("Kvällen ställdes in")


class RoundState(models.TextChoices):
    RUNNING = "running", _("Frågar i tur och ordning")
    PAUSED = "paused", _("Pausad")
    OVER = "over", _("Avslutad")


class RoundFinding(models.TextChoices):
    """How a round found its night when it last looked."""

    SHORT = "short", _("Någon saknas")
    FULL = "full", _("Gruppen är full")
    EXHAUSTED = "exhausted", _("Ingen kvar att fråga")


class DecisionState(models.TextChoices):
    """Where the decision about a night that is too few to go out safely stands."""

    OPEN = "open", _("Måste avgöras")
    KEPT = "kept", _("Fylls på")
    FILLED = "filled", _("Blev tillräckligt många")
    MERGED = "merged", _("Slogs ihop")
    CANCELLED = "cancelled", _("Ställdes in")
    BEGUN = "begun", _("Kvällen började utan beslut")


# A night has one of these at most; the others are what was.
STANDING = frozenset({DecisionState.OPEN, DecisionState.KEPT})


class DecisionNews(models.TextChoices):
    """What the leaders and the coordinator are still to be e-mailed of a decision."""

    OPENED = "opened", _("Måste avgöras")
    REMINDED = "reminded", _("Ingen har bestämt")


class Coverage(models.TextChoices):
    """How well a shift is crewed, as the board shows it."""

    DRAFT = "draft", _("Utkast")
    MISSING = "missing", _("Saknar folk")
    ASKED = "asked", _("Väntar på svar")
    CONFIRMED = "confirmed", _("Klart")
    DONE = "done", _("Genomfört")
    CANCELLED = "cancelled", _("Inställt")


class Concern(models.TextChoices):
    """Why a text that came in, or one that did not arrive, waits for a person."""

    UNCLEAR = "unclear", _("Svaret är inte ett ja eller nej")
    TOLD = "told", _("Svarade och skrev något mer")
    LATE = "late", _("Blir sen")
    QUESTION = "question", _("Har en fråga")
    AFTER_START = "after_start", _("Svarade efter start")
    AFTER_LAPSE = "after_lapse", _("Svarade efter sista svarstid")
    UNKNOWN_NUMBER = "unknown_number", _("Okänt nummer")
    SHARED_NUMBER = "shared_number", _("Flera delar numret")
    PAUSED = "paused", _("Är pausad")
    RULE = "rule", _("Sa ja, men en regel säger nej")
    FEEDBACK = "feedback", _("Berättar hur det gick")
    AUTOMATIC = "automatic", _("Automatiskt svar")
    LOOP = "loop", _("För många svar på kort tid")
    NOTHING_OPEN = "nothing_open", _("Skrev utan att vara tillfrågad")


class Resolution(models.TextChoices):
    """What a person, or the next answer, made of a text in the inbox."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej")
    LATE = "late", _("Blir sen")
    NOTHING = "nothing", _("Inget att göra")
    REPLIED = "replied", _("Besvarat")
    ANSWERED = "answered", _("Svarade själv")


class CallReason(models.TextChoices):
    """Why a person has to be phoned about a night."""

    OPTED_OUT = "opted_out", _("Nås inte på sms: har sagt stopp")
    NOT_DELIVERED = "not_delivered", _("Sms:et kom inte fram")
    BAD_NUMBER = "bad_number", _("Numret kan inte ta emot sms")
    SILENT = "silent", _("Har inte svarat")
    CANCELLED = "cancelled", _("Vet inte att kvällen är inställd")
    REMOVED = "removed", _("Vet inte att platsen är borta")
    PROMOTED = "promoted", _("Vet inte om sin plats")


# Calls with news that no text could bring; all others ask a question that is open.
NEWS_CALLS = frozenset({CallReason.CANCELLED, CallReason.REMOVED, CallReason.PROMOTED})


class CallOutcome(models.TextChoices):
    """What came of a call."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej")
    NO_ANSWER = "no_answer", _("Svarade inte")
    WRONG_NUMBER = "wrong_number", _("Fel nummer")
    TOLD = "told", _("Har fått veta")


class RuleKind(models.TextChoices):
    """What can be asked of those who walk, and of a group."""

    MIN_AGE = "min_age", _("Lägsta ålder")
    GUARDIAN_CONSENT = "guardian_consent", _("Vårdnadshavares samtycke för den som inte har fyllt 18")
    WITH_ADULTS = "with_adults", _("Den som inte har fyllt 18 går alltid med vuxna")
    LEADER_TRAINING = "leader_training", _("Ledaren har en utbildning som gäller")
    INTRODUCTION = "introduction", _("Har läst introduktionen")
    EXTRACT_SHOWN = "extract_shown", _("Har visat registerutdrag")
    FIRST_WALK = "first_walk", _("Första kvällen går man bredvid någon van")
    MONTHLY = "monthly", _("Högst så många kvällar i månaden")
    REST = "rest", _("Vila mellan två pass")
    LANGUAGES = "languages", _("Språk som önskas i gruppen")
    MIXED = "mixed", _("Blandad grupp önskas")


class RuleForce(models.TextChoices):
    HARD = "hard", _("Stoppar")
    SOFT = "soft", _("Varnar")
    OFF = "off", _("Gäller inte")


class SummaryWay(models.TextChoices):
    """How leaders hear, the day before, how their nights stand."""

    OFF = "off", _("Ingen sammanfattning")
    EMAIL = "email", _("E-post")
    SMS = "sms", _("Sms till den som har ett nummer, annars e-post")


class FeedKind(models.TextChoices):
    """Whose nights a calendar shows. scheduling.domain.feeds.kinds says what each opens, tells, and who may make it."""

    VOLUNTEER = "volunteer", _("Egna kvällar")
    ROSTER = "roster", _("Trygghetsvärdens tjänstgöring")
    ASSOCIATION = "association", _("Föreningens kvällar")
    PUBLIC = "public", _("Öppna kvällar")
    SEASON = "season", _("En säsongs kvällar")
    ROUTE = "route", _("Kvällar på en rutt")
    DISTRICT = "district", _("Kvällar i ett område")
    MUNICIPALITY = "municipality", _("Kommunens kvällar")
    PARTNER = "partner", _("Partnerns kvällar")


class CalendarFreedom(models.TextChoices):
    """What an association may let its calendars do."""

    FIRST_NAMES = "first_names", _("Visa förnamn")
    EVERY_NIGHT = "every_night", _("Öppna alla kvällar")


class Trace(models.TextChoices):
    """What a text must not hold: that by which one person is found."""

    PERSONAL_NUMBER = "personal_number", _("ett personnummer")
    PHONE = "phone", _("ett telefonnummer")
    PLATE = "plate", _("ett registreringsnummer")
    EMAIL = "email", _("en e-postadress")


class CalendarFault(models.TextChoices):
    """Why the calendar of someone else could not be fetched or read, said of it."""

    ADDRESS = "address", _("adressen leder inte ut på det öppna nätet")
    UNREACHABLE = "unreachable", _("servern svarar inte")
    SLOW = "slow", _("servern svarar för långsamt")
    REFUSED = "refused", _("servern lämnar inte ut den")
    GONE = "gone", _("den finns inte kvar på adressen")
    TOO_LARGE = "too_large", _("den är för stor")
    TOO_MUCH = "too_much", _("den tar för lång tid att läsa")
    NOT_A_CALENDAR = "not_a_calendar", _("det som ligger på adressen är ingen kalender")
    UNREADABLE = "unreadable", _("den är trasig eller kom inte fram hel")
