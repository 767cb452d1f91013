"""Alarms are opened and their steps taken: several in one transaction, each whole or not at all.

Whoever holds the row of an alarm decides about it. A worker that dies has done nothing, and one that comes second finds
that the step is taken; the database refuses a second step of the same number besides.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.alarms import ladder
from fieldwork.domain.alarms.crowds import read_crowds
from fieldwork.domain.alarms.notices import Notice, notices_of, send
from fieldwork.domain.alarms.policies import Policies, rules_of
from fieldwork.domain.history import line, record_all
from fieldwork.enums import UNRESOLVED, AlarmKind, AlarmState, FieldEventKind, Rung, WalkState
from fieldwork.models import Alarm, AlarmStep, FieldEvent, Walk
from messaging.enums import Channel
from scheduling.domain.origins import BY_CLOCK
from scheduling.models import Route, Shift

Row = TypeVar("Row", Alarm, Walk)
# What no step says of a shift, of which a sweep reads thousands.
UNSAID = tuple(
    f"shift__{name}"
    for name in (
        *("season_night", "season_group", "follows_season", "is_open", "note", "cancel_reason", "revision"),
        *("crew_min", "crew_target", "crew_max", "leaders_needed", "leader_count", "asked_leader_count"),
        *("asked_count", "waiting_count", "created_at", "updated_at"),
    )
)


def hold_shifts(keys: Iterable[int]) -> None:
    """Before anything about their alarms is held: a line of history holds its shift, so that comes first everywhere."""
    list(Shift.objects.select_for_update().filter(pk__in=set(keys)).order_by("pk").values_list("pk", flat=True))


def locked_alarms(keys: Collection[int]) -> list[Alarm]:
    """With all that their steps need, held until the transaction ends."""
    hold_shifts(Alarm.objects.filter(pk__in=keys).values_list("shift", flat=True))
    rows = Alarm.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(with_places(rows.select_related("shift", "opened_by").defer(*UNSAID).order_by("pk")))


def hold(alarm: Alarm) -> Alarm:
    """One alarm read anew, held until the transaction ends."""
    return locked_alarms([alarm.pk])[0]


def with_places(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Walks or alarms with what is said of their shifts; each place and association is read once for all of them."""
    return rows.prefetch_related(
        "shift__association__municipality",
        Prefetch("shift__route", Route.objects.select_related("district").defer("line", "instructions")),
    )


def due_steps(now: datetime) -> QuerySet[Alarm]:
    """Alarms whose ladder goes on by now: nobody has taken them, or whoever did has not resolved them in time.

    Those of drills are taken on by the drill, which knows when it is over.
    """
    goes_on = Q(state=AlarmState.OPEN, next_step_at__lte=now) | Q(state=AlarmState.ACKNOWLEDGED, rests_until__lte=now)
    return Alarm.objects.filter(goes_on, is_drill=False).order_by("pk")


def overdue_walks(now: datetime) -> QuerySet[Walk]:
    """Groups that are out past their time and have no alarm yet; whether their grace is over is another question."""
    return _walks_late(now).filter(~Exists(_standing().filter(shift=OuterRef("shift"))))


def _walks_late(now: datetime) -> QuerySet[Walk]:
    return Walk.objects.filter(state=WalkState.OUT, due_home_at__lte=now).order_by("shift")


def _standing() -> QuerySet[Alarm]:
    return Alarm.objects.filter(kind=AlarmKind.OVERDUE, is_drill=False, state__in=sorted(UNRESOLVED))


def held_overdue(shifts: Collection[int], *, now: datetime) -> QuerySet[Walk]:
    """Of these few held shifts. In two queries: where alarms have just been opened by the hundred, PostgreSQL knows
    nothing of them yet, and would read them all anew for each walk.
    """
    known = _standing().filter(shift__in=shifts).values_list("shift", flat=True)
    return _walks_late(now).filter(shift__in=set(shifts) - set(known))


@transaction.atomic
def open_overdue(shifts: Collection[int], *, policies: Policies, now: datetime) -> int:
    """Open the alarm of each of these groups that is overdue still, and take its first step. Returns how many."""
    hold_shifts(shifts)
    opened = [
        _overdue(walk, now=now)
        for walk in with_places(held_overdue(shifts, now=now).select_related("shift"))
        if ladder.overdue_at(walk.due_home_at, policies.rules(walk.shift.association.municipality_id)) <= now
    ]
    Alarm.objects.bulk_create(opened)
    record_all([_opened(alarm, now=now) for alarm in opened])
    take_steps(opened, policies=policies, now=now)
    return len(opened)


