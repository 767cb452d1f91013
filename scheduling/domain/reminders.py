"""What the clock says to those who said yes: a reminder before, thanks after.

However many nights are due, they are read a page and told a handful at a time, in transactions of their own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import translation

from messaging.domain.outbox import queue_all
from messaging.gateways.wake import wake
from messaging.models import OutboundMessage
from scheduling.domain.history import record_telling
from scheduling.domain.number_words import in_words
from scheduling.domain.origins import BY_CLOCK
from scheduling.domain.telling import compose
from scheduling.domain.text_plans import HORIZON, Ladder, Plans, ladder_of
from scheduling.enums import ON_CREW, AttendanceState, EventKind, ShiftState
from scheduling.models import Attendance, Shift, TextPlan
from volunteers.models import Volunteer

State = AttendanceState
REMIND_UNTIL = timedelta(minutes=30)  # before the start; later than that a reminder only disturbs
THANK_WITHIN = timedelta(days=2)  # of the moment to thank; what was missed for longer is let be
EVENING = time(15)

REMIND_JOB, THANK_JOB = "scheduling.tasks.remind_crews_of_walks", "scheduling.tasks.thank_crews_of_walks"
TIME_BUDGET = 20.0  # seconds, well within the worker's own limit; what is left is gone on with at once
PAGE = 1000  # nights read at a time
HANDFUL = 100  # nights locked at a time: an answer about one of them waits for half a second at most
IsDue = Callable[[Ladder], bool]


@dataclass
class _Night:
    """A shift with its plan and, once it is locked, its crew."""

    shift: Shift
    plan: TextPlan
    steps: Ladder
    crew: list[Attendance] = field(default_factory=list)

    @property
    def leader(self) -> Volunteer | None:
        """See telling.leader_of."""
        leader = next((one.volunteer for one in self.crew if one.is_leader), None)
        return None if leader is None or leader.is_forgotten else leader


def remind_crews(now: datetime) -> int:
    """Text everyone confirmed, once, when the plan says so; those who say yes later know already. Returns how many."""
    unreminded = Attendance.objects.filter(shift=OuterRef("pk"), state=State.CONFIRMED, reminded_at=None)
    near = Shift.objects.filter(
        Exists(unreminded), state=ShiftState.PUBLISHED, starts_at__gt=now + REMIND_UNTIL, starts_at__lt=now + HORIZON
    )

    def is_due(steps: Ladder) -> bool:
        return steps.remind_at <= now

    def remind(nights: Sequence[_Night]) -> int:
        texts = [(one, _reminder(one, night, now=now)) for night in nights for one in _unreminded(night)]
        return _tell_all(texts, EventKind.REMINDED, "reminded_at", now=now)

    return _drain(near, is_due, remind, job=REMIND_JOB)


def _unreminded(night: _Night) -> list[Attendance]:
    return [
        one
        for one in night.crew
        if one.state == State.CONFIRMED
        and one.reminded_at is None
        and one.confirmed_at is not None
        and one.confirmed_at < night.steps.remind_at
    ]


def _reminder(attendance: Attendance, night: _Night, *, now: datetime) -> OutboundMessage | None:
    with translation.override(attendance.volunteer.text_language):
        count = in_words(night.shift.confirmed_count)
    return compose(
        attendance,
        "reminder",
        now=now,
        key=_yes_words(attendance),
        leader=night.leader,
        crew=count,
        bring=night.plan.bring,
        when=day_word(night.shift, now=now),
    )


def _yes_words(attendance: Attendance) -> str:
    """One reminder for each yes: a night that is moved, and back again, is said yes to anew."""
    return str(int(attendance.confirmed_at.timestamp() * 1000)) if attendance.confirmed_at else ""


def day_word(shift: Shift, *, now: datetime) -> str:
    """Which word the texts have for the day of the start: tonight, today, tomorrow, or none."""
    zone = shift.association.municipality.zone
    starts_at, today = shift.starts_at.astimezone(zone), now.astimezone(zone).date()
    if starts_at.date() == today:
        return "tonight" if starts_at.time() >= EVENING else "today"
    return "tomorrow" if starts_at.date() == today + timedelta(days=1) else ""


def thank_crews(now: datetime) -> int:
    """Thank those who walked, the next day, and ask how it went; once, where the plan says so. Returns how many."""
    unthanked = Attendance.objects.filter(shift=OuterRef("pk"), state__in=ON_CREW, thanked_at=None)
    done = Shift.objects.filter(
        Exists(unthanked), state=ShiftState.DONE, ends_at__lte=now, ends_at__gt=now - THANK_WITHIN - timedelta(days=2)
    )

    def is_due(steps: Ladder) -> bool:
        return steps.thank_at is not None and steps.thank_at <= now < steps.thank_at + THANK_WITHIN

    def thank(nights: Sequence[_Night]) -> int:
        crew = [one for night in nights for one in night.crew if one.thanked_at is None]
        until = now + THANK_WITHIN
        texts = [(one, compose(one, "thanks", now=now, key="once", useful_until=until)) for one in crew]
        return _tell_all(texts, EventKind.THANKED, "thanked_at", now=now)

    return _drain(done, is_due, thank, job=THANK_JOB)


def _drain(shifts: QuerySet[Shift], is_due: IsDue, tell: Callable[[Sequence[_Night]], int], *, job: str) -> int:
    """Tell the crews of those shifts whose time has come. When the time is up the rest is left to another run."""
    stop_at, told = monotonic() + TIME_BUDGET, 0
    for keys in _due_handfuls(shifts, is_due):
        with transaction.atomic():
            told += tell(_lock_nights(shifts.filter(pk__in=keys), is_due))
        if monotonic() >= stop_at:
            wake(job)
            break
    return told


def _due_handfuls(shifts: QuerySet[Shift], is_due: IsDue) -> Iterator[list[int]]:
    last = 0
    while page := list(shifts.filter(pk__gt=last).select_related("association__municipality").order_by("pk")[:PAGE]):
        last = page[-1].pk
        due = [night.shift.pk for night in _planned(page) if is_due(night.steps)]
        yield from (due[start : start + HANDFUL] for start in range(0, len(due), HANDFUL))


def _planned(shifts: Sequence[Shift]) -> list[_Night]:
    plans = Plans({shift.association.municipality_id for shift in shifts})
    nights = []
    for shift in shifts:
        plan = plans.of(shift.association.municipality_id, shift.association_id)
        nights.append(_Night(shift, plan, ladder_of(shift, plan)))
    return nights


def _lock_nights(shifts: QuerySet[Shift], is_due: IsDue) -> list[_Night]:
    """The shifts as they are by now, of which some may have moved or been told meanwhile, with their crews."""
    locked = shifts.select_for_update(of=("self",)).select_related("association__municipality", "route__district")
    nights = {night.shift.pk: night for night in _planned(list(locked.order_by("pk"))) if is_due(night.steps)}
    crews = Attendance.objects.filter(shift__in=nights, state__in=ON_CREW).select_related("volunteer")
    for attendance in crews.order_by("pk"):
        night = nights[attendance.shift_id]
        attendance.shift = night.shift
        night.crew.append(attendance)
    return list(nights.values())


def _tell_all(
    texts: Sequence[tuple[Attendance, OutboundMessage | None]], kind: EventKind, field: str, *, now: datetime
) -> int:
    """Queue the texts and write down who has been told and when, also where there was nothing to send."""
    queued = iter(queue_all([text for _one, text in texts if text], now=now))
    told = [(one, text and next(queued)) for one, text in texts]
    about = OutboundMessage.objects.filter(about=OuterRef("uuid")).order_by("-pk").values("pk")[:1]
    with_text = Attendance.objects.filter(pk__in=[one.pk for one, text in told if text])
    with_text.update(**{field: now}, last_text=Subquery(about))
    Attendance.objects.filter(pk__in=[one.pk for one, text in told if not text]).update(**{field: now})
    record_telling(told, kind, origin=BY_CLOCK, now=now)
    return len(told)
