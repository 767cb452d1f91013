"""News that no text could bring: a night that is off, a place that is theirs or no longer is. A leader phones."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from messaging.domain.keys import AGAIN
from messaging.models import OutboundMessage
from scheduling.domain.calls import MOST_AT_ONCE
from scheduling.domain.fallbacks import UNREACHED
from scheduling.enums import AttendanceState, CallReason, EventKind
from scheduling.models import Attendance, CallTask, ShiftEvent

REASONS = {  # by the kind of text that did not arrive
    "cancelled": CallReason.CANCELLED,
    "removed": CallReason.REMOVED,
    "promoted": CallReason.PROMOTED,
}


def call_about_news(now: datetime) -> int:
    """Put on the call list who counted on a night, or got a place on one, and has not been told. Returns how many.

    A text that is tried once more is waited for. Each piece of news is phoned about once.
    """
    untold = _untold(now).values_list("pk", "last_text__kind").order_by("starts_at", "pk")[:MOST_AT_ONCE]
    calls = [CallTask(attendance_id=pk, reason=REASONS[kind], created_at=now) for pk, kind in untold]
    # Another job may have been faster: the database keeps one open call.
    CallTask.objects.bulk_create(calls, ignore_conflicts=True)
    return len(calls)


def _untold(now: datetime) -> QuerySet[Attendance]:
    again = OutboundMessage.objects.filter(dedupe_key=Concat(OuterRef("dedupe_key"), Value(AGAIN)))
    lost = OutboundMessage.objects.filter(UNREACHED, kind__in=REASONS).exclude(Exists(again.exclude(UNREACHED)))
    known = CallTask.objects.filter(attendance=OuterRef("pk"), created_at__gte=OuterRef("last_text__created_at"))
    let_go = ShiftEvent.objects.filter(attendance=OuterRef("pk"), kind=EventKind.WITHDRAWN).order_by("-at", "-pk")
    was_counting_on_it = Q(state=AttendanceState.WITHDRAWN, was=AttendanceState.CONFIRMED)
    has_a_place = Q(state=AttendanceState.CONFIRMED, last_text__kind="promoted")
    return Attendance.objects.annotate(was=Subquery(let_go.values("from_state")[:1])).filter(
        was_counting_on_it | has_a_place, ~Exists(known), starts_at__gt=now, last_text__in=lost
    )
