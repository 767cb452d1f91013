"""The monthly ceiling of an association's texts: when it is near, who is told, and when it is reached."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import get_current_timezone

from scheduling.domain.ledger import spent_by
from scheduling.domain.months import Month
from scheduling.models import LedgerWarning, TextPlan
from volunteers.models import Association, User

logger = logging.getLogger(__name__)

NEAR, REACHED = 80, 100  # percent


@dataclass(frozen=True)
class Spending:
    """What an association has spent of its ceiling in a month, in kronor."""

    association: int
    month: Month
    spent: Decimal
    ceiling: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means reached. A ceiling of nothing is always reached."""
        return int(100 * self.spent / self.ceiling) if self.ceiling else REACHED

    @property
    def level(self) -> int:
        """80 or 100 once that much is used, else 0."""
        return next((level for level in (REACHED, NEAR) if self.percent >= level), 0)


def is_over_ceiling(payers: Collection[int], now: datetime) -> set[int]:
    """Those of these associations, by primary key, that have used up their month. At most two queries a zone."""
    return {one.association for one in spending_of(payers, now=now) if one.level == REACHED}


def spending_of(payers: Collection[int], *, now: datetime) -> list[Spending]:
    """This month's spending of those of the associations that have a ceiling; local months, by the municipality."""
    by_zone: dict[str, dict[int, int]] = defaultdict(dict)
    for pk, zone_name, ceiling in _ceilings(payers):
        by_zone[zone_name][pk] = ceiling
    found = []
    for name, ceilings in by_zone.items():
        zone = ZoneInfo(name)
        month = Month.of(now, zone)
        since, until = month.bounds(zone)
        spent = spent_by(ceilings, since=since, until=until)
        found += [Spending(pk, month, spent.get(pk, Decimal(0)), ceiling) for pk, ceiling in ceilings.items()]
    return found


def _ceilings(payers: Collection[int]) -> Iterator[tuple[int, str, int]]:
    """(association, time zone, ceiling) of those that have one: by their own plan, else by their municipality's."""
    plans = TextPlan.objects.filter(association__in=payers) | TextPlan.objects.filter(
        association=None, municipality__associations__in=payers
    )
    rows = plans.values_list("municipality", "association", "month_ceiling")
    chosen: dict[tuple[int, int | None], int | None] = {(town, own): ceiling for town, own, ceiling in rows}
    if not any(ceiling is not None for ceiling in chosen.values()):
        return
    associations = Association.objects.filter(pk__in=payers)
    for pk, town, zone in associations.values_list("pk", "municipality", "municipality__time_zone"):
        ceiling = chosen.get((town, pk), chosen.get((town, None)))
        if ceiling is not None:
            yield pk, zone, ceiling


def warnings_of(associations: Collection[int], *, now: datetime) -> dict[int, int]:
    """By association: the highest level written down for this month. One query; months by the installation's clock."""
    month = Month.of(now, get_current_timezone())
    rows = LedgerWarning.objects.filter(association__in=associations, month=month.first).order_by("level")
    return dict(rows.values_list("association", "level"))


def warn_of_ceilings(now: datetime) -> int:
    """Write down who has passed 80 or 100 percent this month, and mail their leaders once for each. Returns mails."""
    every = Association.objects.filter(is_active=True).values_list("pk", flat=True)
    for one in spending_of(list(every), now=now):
        _write_down(one, now=now)
    untold = LedgerWarning.objects.filter(mailed_at=None).select_related("association")
    return sum(_mail(warning, now=now) for warning in untold)


def _write_down(one: Spending, *, now: datetime) -> None:
    """Who goes past both at once is told of the second alone."""
    passed = [level for level in (NEAR, REACHED) if level <= one.level]
    LedgerWarning.objects.bulk_create(
        [
            LedgerWarning(
                association_id=one.association,
                month=one.month.first,
                level=level,
                created_at=now,
                mailed_at=None if level == one.level else now,
            )
            for level in passed
        ],
        ignore_conflicts=True,
    )


def _mail(warning: LedgerWarning, *, now: datetime) -> int:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    mine = LedgerWarning.objects.filter(pk=warning.pk, mailed_at=None)
    if not mine.update(mailed_at=now):
        return 0
    leaders = User.objects.filter(roles__association=warning.association_id, is_active=True)
    addresses = list(leaders.order_by("email").values_list("email", flat=True))
    if not addresses:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        context = {"association": warning.association, "is_reached": warning.level >= REACHED, "level": warning.level}
        subject, _blank, body = render_to_string("email/ceiling.txt", context).strip().partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("A warning of a ceiling could not be mailed: %s", type(error).__name__)
        LedgerWarning.objects.filter(pk=warning.pk).update(mailed_at=None)
        return 0
    return 1
