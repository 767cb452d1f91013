"""Leaders hear of tomorrow at their plan's hour: each once for each association and night, by text or e-mail."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet

from messaging.domain.outbox import queue_sms
from messaging.enums import OutboundState
from scheduling.domain.decisions.phones import phones_of_leaders
from scheduling.domain.summaries.nights import summarize
from scheduling.domain.summaries.words import KIND, Summary, mail_of, text_of
from scheduling.domain.text_kinds import text_kind
from scheduling.domain.text_plans import Plans
from scheduling.enums import ShiftState, SummaryWay
from scheduling.models import DaySummary, Shift, TextPlan
from volunteers.models import Association, User, Volunteer

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)
FARTHEST = timedelta(days=3)  # from the earliest hour on the day before to the latest start on the night's own date
WITHIN = timedelta(hours=3)  # of the hour; a summary that is later than that is none


def tell_summaries(now: datetime) -> int:
    """Tell those whose hour has come. Safe to run twice, or late. Returns how many leaders were told."""
    return sum(_tell(group, now=now) for group in due_groups(now))


@dataclass(frozen=True)
class Group:
    """The nights of one association on one date, whose summary is due."""

    association: Association
    plan: TextPlan
    night: date
    shifts: Sequence[Shift]
    due_at: datetime


def due_groups(now: datetime) -> list[Group]:
    """Two queries, however many the nights."""
    shifts = readable(coming(now).filter(starts_at__lt=now + FARTHEST))
    by_night: dict[tuple[int, date], list[Shift]] = defaultdict(list)
    for shift in shifts:
        by_night[shift.association_id, shift.night].append(shift)
    plans = Plans({shift.association.municipality_id for shift in shifts})
    groups = []
    for (_association, night), of_night in by_night.items():
        association = of_night[0].association
        plan = plans.of(association.municipality_id, association.pk)
        at = summary_at(plan, night, association.municipality.zone)
        if plan.summary_way != SummaryWay.OFF and at <= now < at + WITHIN:
            groups.append(Group(association, plan, night, of_night, at))
    return groups


def coming(now: datetime) -> QuerySet[Shift]:
    """What a summary can be about, earliest first."""
    return Shift.objects.filter(state=ShiftState.PUBLISHED, starts_at__gt=now).order_by("starts_at", "pk")


def readable(shifts: QuerySet[Shift]) -> list[Shift]:
    """With all that a summary says of a night."""
    found = shifts.select_related("association__municipality", "route__district", "fill_round")
    return list(found.defer("route__line", "route__instructions"))


def summary_at(plan: TextPlan, night: date, zone: ZoneInfo) -> datetime:
    """The plan's hour on the day before a night. A time that the clock skips comes an hour later, one that comes twice
    the first time.
    """
    return datetime.combine(night - DAY, plan.summary_at, tzinfo=zone).astimezone(UTC)


def _tell(group: Group, *, now: datetime) -> int:
    leaders = User.objects.filter(roles__association=group.association, is_active=True)
    told = DaySummary.objects.filter(association=group.association, night=group.night, told_at__isnull=False)
    untold = list(leaders.exclude(pk__in=told.values("user")).order_by("pk"))
    if not untold:
        return 0
    summary = Summary(group.association, group.night, summarize(group.shifts, group.plan, now=now), now)
    by_text = group.plan.summary_way == SummaryWay.SMS
    phones = list(phones_of_leaders(group.association)) if by_text else []
    until = group.due_at + WITHIN
    return sum(_tell_one(user, _phone_of(user, phones), summary, until=until, now=now) for user in untold)


def _phone_of(user: User, phones: Sequence[Volunteer]) -> Volunteer | None:
    address = user.email.casefold()
    return next((one for one in phones if one.user_id == user.pk or one.email.casefold() == address), None)


def _tell_one(user: User, phone: Volunteer | None, summary: Summary, *, until: datetime, now: datetime) -> bool:
    """By text where there is a number that takes one, else by e-mail."""
    if phone is not None and _text(user, phone, summary, until=until, now=now):
        return True
    return _mail(user, summary, now=now)


@transaction.atomic
def _text(user: User, phone: Volunteer, summary: Summary, *, until: datetime, now: datetime) -> bool:
    """False for a number that has asked for silence, and for whoever another worker tells meanwhile."""
    if not _claim(user, summary, SummaryWay.SMS, now=now):
        return False
    text = queue_sms(
        to_number=phone.mobile,
        body=text_of(summary, phone.text_language),
        kind=KIND,
        dedupe_key=f"{KIND}:{summary.association.uuid}:{summary.night}:{user.pk}",
        now=now,
        expires_at=until,
        priority=text_kind(KIND).priority,
        lane=summary.association.municipality_id,
        payer=summary.association.pk,
    )
    if text.state == OutboundState.DROPPED:
        _give_back(user, summary)
        return False
    return True


def _mail(user: User, summary: Summary, *, now: datetime) -> bool:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    if not _claim(user, summary, SummaryWay.EMAIL, now=now):
        return False
    subject, body = mail_of(summary)
    try:
        EmailMessage(subject=subject, body=body, to=[user.email]).send()
    except (SMTPException, OSError) as error:
        logger.warning("The summary of a day could not be mailed: %s", type(error).__name__)
        _give_back(user, summary)
        return False
    return True


def _claim(user: User, summary: Summary, way: SummaryWay, *, now: datetime) -> bool:
    key = {"user": user, "association": summary.association, "night": summary.night}
    DaySummary.objects.get_or_create(**key, defaults={"way": way, "created_at": now})
    return bool(DaySummary.objects.filter(**key, told_at=None).update(told_at=now, way=way))


def _give_back(user: User, summary: Summary) -> None:
    DaySummary.objects.filter(user=user, association=summary.association, night=summary.night).update(told_at=None)
