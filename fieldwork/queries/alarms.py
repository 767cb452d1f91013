"""Reading alarms of earlier nights. What is out of reach does not exist."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from fieldwork.enums import FieldEventKind
from fieldwork.models import Alarm, AlarmNotice, FieldEvent
from scheduling.models import Shift
from volunteers.models import User
from volunteers.queries import Standing

Kind = FieldEventKind
TOLD = frozenset({Kind.OVERDUE, Kind.PANIC, Kind.ACKNOWLEDGED, Kind.HANDED_BACK, Kind.RESOLVED})


def alarms_for(standing: Standing, user: User) -> QuerySet[Alarm]:
    """The latest first: about groups of the user's own, and those they were told of themselves, while that is kept.

    With its place, association and drill; `first_taken_at` is when somebody took it first, however often since.
    """
    reached = Shift.objects.within(**standing.reach).values("pk")
    was_told = AlarmNotice.objects.filter(step__alarm=OuterRef("pk"), user=user)
    took = FieldEvent.objects.filter(
        shift=OuterRef("shift"),
        kind=FieldEventKind.ACKNOWLEDGED,
        is_drill=OuterRef("is_drill"),
        at__gte=OuterRef("opened_at"),
        at__lte=OuterRef("acknowledged_at"),
    )
    found = Alarm.objects.filter(Q(shift__in=reached) | Exists(was_told))
    found = found.select_related("drill", "shift__association__municipality", "shift__route__district")
    return found.annotate(first_taken_at=Subquery(took.order_by("at").values("at")[:1])).order_by("-opened_at", "-pk")


def access_past_alarm(standing: Standing, user: User, pk: int) -> Alarm:
    """Raises Http404 for one that is none of theirs."""
    alarm = alarms_for(standing, user).filter(pk=pk).first()
    if alarm is None:
        raise Http404
    return alarm


def story_of(alarm: Alarm) -> list[FieldEvent]:
    """Who called, took it, handed it back and resolved it, the last first. Its steps are told by themselves."""
    lines = FieldEvent.objects.filter(
        shift=alarm.shift_id, is_drill=alarm.is_drill, kind__in=sorted(TOLD), at__gte=alarm.opened_at
    )
    if alarm.resolved_at is not None:
        lines = lines.filter(at__lte=alarm.resolved_at)
    return list(lines.select_related("volunteer", "actor", "by"))
