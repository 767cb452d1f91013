"""Shortly before the start the leader is told how to say that they go out, with the link to the night's page.

Where nothing was said a quarter after it they are asked once more: nobody looks for a group that was never out.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from fieldwork.domain.walks.nights import LATE_OUT
from fieldwork.models import Walk
from messaging.domain.personal_links import PAGE_MARK
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.attendance import lock_shift
from scheduling.domain.personal_links import open_in_text
from scheduling.domain.telling import tell
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift

GO_OUT, STILL = "go_out", "go_out_still"
BEFORE = timedelta(minutes=15)
OF_USE_AFTER = {GO_OUT: timedelta(minutes=30), STILL: timedelta(minutes=60)}  # the start; then somebody rings them


def prompt_leaders(now: datetime) -> int:
    """Once of each kind for a group that gathers, or should have gone, and is not out. Returns how many were told."""
    soon = Shift.objects.live().filter(
        ~Exists(Walk.objects.filter(shift=OuterRef("pk"))),
        starts_at__gt=now - OF_USE_AFTER[STILL],
        starts_at__lte=now + BEFORE,
    )
    return sum(_prompt(pk, now=now) for pk in soon.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _prompt(pk: int, *, now: datetime) -> int:
    shift = lock_shift(pk)
    kind = GO_OUT if now < shift.starts_at + LATE_OUT else STILL
    crew = shift.attendances.filter(state=AttendanceState.CONFIRMED).select_related("volunteer")
    people = list(crew.order_by("-is_leader", "pk"))
    leaders = [one for one in people if one.is_leader] or people[:1]
    told = OutboundMessage.objects.filter(kind=kind, about__in=[one.uuid for one in leaders])
    if shift.state == ShiftState.CANCELLED or told.exists():
        return 0
    return sum(_tell(one, shift, kind, now=now) for one in leaders)


def _tell(attendance: Attendance, shift: Shift, kind: str, *, now: datetime) -> bool:
    attendance.shift = shift
    until = shift.starts_at + OF_USE_AFTER[kind]
    text = tell(attendance, kind, now=now, key="once", useful_until=until, link=PAGE_MARK)
    if text is None or text.state == OutboundState.DROPPED:
        return False
    open_in_text(text, attendance.volunteer, now=now)
    return True
