"""When a drill is held: by the municipality's own choice, or by itself on an evening each month. Always announced."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fieldwork.enums import DrillNews
from fieldwork.exceptions import BadDrill
from fieldwork.models import AlarmPolicy, Drill
from volunteers.models import Municipality, User, Volunteer

WAKING_HOURS = (time(8), time(21))  # nobody is woken for a drill
FARTHEST = timedelta(days=62)
ANNOUNCED = timedelta(days=3)  # at least, before one that plans itself
AT = time(18, 30)
TUESDAY, SECOND_WEEK = 1, 8


@transaction.atomic
def plan_drill(
    town: Municipality, *, starts_at: datetime, leader: Volunteer | None, by: User | None, now: datetime
) -> Drill:
    """Plan a drill, or give the one that is planned another time and leader. Raises BadDrill."""
    local = starts_at.astimezone(town.zone).time()
    if not now <= starts_at <= now + FARTHEST:
        raise BadDrill(_("Välj en tid från nu och två månader framåt."))
    if not WAKING_HOURS[0] <= local <= WAKING_HOURS[1]:
        raise BadDrill(_("Öva mellan 8 och 21. Ingen ska väckas av en övning."))
    if leader is not None and (leader.municipality_id != town.pk or leader.is_forgotten):
        raise BadDrill(_("Ledaren hör inte till kommunen."))
    drill = Drill.objects.select_for_update().filter(municipality=town, ended_at=None).first()
    if drill is not None and drill.alarm_id is not None:
        raise BadDrill(_("En övning pågår redan."))
    drill = drill or Drill(municipality=town)
    drill.starts_at, drill.leader, drill.planned_by, drill.planned_at = starts_at, leader, by, now
    drill.news = DrillNews.ANNOUNCED
    try:
        with transaction.atomic():
            drill.save()
    except IntegrityError as error:
        raise BadDrill(_("Någon annan planerade just en övning.")) from error
    return drill


@transaction.atomic
def cancel_drill(drill: Drill, *, now: datetime) -> Drill:
    """Not to be held after all. Raises BadDrill for one that has begun or is over."""
    drill = Drill.objects.select_for_update().get(pk=drill.pk)
    if drill.alarm_id is not None or drill.ended_at is not None:
        raise BadDrill(_("Övningen har redan börjat."))
    drill.ended_at, drill.outcome, drill.news = now, _("Övningen ställdes in."), DrillNews.CANCELLED
    drill.save(update_fields=["ended_at", "outcome", "news"])
    return drill


def plan_monthly(now: datetime) -> int:
    """Give each municipality that wants drills its own of the month, unless it has had or planned one. How many."""
    wanting = AlarmPolicy.objects.filter(drills=True).select_related("municipality").order_by("pk")
    return sum(_plan_for(policy.municipality, now=now) for policy in wanting)


def _plan_for(town: Municipality, *, now: datetime) -> int:
    at = monthly_at(town, now=now)
    first = now.astimezone(town.zone).date().replace(day=1)
    begins = datetime.combine(first, time(0), tzinfo=town.zone).astimezone(UTC)
    known = Drill.objects.filter(municipality=town, starts_at__gte=begins)
    standing = Drill.objects.filter(municipality=town, ended_at=None)
    if at is None or known.exists() or standing.exists():
        return 0
    plan_drill(town, starts_at=at, leader=None, by=None, now=now)
    return 1


def monthly_at(town: Municipality, *, now: datetime) -> datetime | None:
    """The first Tuesday evening from the second week on that can still be announced; none when the month is too far."""
    today = now.astimezone(town.zone).date()
    day: date = max(today.replace(day=SECOND_WEEK), today)
    while day.month == today.month:
        at = datetime.combine(day, AT, tzinfo=town.zone).astimezone(UTC)
        if day.weekday() == TUESDAY and at - now >= ANNOUNCED:
            return at
        day += timedelta(days=1)
    return None
