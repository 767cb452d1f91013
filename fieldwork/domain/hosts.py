"""When safety hosts are at work: entered, repeated, changed, taken out. Who of them it is their employer knows.

Their times are read in the municipality's zone. Where the clock change makes a time unclear, the longer stretch is
meant: it is better to ring a team that has just gone home than not to know of one that is out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fieldwork.domain.duty_rota.moments import moments_of_turn
from fieldwork.exceptions import AlreadyThere, WrongTimes
from fieldwork.models import HostDuty
from fieldwork.queries.hosts import later_in_series
from scheduling.domain.number_words import listed
from scheduling.domain.seasons.rules import Rhythm, nights_of_rule, rule_of
from scheduling.exceptions import SchedulingError
from volunteers.models import District, Municipality

EVERY_DAY = tuple(range(7))


@dataclass(frozen=True)
class HostTerms:
    """What is said of a team, whichever the night."""

    name: str
    number: str
    districts: tuple[District, ...]
    start: time
    end: time


@transaction.atomic
def enter_hosts(town: Municipality, terms: HostTerms, *, nights: Sequence[date]) -> int:
    """A team at work on each of these nights. Returns how many are new; the same again is not entered twice.

    Raises AlreadyThere when none is new, and WrongTimes for hours that are none.
    """
    Municipality.objects.select_for_update().get(pk=town.pk)
    spans = [stretch(night, terms.start, terms.end, town.zone) for night in nights]
    known = set(HostDuty.objects.filter(municipality=town, name=terms.name).values_list("starts_at", flat=True))
    series = uuid4()
    new = [
        HostDuty(
            municipality=town, name=terms.name, number=terms.number, starts_at=starts_at, ends_at=ends_at, series=series
        )
        for starts_at, ends_at in spans
        if starts_at not in known
    ]
    if not new:
        raise AlreadyThere(_("%(name)s står redan i listan de kvällarna.") % {"name": terms.name})
    HostDuty.objects.bulk_create(new)
    _place(new, terms.districts)
    return len(new)


@transaction.atomic
def revise_hosts(duty: HostDuty, terms: HostTerms, *, with_later: bool) -> int:
    """Change one night of a team, or it and all later ones that were entered together. Returns how many.

    Raises AlreadyThere when a team of that name begins then already, and WrongTimes for hours that are none.
    """
    zone = duty.municipality.zone
    duties = _chosen(duty, with_later=with_later)
    for one in duties:
        night = one.starts_at.astimezone(zone).date()
        one.starts_at, one.ends_at = stretch(night, terms.start, terms.end, zone)
        one.name, one.number = terms.name, terms.number
    try:
        with transaction.atomic():
            HostDuty.objects.bulk_update(duties, ["name", "number", "starts_at", "ends_at"])
    except IntegrityError as error:
        raise AlreadyThere(_("%(name)s står redan i listan då.") % {"name": terms.name}) from error
    HostDuty.districts.through.objects.filter(hostduty__in=duties).delete()
    _place(duties, terms.districts)
    return len(duties)


@transaction.atomic
def remove_hosts(duty: HostDuty, *, with_later: bool) -> int:
    """Take one night out, or it and all later ones that were entered together. Returns how many."""
    duties = _chosen(duty, with_later=with_later)
    HostDuty.objects.filter(pk__in=[one.pk for one in duties]).delete()
    return len(duties)


def dispose_of_old_hosts(now: datetime) -> int:
    """Lykta keeps no account of working time: what is over is deleted. Returns how many went."""
    before = now - timedelta(days=settings.HOST_DUTIES_KEPT_DAYS)
    _all, by_kind = HostDuty.objects.filter(ends_at__lt=before).delete()
    return by_kind.get(HostDuty._meta.label, 0)


def nights_between(first: date, last: date | None, weekdays: Sequence[int]) -> Sequence[date]:
    """The first night alone, or each of these weekdays (0 is Monday) until the last; without weekdays every day.

    Raises WrongTimes for a period that has no such day, goes backwards or is too long.
    """
    if last is None:
        return [first]
    if last < first:
        raise WrongTimes(_("Den sista dagen ligger före den första."))
    try:
        nights = nights_of_rule(rule_of(Rhythm(tuple(weekdays) or EVERY_DAY)), first, last)
    except SchedulingError as error:
        raise WrongTimes(str(error)) from error
    if not nights:
        raise WrongTimes(_("Ingen av de dagarna finns i perioden."))
    return nights


def stretch(night: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The two moments in UTC; an end not after the start is on the next day. See the module on unclear times."""
    if start == end:
        raise WrongTimes(_("Tiderna är desamma. Ändra en av dem."))
    return moments_of_turn(night, start, end, zone)


@dataclass(frozen=True)
class HostLine:
    """One team as a leader meets it on the night."""

    name: str
    number: str
    where: str
    starts_at: datetime
    ends_at: datetime


def host_lines(duties: Iterable[HostDuty]) -> list[HostLine]:
    return [HostLine(one.name, one.number, where_words(one), one.starts_at, one.ends_at) for one in duties]


def where_words(duty: HostDuty) -> str:
    """The districts by name, in the order of the town."""
    return listed([district.name for district in duty.districts.all()]) or _("hela kommunen")


def _chosen(duty: HostDuty, *, with_later: bool) -> list[HostDuty]:
    later = later_in_series(duty).select_for_update() if with_later else ()
    return [HostDuty.objects.select_for_update().get(pk=duty.pk), *later]


def _place(duties: Iterable[HostDuty], districts: Sequence[District]) -> None:
    through = HostDuty.districts.through
    through.objects.bulk_create(
        [through(hostduty_id=duty.pk, district_id=district.pk) for duty in duties for district in districts]
    )