def _overdue(walk: Walk, *, now: datetime) -> Alarm:
    return Alarm(
        shift=walk.shift,
        kind=AlarmKind.OVERDUE,
        opened_at=now,
        due_home_at=walk.due_home_at,
        next_step_at=now,
    )


def _opened(alarm: Alarm, *, now: datetime) -> FieldEvent:
    return line(alarm.shift, FieldEventKind.OVERDUE, origin=BY_CLOCK, now=now)


@transaction.atomic
def go_on(alarms: Collection[int], *, policies: Policies, now: datetime) -> int:
    """Take the next step of each of these whose time has come still. Returns how many were taken."""
    held = [alarm for alarm in locked_alarms(alarms) if is_due(alarm, now=now)]
    take_steps(held, policies=policies, now=now)
    return len(held)


def is_due(alarm: Alarm, *, now: datetime) -> bool:
    moment = alarm.next_step_at if alarm.state == AlarmState.OPEN else alarm.rests_until
    return moment is not None and moment <= now


def take_steps(alarms: Sequence[Alarm], *, policies: Policies, now: datetime) -> None:
    """One step of each of these held alarms, in a fixed number of queries."""
    if not alarms:
        return
    crowds = read_crowds(alarms, now=now)
    steps, notices, lines = [], list[Notice](), []
    for alarm in alarms:
        policy, crowd = policies.of(alarm.shift.association.municipality_id), crowds[alarm.pk]
        step = ladder.take_step(rules_of(policy), crowd.standing(alarm), crowd.people, now=now)
        row = AlarmStep(alarm=alarm, number=step.number, at=now)
        steps.append(row)
        notices += notices_of(row, step.tellings, crowd, policy, now=now)
        lines.append(_line(alarm, step, now=now))
        alarm.state, alarm.rests_until, alarm.next_step_at = AlarmState.OPEN, None, step.next_at
        alarm.steps_taken, alarm.rungs_reached = step.number, step.rungs_reached
    AlarmStep.objects.bulk_create(steps)
    send(notices, now=now)
    _move(alarms)
    record_all(lines)


def _move(alarms: Sequence[Alarm]) -> None:
    """Write where each stands by now. Those that began together stand alike, so it takes few queries."""
    alike: dict[tuple[int, int, datetime | None], list[int]] = defaultdict(list)
    for alarm in alarms:
        alike[alarm.steps_taken, alarm.rungs_reached, alarm.next_step_at].append(alarm.pk)
    for (steps, rungs, next_at), keys in alike.items():
        Alarm.objects.filter(pk__in=keys).update(
            state=AlarmState.OPEN, rests_until=None, next_step_at=next_at, steps_taken=steps, rungs_reached=rungs
        )


def _line(alarm: Alarm, step: ladder.Step, *, now: datetime) -> FieldEvent:
    return line(
        alarm.shift,
        FieldEventKind.STEP,
        origin=BY_CLOCK,
        now=now,
        detail=step_words(step),
        is_drill=alarm.is_drill,
    )


def step_words(step: ladder.Step) -> str:
    """Steg 2: hela gruppen. 3 sms, 1 samtal."""
    rungs = dict.fromkeys(Rung(person.rung) for person in step.added)
    added = ", ".join(str(rung.label).lower() for rung in rungs) or _("samma igen")
    counts = Counter(channel for telling in step.tellings for channel in telling.channels)
    texts, calls = counts[Channel.SMS], counts[Channel.VOICE]
    told = [_("%(count)s sms") % {"count": texts}] if texts else []
    told += [ngettext("%(count)s samtal", "%(count)s samtal", calls) % {"count": calls}] if calls else []
    by = ", ".join(told) or _("ingen gick att nå")
    return _("Steg %(number)s: %(added)s. %(by)s.") % {"number": step.number, "added": added, "by": by}


def open_alarm(alarm: Alarm, *, policies: Policies, now: datetime) -> Alarm:
    """Write a new alarm of a held shift and take its first step."""
    alarm.save()
    take_steps([alarm], policies=policies, now=now)
    return alarm
