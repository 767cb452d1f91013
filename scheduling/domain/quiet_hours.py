"""The hours in which a plan lets nobody be disturbed. Pure: moments in UTC, the plan's hours in the given zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.models import TextPlan

A_DAY = timedelta(days=1)
WELL_BEFORE = timedelta(hours=1)  # what would fall into quiet hours is said this long before them
TONIGHT = timedelta(hours=12)  # a night this near, and no later than the quiet hours' end, cannot wait for that end
TIME_TO_ACT = timedelta(hours=3)
MORNING = time(9)  # where a plan has no quiet hours


def has_quiet_hours(plan: TextPlan) -> bool:
    return plan.quiet_from != plan.quiet_to


def quiet_period(plan: TextPlan, zone: ZoneInfo, moment: datetime) -> tuple[datetime, datetime] | None:
    """The quiet hours that the moment is in, their end not included; None outside them.

    In the hour that the clock skips or repeats they are the longer of what the clock can mean.
    """
    if not has_quiet_hours(plan):
        return None
    today = moment.astimezone(zone).date()
    for day in (today - A_DAY, today):
        last_day = day if plan.quiet_to > plan.quiet_from else day + A_DAY
        start = min(_readings(day, plan.quiet_from, zone))
        end = max(_readings(last_day, plan.quiet_to, zone))
        if start <= moment < end:
            return start, end
    return None


def _readings(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The two moments that a local time can mean when the clock changes; else twice the same."""
    local = datetime.combine(day, clock)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second


def after_quiet(plan: TextPlan, zone: ZoneInfo, moment: datetime) -> datetime:
    """The moment, or the end of the quiet hours that it is in."""
    period = quiet_period(plan, zone, moment)
    return moment if period is None else period[1]


def waits_until(
    plan: TextPlan, zone: ZoneInfo, moment: datetime, *, starts_at: datetime | None = None
) -> datetime | None:
    """The end of the quiet hours that a text has to wait for; None outside them, and for a night that is tonight."""
    period = quiet_period(plan, zone, moment)
    if period is None:
        return None
    _start, end = period
    is_tonight = starts_at is not None and starts_at <= min(moment + TONIGHT, end + TIME_TO_ACT)
    return None if is_tonight else end


def before_quiet(plan: TextPlan, zone: ZoneInfo, moment: datetime) -> datetime:
    """The moment, or an hour before the quiet hours that it is in."""
    period = quiet_period(plan, zone, moment)
    return moment if period is None else period[0] - WELL_BEFORE


def next_morning(plan: TextPlan, zone: ZoneInfo, moment: datetime) -> datetime:
    """When texts may leave again on the local day after the moment."""
    return morning_of(moment.astimezone(zone).date() + A_DAY, plan, zone)


def morning_of(day: date, plan: TextPlan, zone: ZoneInfo) -> datetime:
    """When the quiet hours of the night before a local day are over; nine where there are none."""
    clock = plan.quiet_to if has_quiet_hours(plan) else MORNING
    return after_quiet(plan, zone, max(_readings(day, clock, zone)))
