"""Changes of nights, made: shifts as they are to be, everyone's place with them, and one text to each person.

The shifts are locked by whoever calls. What is decided here is decided in memory first, so that a preview and the deed
say the same.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from messaging.domain.outbox import queue_all
from messaging.models import OutboundMessage
from scheduling import queries
from scheduling.domain.attendance import HELD, count_crews, next_in_queue, take_step
from scheduling.domain.changes.effects import Effect, NightStep, effects_of
from scheduling.domain.changes.letters import Letter, as_merged, letters_for
from scheduling.domain.changes.values import NightValues, differences, values_of
from scheduling.domain.history import record_all, write_event
from scheduling.domain.origins import Origin
from scheduling.domain.presence.closing import follow_move, release_requests
from scheduling.domain.shift_steps import take_shift_step
from scheduling.domain.telling import is_asked_in_vain, was_asked_in_vain
from scheduling.domain.text_plans import answer_by, asks_queue_again, plan_of
from scheduling.enums import AttendanceState, EventKind, ShiftState
from scheduling.models import Attendance, Route, Shift, ShiftChange, ShiftEvent, TextPlan
from volunteers.domain.calendar_words import night_of
from volunteers.models import Volunteer

State = AttendanceState
SHIFT_FIELDS = (
    *("route", "kind", "starts_at", "ends_at", "night", "note", "is_open", "follows_season"),
    *("revision", "updated_at"),
    *("crew_safe", "crew_min", "crew_target", "crew_max", "leaders_needed"),
)
PERSON_FIELDS = (
    *("state", "is_leader", "starts_at", "ends_at", "asked_at", "confirm_by", "confirmed_at", "waiting_since"),
    *("asked_again_at", "reminded_at", "answered_at", "last_answer", "last_text", "updated_at"),
)


@dataclass(frozen=True)
class Outcome:
    """What changes mean: to whom what happens, and who is told what."""

    effects: Sequence[Effect]
    letters: Sequence[Letter]

    @property
    def told(self) -> int:
        return sum(letter.text is not None for letter in self.letters)


def become(
    shift: Shift,
    after: NightValues | None,
    *,
    route: Route | None = None,
    leader: Volunteer | None = None,
    reason: str = "",
    follows_season: bool | None = None,
) -> NightStep:
    """The shift in memory as it is to be. `route` is the row of the new route, where it is known already."""
    before = values_of(shift)
    if after is not None:
        for name, value in after.fields().items():
            setattr(shift, name, value)
        if route is not None:
            shift.route = route
        shift.night = night_of(shift.starts_at, shift.association.municipality.zone)
    if follows_season is not None:
        shift.follows_season = follows_season
    return NightStep(shift, before, after, leader, reason, follows_season)


def foresee(steps: Sequence[NightStep], *, tells_news: bool, now: datetime) -> Outcome:
    """What carrying these out would mean if it were done now. Nothing is written."""
    return _decide(steps, is_unsent=is_asked_in_vain, tells_news=tells_news, now=now)


def carry_out(steps: Sequence[NightStep], *, tells_news: bool = True, origin: Origin, now: datetime) -> Outcome:
    """Do it, in the caller's transaction. The shifts must be locked, of one association, and allowed to change."""
    outcome = _decide(steps, is_unsent=lambda one: was_asked_in_vain(one, now=now), tells_news=tells_news, now=now)
    enact(outcome, steps, origin=origin, now=now)
    return outcome


def enact(
    outcome: Outcome, steps: Sequence[NightStep], *, joined: Sequence[Shift] = (), origin: Origin, now: datetime
) -> None:
    """Write what was decided, and queue what is told. `joined`: locked shifts that only get or lose people."""
    _queue(outcome.letters, now=now)
    _write_shifts(steps, origin=origin, now=now)
    _write_people(outcome.effects, origin=origin, now=now)
    for step in steps:
        if step.is_moved and step.is_published:  # those who are off it have its times too
            step.shift.attendances.update(starts_at=step.shift.starts_at, ends_at=step.shift.ends_at)
            follow_move(step.shift, origin=origin, now=now)
    changed = [step.shift for step in steps]
    count_crews([*changed, *(shift for shift in joined if shift not in changed)], now=now)


def _decide(
    steps: Sequence[NightStep], *, is_unsent: Callable[[Attendance], bool], tells_news: bool, now: datetime
) -> Outcome:
    if not steps:
        return Outcome((), ())
    plan = plan_of(steps[0].shift.association)
    crews = _crews_of(steps)
    effects = []
    for step in steps:
        queue = next_in_queue(step.shift, now=now) if step.after is not None and not step.is_moved else ()
        effects += effects_of(
            step,
            crews[step.shift.pk],
            is_unsent=is_unsent,
            next_in_queue=queue,
            asks_queue=asks_queue_again(plan, step.shift.starts_at, now=now),
            now=now,
        )
    if not tells_news:
        for effect in effects:
            effect.told = "" if effect.told == "news" else effect.told
    for effect in effects:
        _set_deadline(effect, plan, now=now)
    return Outcome(effects, letters_for(effects, plan=plan, now=now))


