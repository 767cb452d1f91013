"""Three ways to fill a night: Lykta's rounds, everybody at once, and one by one. All ask through the same verb."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import F, Max, Q, QuerySet

from bench.term_figures import EVERYBODY, LYKTA, ONE_BY_ONE, UNASKED
from bench.term_stage import BEFORE, BY_LEADER, Stage
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.pace import TOO_LATE_TO_ASK
from scheduling.domain.quiet_hours import quiet_period
from scheduling.domain.text_plans import plan_of
from scheduling.enums import ON_CREW, AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from scheduling.tasks import fill_nights_in_turn
from volunteers.models import Volunteer

Way = Callable[[Stage, datetime], None]
ONE_WAITS = timedelta(hours=24)  # before the next is asked


def ask_in_rounds(_stage: Stage, _now: datetime) -> None:
    fill_nights_in_turn()


def ask_everybody(stage: Stage, now: datetime) -> None:
    """As soon as it is time: leaders whether they can lead, the others whether they can walk."""
    for shift in _short(stage, now):
        if shift.asked_count or shift.attendances.exists():
            continue
        people = _able(stage, shift)
        leading = [one for one in people if stage.people[one.pk].can_lead]
        others = [one for one in people if not stage.people[one.pk].can_lead]
        invite_volunteers(shift, leading, as_leader=True, origin=BY_LEADER, now=now)
        invite_volunteers(shift, others, origin=BY_LEADER, now=now)


def ask_one_by_one(stage: Stage, now: datetime) -> None:
    """Whoever walked least lately, a leader while one is missing; the next after a no, a yes, or a day of silence."""
    for shift in _short(stage, now):
        fresh = shift.attendances.filter(state=AttendanceState.ASKED, asked_at__gt=now - ONE_WAITS)
        if fresh.exists():
            continue
        wants_leader = shift.leader_count < shift.leaders_needed
        people = list(_able(stage, shift))
        chosen = next((one for one in people if stage.people[one.pk].can_lead), None) if wants_leader else None
        chosen = chosen or next(iter(people), None)
        if chosen is not None:
            as_leader = wants_leader and stage.people[chosen.pk].can_lead
            invite_volunteers(shift, [chosen], as_leader=as_leader, origin=BY_LEADER, now=now)


WAYS: Mapping[str, Way] = {
    LYKTA: ask_in_rounds,
    UNASKED: ask_in_rounds,
    EVERYBODY: ask_everybody,
    ONE_BY_ONE: ask_one_by_one,
}


def _short(stage: Stage, now: datetime) -> list[Shift]:
    """Nights whose time to ask has come and that lack somebody; none in quiet hours."""
    zone = stage.association.municipality.zone
    if quiet_period(plan_of(stage.association), zone, now) is not None:
        return []
    near = Shift.objects.filter(
        state=ShiftState.PUBLISHED, starts_at__gt=now + TOO_LATE_TO_ASK, starts_at__lte=now + BEFORE
    )
    return [
        shift
        for shift in near.select_related("association__municipality").order_by("starts_at")
        if shift.confirmed_count < shift.crew_target or shift.leader_count < shift.leaders_needed
    ]


def _able(stage: Stage, shift: Shift) -> QuerySet[Volunteer]:
    """Not asked about the night and not known to be away then, whoever walked least lately first."""
    away = Q(away_periods__first_on__lte=shift.night, away_periods__last_on__gte=shift.night)
    asked = Attendance.objects.filter(shift=shift).values("volunteer")
    walked = Max("attendances__shift__night", filter=Q(attendances__state__in=ON_CREW))
    people = Volunteer.objects.active().filter(memberships__association=stage.association).exclude(pk__in=asked)
    return people.exclude(away).annotate(walked=walked).order_by(F("walked").asc(nulls_first=True), "pk")
