"""What a text from a number can be an answer to, read once for whoever reads the text."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from messaging.enums import FAREWELL, NUMBER_CODE, OutboundState, Priority
from messaging.models import OptOut, OutboundMessage
from scheduling.domain.inbox import LEADER_REPLY
from scheduling.domain.samples import KIND as SAMPLE
from scheduling.enums import AttendanceState, HandOverState, ShiftState
from scheduling.models import Attendance, HandOver

LOOP_WITHIN = timedelta(hours=1)
LEADER_NOTICE = "leader_notice"  # to a leader's phone, of what someone else wrote
NOT_ANSWERS = frozenset({LEADER_REPLY, LEADER_NOTICE, FAREWELL, SAMPLE, NUMBER_CODE})
LATELY = "answers_lately"
State = AttendanceState


def open_to_answers(number: str, *, now: datetime) -> list[Attendance]:
    """What an answer from this number can be about: nights that are not over, earliest first.

    Each with `is_silenced`, whether the number has said stop, `answers_lately`, how many answers it has got within the
    hour, and `last_kind`, of the text that it got last: read along, since every answer needs them.
    """
    last = OutboundMessage.objects.filter(to_number=number).order_by("-created_at", "-pk").values("kind")[:1]
    nights = all_open_to_answers([number], now=now).defer("shift__route__line", "last_text__body")
    return list(
        nights.annotate(last_kind=Subquery(last)).select_related(
            "shift__association__municipality", "shift__route__district"
        )
    )


def all_open_to_answers(numbers: Collection[str], *, now: datetime) -> QuerySet[Attendance]:
    """As `open_to_answers` for several numbers, without the shifts."""
    number = OuterRef("volunteer__mobile")
    nights = Attendance.objects.filter(
        volunteer__mobile__in=numbers,
        ends_at__gt=now,
        shift__state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY],
        state__in=[State.ASKED, State.CONFIRMED, State.WAITING, State.DECLINED, State.LAPSED],
    )
    read_along = nights.select_related("volunteer", "last_text").annotate(
        is_silenced=Exists(OptOut.objects.filter(number=number, ended_at=None)),
        hands_over=Exists(HandOver.objects.filter(attendance=OuterRef("pk"), state=HandOverState.OPEN, to=None)),
        **{LATELY: Subquery(answers_lately(number, now=now))},
    )
    return read_along.defer("last_text__body").order_by("starts_at", "pk")


def answers_to(number: str | OuterRef, *, now: datetime) -> QuerySet[OutboundMessage]:
    answers = OutboundMessage.objects.filter(
        to_number=number, priority=Priority.ANSWER, created_at__gt=now - LOOP_WITHIN, created_at__lte=now
    )
    return answers.exclude(kind__in=NOT_ANSWERS)


def answers_lately(number: str | OuterRef, *, now: datetime) -> QuerySet[OutboundMessage, int]:
    """How many automatic answers the number has got within an hour, as one row: two machines may be talking."""
    sent = answers_to(number, now=now).exclude(state=OutboundState.DROPPED)
    return sent.order_by().values("to_number").annotate(count=Count("pk")).values_list("count", flat=True)