def _crews_of(steps: Sequence[NightStep]) -> dict[int, list[Attendance]]:
    """Those who hold on to each shift, with the times it gets."""
    by_shift = {step.shift.pk: step.shift for step in steps}
    crews: dict[int, list[Attendance]] = {pk: [] for pk in by_shift}
    held = Attendance.objects.filter(shift__in=by_shift.values(), state__in=HELD)
    for attendance in held.select_related("volunteer", "last_text").order_by("pk"):
        shift = by_shift[attendance.shift_id]
        attendance.shift, attendance.starts_at, attendance.ends_at = shift, shift.starts_at, shift.ends_at
        crews[shift.pk].append(attendance)
    return crews


def _set_deadline(effect: Effect, plan: TextPlan, *, now: datetime) -> None:
    """Until when a question that is asked anew can be answered."""
    one = effect.attendance
    if effect.told in {"ask", "changed", "place_free"}:
        one.confirm_by = answer_by(plan, effect.step.shift, now=effect.due_at or now)
        one.reminded_at = one.asked_again_at = None


def _queue(letters: Sequence[Letter], *, now: datetime) -> None:
    """All texts in a few statements; each night's place keeps the text that told of it."""
    sent = [letter for letter in letters if letter.text is not None]
    rows = queue_all([letter.text for letter in sent if letter.text is not None], now=now)
    parts = []
    for letter, row in zip(sent, rows, strict=True):
        parts += [as_merged(part, row) for part in letter.parts]
        for effect in letter.effects:
            effect.attendance.last_text = row
    OutboundMessage.objects.bulk_create(parts, ignore_conflicts=True)


def _write_shifts(steps: Sequence[NightStep], *, origin: Origin, now: datetime) -> None:
    changed = [step for step in steps if step.after is not None]
    for step in changed:
        step.shift.revision += 1
        step.shift.updated_at = now
    queries.update_each([step.shift for step in changed], SHIFT_FIELDS)
    routes = _routes_changed(changed)
    record_all(
        write_event(
            step.shift,
            EventKind.CHANGED,
            origin=origin,
            now=now,
            detail=_detail_of(step, routes),
            left_district=_district_left(step, routes),
        )
        for step in changed
    )
    cancelled = [step for step in steps if step.after is None]
    if cancelled:  # nothing waits for a night that is off
        ShiftChange.objects.filter(shift__in=[step.shift for step in cancelled]).delete()
    for step in cancelled:
        step.shift.cancel_reason, kind = step.reason[:200], EventKind.CANCELLED
        take_shift_step(step.shift, ShiftState.CANCELLED, kind=kind, origin=origin, now=now, detail=step.reason)
        release_requests(step.shift, origin=origin, now=now)


def _routes_changed(steps: Iterable[NightStep]) -> Mapping[int, Route]:
    """The routes that nights leave and those that they get instead, by key. No query where none does."""
    rerouted = [step for step in steps if step.before.route != step.shift.route_id]
    keys = {pk for step in rerouted for pk in (step.before.route, step.shift.route_id)}
    return Route.objects.only("name", "district").in_bulk(keys) if keys else {}


def _detail_of(step: NightStep, routes: Mapping[int, Route]) -> str:
    """What the history says of a change: tid 20.30–00.30 → 21.30–01.30, ny text till gruppen."""
    before, after = step.before, step.after
    if after is None:
        return ""
    found = differences(
        replace(before, note=after.note, is_open=after.is_open),
        after,
        routes={pk: route.name for pk, route in routes.items()},
        zone=step.shift.association.municipality.zone,
        language=get_language() or "sv",
    )
    said = [f"{one.label.lower()} {one.before} → {one.after}" for one in found]
    said += [_("ny text till gruppen")] if after.note != before.note else []
    if after.is_open != before.is_open:
        said.append(_("kvällen är öppen") if after.is_open else _("kvällen är inte öppen längre"))
    return ", ".join(said)


def _district_left(step: NightStep, routes: Mapping[int, Route]) -> int | None:
    """The district it was in, of a night that a new route takes to another one."""
    if step.before.route == step.shift.route_id:
        return None
    before, after = (routes[pk].district_id for pk in (step.before.route, step.shift.route_id))
    return before if before != after else None


def _write_people(effects: Iterable[Effect], *, origin: Origin, now: datetime) -> None:
    """Places that are given back before places that are given, so that nobody stands in two at once between them."""
    ordered = sorted(effects, key=lambda effect: effect.to == State.CONFIRMED)
    Attendance.objects.bulk_create([effect.attendance for effect in ordered if effect.attendance.pk is None])
    events = [event for effect in ordered for event in _take(effect, origin=origin, now=now)]
    queries.update_each([effect.attendance for effect in ordered], PERSON_FIELDS)
    record_all(events)


def _take(effect: Effect, *, origin: Origin, now: datetime) -> Collection[ShiftEvent]:
    one, events = effect.attendance, []
    text = one.last_text if effect.told else None
    one.updated_at = now
    if effect.leads is not None:
        one.is_leader = effect.leads
        detail = _("är ledare") if effect.leads else _("är inte längre ledare")
        event = write_event(one.shift, EventKind.CHANGED, origin=origin, now=now, attendance=one, detail=detail)
        events.append(event)
    if effect.to is not None and effect.event is not None:
        holds = effect.told == "place_free"
        step = take_step(one, effect.to, kind=effect.event, origin=origin, now=now, text=text, holds_place=holds)
        events.append(step)
    elif effect.told == "news":
        events.append(write_event(one.shift, EventKind.NEWS, origin=origin, now=now, attendance=one, text=text))
    return events
