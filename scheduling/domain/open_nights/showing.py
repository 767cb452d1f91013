"""Open nights as everybody may see them: when, where, how many are wanted. No names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.crews import coverage, crew_sentence, leaders_missing, missing, pips
from scheduling.domain.feeds.kinds import is_open
from scheduling.domain.number_words import capital, in_words
from scheduling.domain.open_nights.terms import terms_of_each
from scheduling.domain.open_nights.waves import Crowd, closes_at, is_opened, opens_on
from scheduling.domain.seasons.days import DayKind, notes_between
from scheduling.enums import Coverage, ShiftState
from scheduling.models import OpenNightTerms, Shift, SpecialDay
from scheduling.models.shift import ShiftQuerySet
from volunteers.domain import calendar_words
from volunteers.models import Association, District, Municipality
from volunteers.queries import districts_below

TOLD = frozenset({DayKind.RED, DayKind.EVE, DayKind.RISK})  # a school break says nothing of one evening


@dataclass(frozen=True)
class Card:
    """One open night. `weekday`, `day` and `month` are the date as on a leaf of a calendar: fre 16 okt."""

    shift: Shift
    weekday: str
    day: str
    month: str
    date: str
    hours: str
    special: str
    pips: list[str]
    sentence: str
    wanted: str
    opening: str


def open_nights(
    associations: Sequence[Association], *, district: District | None = None, most: int, now: datetime
) -> list[Shift]:
    """The next nights that somebody may sign up for, of one municipality; at most so many. Two queries, each night with
    its association's `open_night_terms`.
    """
    if not associations:
        return []
    town = associations[0].municipality
    terms = terms_of_each(associations)
    nights = _bookable(town, terms, now=now).filter(confirmed_count__lt=F("crew_max"))
    if district is not None:
        nights = nights.filter(route__district__in=districts_below([district.pk]))
    shown = list(with_place(nights)[:most])
    for shift in shown:
        shift.association.open_night_terms = terms[shift.association_id]
    return shown


def with_terms(nights: Iterable[Shift]) -> list[Shift]:
    """Each with its association's `open_night_terms`. One query more."""
    shifts = list(nights)
    terms = terms_of_each({shift.association_id: shift.association for shift in shifts}.values())
    for shift in shifts:
        shift.association.open_night_terms = terms[shift.association_id]
    return shifts


def with_place(nights: ShiftQuerySet) -> ShiftQuerySet:
    related = nights.select_related("association__municipality", "route__district")
    return related.defer("route__line", "route__instructions").order_by("starts_at", "pk")


def _bookable(town: Municipality, terms: dict[int, OpenNightTerms], *, now: datetime) -> ShiftQuerySet:
    """Open, published, and within the first wave and the last hours of its association. Few terms are alike, and each
    of them is a pair of bounds.
    """
    today = now.astimezone(town.zone).date()
    alike: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pk, one in terms.items():
        alike[one.members_days, one.closes_hours].append(pk)
    within = Q()
    for (days, hours), pks in alike.items():
        within |= Q(
            association__in=pks, night__lte=today + timedelta(days=days), starts_at__gt=now + timedelta(hours=hours)
        )
    return Shift.objects.filter(is_open(), within, state=ShiftState.PUBLISHED, starts_at__gt=now)


def find_open_night(uuid: UUID) -> Shift | None:
    """One night that is open, published or no longer so; whoever has its link sees that it is full, begun or off."""
    nights = Shift.objects.filter(is_open(), uuid=uuid).exclude(state=ShiftState.DRAFT)
    return next(iter(with_terms(with_place(nights)[:1])), None)


def is_still_on(shift: Shift, *, now: datetime) -> bool:
    """Whether somebody can still sign up: not off, not begun, and not in its last hours."""
    return shift.state == ShiftState.PUBLISHED and now < closes_at(shift.association.open_night_terms, shift.starts_at)


def cards_of(shifts: Collection[Shift], *, language: str, now: datetime) -> list[Card]:
    """With what is special about each evening. At most one query."""
    specials = _specials(shifts, language=language)
    return [_card(shift, specials.get(shift.night, ""), language=language, now=now) for shift in shifts]


def _specials(shifts: Collection[Shift], *, language: str) -> dict[date, str]:
    if not shifts:
        return {}
    nights = [shift.night for shift in shifts]
    towns = {shift.association.municipality_id for shift in shifts}
    first, last = min(nights), max(nights)
    entered = SpecialDay.objects.filter(municipality__in=towns, first_on__lte=last, last_on__gte=first)
    notes = notes_between(first, last, entered, language=language)
    told = ((day, [note.name for note in of_day if note.kind in TOLD]) for day, of_day in notes.items())
    return {day: names[0] for day, names in told if names}


def _card(shift: Shift, special: str, *, language: str, now: datetime) -> Card:
    zone = shift.association.municipality.zone
    words = calendar_words.words_in(language)
    return Card(
        shift=shift,
        weekday=words.short_days[shift.night.weekday()],
        day=str(shift.night.day),
        month=words.short_months[shift.night.month - 1],
        date=calendar_words.night_short(shift.night, zone=zone, language=language),
        hours=calendar_words.span(shift.starts_at, shift.ends_at, zone=zone, language=language),
        special=special,
        pips=pips(shift),
        sentence=crew_sentence(shift),
        wanted=wanted_words(shift),
        opening=opening_words(shift, language=language, now=now),
    )


def wanted_words(shift: Shift) -> str:
    """En till behövs, Ledare behövs, Plats för två till; Fullt when the crew is at its maximum."""
    free = shift.crew_max - shift.confirmed_count
    if free <= 0:
        return _("Fullt")
    if coverage(shift) == Coverage.MISSING:
        short, leaders = missing(shift), leaders_missing(shift)
        if leaders and short <= leaders:
            return _("Ledare behövs")
        words = ngettext("%(count)s till behövs", "%(count)s till behövs", short)
        return capital(words % {"count": in_words(short)})
    unasked = max(1, free - shift.asked_count)
    return ngettext("Plats för %(count)s till", "Plats för %(count)s till", unasked) % {"count": in_words(unasked)}


def opening_words(shift: Shift, *, language: str, now: datetime) -> str:
    """For whom the night is open so far, and from when for more; empty once it is open to everybody."""
    terms, town = shift.association.open_night_terms, shift.association.municipality
    today = now.astimezone(town.zone).date()
    said = []
    if not is_opened(terms, Crowd.OTHERS, shift.night, today=today):
        said.append(_("Bara för föreningens egna än så länge."))
    elif not is_opened(terms, Crowd.NEW, shift.night, today=today):
        said.append(_("För dig som redan går i %(town)s.") % {"town": town.name})
    coming = {
        Crowd.OTHERS: _("För alla som går i %(town)s från %(day)s."),
        Crowd.NEW: _("För nya från %(day)s."),
    }
    for crowd, words in coming.items():
        day = opens_on(terms, crowd, shift.night)
        if day is not None and day > today:
            when = calendar_words.night_short(day, zone=town.zone, language=language)
            said.append(words % {"town": town.name, "day": when})
    return " ".join(said)
