"""Whom to ask for a night, best first, each with reasons; and for everyone left out why. Pure.

The page and the rounds ask the same function, so that what a leader sees is what would happen by itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.crew_list import FREE, RuleWords, is_trained
from scheduling.domain.number_words import capital, in_words
from scheduling.models import Attendance, Shift
from scheduling.queries.records import Record
from volunteers.domain import calendar_words
from volunteers.domain.availability import away_words, district_words, often_words, weekday_names, weekday_words
from volunteers.models import Availability, Volunteer

LATELY = 14  # days: until then a walk is named by its day, and speaks against another
ANSWERS_THAT_TELL = 4
OFTEN = 0.6  # of the answers
SILENT_TIMES = 3  # questions in a row without an answer, from which on others come first
NO_TIMES = 3  # likewise with a no


@dataclass(frozen=True)
class Night:
    """The night that people are sought for, and how it is put in words."""

    shift: Shift
    wants_leader: bool
    zone: ZoneInfo
    language: str
    now: datetime
    is_risk: bool = False

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, moment: datetime | date) -> str:
        return calendar_words.night_short(moment, zone=self.zone, language=self.language)


@dataclass(frozen=True)
class Reason:
    words: str
    is_for: bool = True


@dataclass(frozen=True)
class Suggestion:
    """Someone who can be asked, or cannot, and why.

    `spared_as`: their own wish, which a round respects and a leader may pass over; `hindrance`: what stops both.
    """

    pk: int
    name: str
    first_name: str
    reasons: tuple[Reason, ...]
    hindrance: str
    spared_as: str
    may_lead: bool
    asked_lately: int
    rules: RuleWords = FREE


def suggest(
    night: Night,
    people: Iterable[Volunteer],
    *,
    records: Mapping[int, Record],
    elsewhere: Mapping[int, Attendance],
    rules: Mapping[int, RuleWords],
) -> list[Suggestion]:
    """Those who suit the night best and were asked least lately first; the spared after them; the hindered last.

    `people` with what they told of when they can and with whom, as `in_view_of` reads it.
    """
    ranked = []
    for person in people:
        record = records.get(person.pk, Record())
        one = _suggestion(night, person, record, elsewhere.get(person.pk), rules.get(person.pk, FREE))
        ranked.append((_place(night, person, record, one), one))
    return [one for _rank, one in sorted(ranked, key=lambda pair: pair[0])]


def in_turn(suggestions: Iterable[Suggestion], asked_before: Collection[int], *, week_cap: int) -> list[Suggestion]:
    """Whom a round asks, in this order: nobody asked before, spared, or with the week's questions behind them."""
    able = (one for one in suggestions if not one.hindrance and not one.spared_as)
    return [one for one in able if one.pk not in asked_before and one.asked_lately < week_cap]


def _place(night: Night, person: Volunteer, record: Record, one: Suggestion) -> tuple[object, ...]:
    told = _told(person)
    can = _said_can(person)
    misfits = not (can or _suits_day(night, told)), not _suits_district(night, told)
    fits = (
        home(night, person) is not None,
        bool(one.rules.brings),
        bool(_company(person)),
    )
    asked = record.last_asked_at
    return (
        bool(one.hindrance),
        bool(one.spared_as),
        night.wants_leader and not one.may_lead,
        not can,
        sum(misfits) - sum(fits) + (record.silent_times >= SILENT_TIMES or record.no_times >= NO_TIMES),
        one.may_lead,  # saved for a night that lacks a leader
        record.asked_lately,
        asked.timestamp() if asked else 0.0,
        one.name,
        one.pk,
    )


def _suggestion(
    night: Night, person: Volunteer, record: Record, place: Attendance | None, rules: RuleWords
) -> Suggestion:
    may_lead = is_trained(person, night.shift.night)
    return Suggestion(
        pk=person.pk,
        name=person.name,
        first_name=person.first_name,
        reasons=tuple(_reasons(night, person, record, may_lead=may_lead, rules=rules)),
        hindrance=elsewhere_words(night, place) if place else rules.stop,
        spared_as=spared_words(night, person, record),
        may_lead=may_lead,
        asked_lately=record.asked_lately,
        rules=FREE if place else rules,
    )


def _reasons(night: Night, person: Volunteer, record: Record, *, may_lead: bool, rules: RuleWords) -> Iterable[Reason]:
    """What speaks for asking the person first, then what speaks against."""
    found = [
        Reason(_("Har sagt sig kunna den här kvällen")) if _said_can(person) else None,
        last_walk(night, record),
        Reason(_("Kan leda, har gått utbildningen")) if may_lead else None,
        Reason(walks_here_words(record.walks_here)) if record.walks_here else None,
        home(night, person),
        company(person),
        None if _said_can(person) else own_days(night, _told(person)),
        often_yes(record),
        Reason(capital(rules.brings)) if rules.brings else None,
        Reason(district_words(told), is_for=False)
        if (told := _told(person)) and not _suits_district(night, told)
        else None,
        Reason(asked_lately_words(record.asked_lately), is_for=False) if record.asked_lately else None,
        never_answers(record),
        always_no(record),
        Reason(spared_words(night, person, record), is_for=False),
        *(Reason(capital(words), is_for=False) for words in rules.warnings),
    ]
    return sorted((one for one in found if one is not None and one.words), key=lambda one: not one.is_for)


