"""The leader of a simulated term: looks once a day, and settles what only a person can."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from bench.term_phones import Phones
from bench.term_stage import Stage
from scheduling.domain.calls import record_call
from scheduling.domain.inbox import resolve_item
from scheduling.domain.season_questions.asking import ask_season, remind_silent
from scheduling.enums import NEWS_CALLS, AttendanceState, CallOutcome, Resolution, RoundFinding, ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.models import CallTask, FillRound, InboxItem, SeasonQuestion, Shift

PHONES_WITHIN = timedelta(hours=50)  # of the start
IS_REACHED = 0.6  # of those who are phoned
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
ANSWER_WITHIN = timedelta(days=14)


class Leader:
    """`decisions` by what they were about. Somebody is phoned while their night is short, and only then."""

    def __init__(self, stage: Stage, phones: Phones) -> None:
        self.stage, self.phones = stage, phones
        self.decisions: Counter[str] = Counter()
        self._exhausted: set[int] = set()
        self._question: SeasonQuestion | None = None

    def ask_season(self, now: datetime) -> None:
        """Which of the nights people can, on the first evening; the silent once more after a week."""
        last_day = (now + ANSWER_WITHIN).date()
        self._question = ask_season(self.stage.season, last_day=last_day, author=self.stage.leader, now=now)

    def look(self, now: datetime) -> None:
        self._remind(now)
        self._read_inbox(now)
        self._phone(now)
        self._decide(now)

    def _remind(self, now: datetime) -> None:
        question = self._question
        if question is not None and question.reminded_at is None and now >= question.asked_at + A_WEEK:
            remind_silent(question, now=now)
            question.refresh_from_db()

    def _read_inbox(self, now: datetime) -> None:
        for item in InboxItem.objects.filter(resolved_at=None).select_related("attendance__shift").order_by("pk"):
            self.decisions["inbox"] += 1
            attendance, meaning = item.attendance, Resolution.NOTHING
            if attendance is not None and attendance.state in {AttendanceState.ASKED, AttendanceState.LAPSED}:
                meaning = Resolution.YES if self.phones.wants(attendance) else Resolution.NO
            try:
                resolve_item(item, meaning, user=self.stage.leader, now=now)
            except SchedulingError:
                resolve_item(item, Resolution.NOTHING, user=self.stage.leader, now=now)

    def _phone(self, now: datetime) -> None:
        waiting = CallTask.objects.filter(closed_at=None, attendance__starts_at__lte=now + PHONES_WITHIN)
        for task in waiting.select_related("attendance__shift").order_by("attendance__starts_at", "pk"):
            shift = Shift.objects.get(pk=task.attendance.shift_id)
            is_news = task.reason in NEWS_CALLS
            if not is_news and not is_short(shift):
                continue
            self.decisions["calls"] += 1
            chance = Random(f"{self.stage.seed}|{task.attendance.volunteer_id}|{shift.night}|phoned {now:%d}")
            outcome = CallOutcome.NO_ANSWER
            if chance.random() < IS_REACHED:
                said = CallOutcome.YES if self.phones.wants(task.attendance) else CallOutcome.NO
                outcome = CallOutcome.TOLD if is_news else said
            try:
                record_call(task, outcome, user=self.stage.leader, now=now)
            except SchedulingError:
                continue

    def _decide(self, now: datetime) -> None:
        """Rounds that have nobody left to ask, and nights of tomorrow that are not safe."""
        stuck = FillRound.objects.filter(finding=RoundFinding.EXHAUSTED, shift__state=ShiftState.PUBLISHED)
        fresh = set(stuck.values_list("shift", flat=True)) - self._exhausted
        self._exhausted |= fresh
        self.decisions["exhausted"] += len(fresh)
        soon = Shift.objects.filter(
            state=ShiftState.PUBLISHED, starts_at__gt=now + A_DAY, starts_at__lte=now + 2 * A_DAY
        )
        self.decisions["unsafe"] += sum(not is_safe_with_leader(shift) for shift in soon)


def is_short(shift: Shift) -> bool:
    return shift.confirmed_count < shift.crew_target or shift.leader_count < shift.leaders_needed


def is_safe_with_leader(shift: Shift) -> bool:
    return shift.confirmed_count >= shift.crew_safe and shift.leader_count >= shift.leaders_needed
