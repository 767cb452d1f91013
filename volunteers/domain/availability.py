"""When a person can walk: what they told, kept and said in sentences. It informs a leader's choice, no more."""

from collections.abc import Collection, Sequence
from datetime import date, tzinfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteers.domain.calendar_words import night_short
from volunteers.exceptions import Forgotten, TooManyPeriods, TooManyWishes
from volunteers.models import Availability, AwayPeriod, CompanyWish, District, Volunteer

MOST_PERIODS = 20
MOST_COMPANIONS = 10


@transaction.atomic
def set_availability(
    volunteer: Volunteer,
    *,
    weekdays: Collection[int],
    risk_nights: bool = False,
    most_a_month: int | None,
    districts: Collection[District],
) -> Availability | None:
    """What is told replaces what was told before; nothing at all is kept as nothing.

    Raises Forgotten, and ValidationError when a field does not hold.
    """
    found = lock_known(volunteer)
    if not weekdays and not risk_nights and most_a_month is None and not districts:
        Availability.objects.filter(volunteer=found).delete()
        return None
    told = Availability.objects.filter(volunteer=found).first() or Availability(volunteer=found)
    told.weekdays, told.risk_nights, told.most_a_month = sorted(set(weekdays)), risk_nights, most_a_month
    told.full_clean()
    told.save()
    told.districts.set(districts)
    return told


@transaction.atomic
def add_away(volunteer: Volunteer, *, first_on: date, last_on: date, today: date) -> AwayPeriod:
    """Safe to repeat. Periods that are over are dropped. Raises Forgotten and TooManyPeriods."""
    found = lock_known(volunteer)
    found.away_periods.filter(last_on__lt=today).delete()
    period, is_new = AwayPeriod.objects.get_or_create(volunteer=found, first_on=first_on, last_on=last_on)
    if is_new and found.away_periods.count() > MOST_PERIODS:
        raise TooManyPeriods(
            _("Det finns redan %(most)s perioder. Ta bort någon som inte behövs.") % {"most": MOST_PERIODS}
        )
    return period


@transaction.atomic
def remove_away(volunteer: Volunteer, period: int) -> None:
    """Nothing happens to a period of someone else, or to one that is gone already."""
    AwayPeriod.objects.filter(volunteer=volunteer, pk=period).delete()


@transaction.atomic
def wish_for_company(volunteer: Volunteer, companion: Volunteer) -> CompanyWish:
    """Safe to repeat. Raises Forgotten and TooManyWishes."""
    # In one order for all, since two may wish for each other at once.
    locked = {one.pk: lock_known(one) for one in sorted([volunteer, companion], key=lambda one: one.pk)}
    found, other = locked[volunteer.pk], locked[companion.pk]
    wish, is_new = CompanyWish.objects.get_or_create(volunteer=found, companion=other)
    if is_new and found.company_wishes.count() > MOST_COMPANIONS:
        raise TooManyWishes(_("Det står redan %(most)s personer. Ta bort någon först.") % {"most": MOST_COMPANIONS})
    return wish


@transaction.atomic
def end_wish_for_company(volunteer: Volunteer, companion: int) -> None:
    """By the companion's primary key. Nothing happens where there is no such wish."""
    CompanyWish.objects.filter(volunteer=volunteer, companion=companion).delete()


def lock_known(volunteer: Volunteer) -> Volunteer:
    found = Volunteer.objects.known().select_for_update().filter(pk=volunteer.pk).first()
    if found is None:
        raise Forgotten(_("Personen är borttagen."))
    return found


def told_words(told: Availability | None) -> list[str]:
    """The standing pattern in sentences; none where nothing was told."""
    if told is None:
        return []
    sentences = weekday_words(told), often_words(told.most_a_month), district_words(told)
    return [words for words in sentences if words]


def night_words(told: Availability | None, away_until: date | None, *, zone: tzinfo, language: str) -> list[str]:
    """The same beside one night: first whether the person is away then. Says so where nothing was told."""
    absence = [away_words(away_until, zone=zone, language=language)] if away_until else []
    return absence + told_words(told) or [_("Har inte sagt vilka dagar som passar")]


def away_words(last_on: date, *, zone: tzinfo, language: str) -> str:
    return _("Borta till och med %(day)s") % {"day": night_short(last_on, zone=zone, language=language)}


def weekday_words(told: Availability) -> str:
    names = [weekday_names()[day] for day in told.weekdays] + ([_("riskkvällar")] if told.risk_nights else [])
    return _("Helst %(what)s") % {"what": together(names)} if names else ""


def often_words(most: int | None) -> str:
    if most is None:
        return ""
    words = ngettext("Högst %(count)s kväll i månaden", "Högst %(count)s kvällar i månaden", most)
    return words % {"count": most}


def company_words(names: Sequence[str]) -> str:
    return _("Går gärna med %(names)s") % {"names": together(names)} if names else ""


def district_words(told: Availability) -> str:
    names = [district.name for district in told.districts.all()]
    return _("Går helst i %(places)s") % {"places": together(names)} if names else ""


def together(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(first)s och %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def weekday_names() -> list[str]:
    """As inside a sentence."""
    return [_("måndagar"), _("tisdagar"), _("onsdagar"), _("torsdagar"), _("fredagar"), _("lördagar"), _("söndagar")]