def last_walk(night: Night, record: Record) -> Reason:
    walked = record.last_walk
    if walked is None:
        return Reason(_("Har inte gått förut") if record.last_asked_at else _("Har inte fått någon fråga än"))
    days = (night.today - walked).days
    if days < LATELY:
        return Reason(_("Gick senast %(day)s") % {"day": night.day(walked)}, is_for=False)
    words = ngettext("Gick senast för %(count)s vecka sedan", "Gick senast för %(count)s veckor sedan", days // 7)
    return Reason(words % {"count": in_words(days // 7)})


def walks_here_words(walks: int) -> str:
    words = ngettext("Har gått den här rutten %(count)s gång", "Har gått den här rutten %(count)s gånger", walks)
    return words % {"count": in_words(walks)}


def home(night: Night, person: Volunteer) -> Reason | None:
    """In the route's district, a part of it, or the one that it is a part of."""
    lives, walked = person.home_district, night.shift.route.district
    if lives is None or (walked.pk not in {lives.pk, lives.parent_id} and lives.pk != walked.parent_id):
        return None
    return Reason(_("Bor i %(place)s") % {"place": lives.name})


def company(person: Volunteer) -> Reason | None:
    """Someone whom the person would like to walk with has a place already."""
    name = _company(person)
    return Reason(_("Vill gärna gå med %(name)s") % {"name": name}) if name else None


def own_days(night: Night, told: Availability | None) -> Reason | None:
    if told is None or not (told.weekdays or told.risk_nights):
        return None
    if not _suits_day(night, told):
        return Reason(weekday_words(told), is_for=False)
    is_own_day = night.shift.night.weekday() in told.weekdays
    days = weekday_names()[night.shift.night.weekday()] if is_own_day else _("riskkvällar")
    return Reason(_("%(days)s passar, enligt egna dagar") % {"days": capital(days)})


def often_yes(record: Record) -> Reason | None:
    if record.answered < ANSWERS_THAT_TELL or record.said_yes < record.answered * OFTEN:
        return None
    words = _("Säger oftast ja: %(yes)s av %(times)s gånger")
    return Reason(words % {"yes": record.said_yes, "times": record.answered})


def never_answers(record: Record) -> Reason | None:
    if record.silent_times < SILENT_TIMES:
        return None
    words = _("Har inte svarat på någon av %(count)s frågor de senaste två månaderna")
    return Reason(words % {"count": in_words(record.silent_times)}, is_for=False)


def always_no(record: Record) -> Reason | None:
    if record.no_times < NO_TIMES:
        return None
    words = _("Har sagt nej till alla %(count)s frågor de senaste två månaderna")
    return Reason(words % {"count": in_words(record.no_times)}, is_for=False)


def asked_lately_words(questions: int) -> str:
    words = ngettext(
        "Har fått %(count)s fråga den senaste veckan", "Har fått %(count)s frågor den senaste veckan", questions
    )
    return words % {"count": in_words(questions)}


def spared_words(night: Night, person: Volunteer, record: Record) -> str:
    """A no to this very night, away, or as often as the person wants to walk in a month."""
    if _said_can(person) is False:
        return _("Har sagt att den här kvällen inte går")
    away_until = getattr(person, "away_until", None)
    if away_until:
        return away_words(away_until, zone=night.zone, language=night.language)
    told = _told(person)
    if told is None or told.most_a_month is None or record.month_nights < told.most_a_month:
        return ""
    return _("%(wish)s, och har redan %(count)s") % {
        "wish": often_words(told.most_a_month),
        "count": in_words(record.month_nights),
    }


def elsewhere_words(night: Night, place: Attendance) -> str:
    return _("Går redan %(day)s i %(place)s") % {
        "day": night.day(place.starts_at),
        "place": place.shift.route.district.name,
    }


def _said_can(person: Volunteer) -> bool | None:
    """Of this very night, when the season asked; None for silence, which says nothing."""
    said: bool | None = getattr(person, "said_can", None)
    return said


def _told(person: Volunteer) -> Availability | None:
    told: Availability | None = getattr(person, "availability", None)
    return told


def _company(person: Volunteer) -> str:
    """The first name of someone wished for who goes, as `in_view_of` reads it."""
    name: str = getattr(person, "company", None) or ""
    return name.split(maxsplit=1)[0] if name else ""


def _suits_day(night: Night, told: Availability | None) -> bool:
    if told is None or not (told.weekdays or told.risk_nights):
        return True
    return night.shift.night.weekday() in told.weekdays or (told.risk_nights and night.is_risk)


def _suits_district(night: Night, told: Availability | None) -> bool:
    """Wished for itself, or with what lies below a district wished for."""
    places = [district.pk for district in told.districts.all()] if told else []
    own = {night.shift.route.district_id, night.shift.route.district.parent_id}
    return not places or not own.isdisjoint(places)
