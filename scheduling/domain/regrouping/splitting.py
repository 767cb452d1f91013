"""A group that is large enough becomes two: people, who leads, and a twin of the night. First shown, then done."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lock_shift, lockable_shifts
from scheduling.domain.changes.carrying_out import Outcome, enact
from scheduling.domain.changes.effects import Effect, NightStep, give_place
from scheduling.domain.changes.letters import letters_for
from scheduling.domain.changes.values import values_of
from scheduling.domain.crew_list import is_trained
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.domain.regrouping.merging import group_words, people_words
from scheduling.domain.regrouping.people import Crossing, carry_along, stops_for
from scheduling.domain.regrouping.proposing import Proposal, Walker, propose_split
from scheduling.domain.regrouping.stamps import require_as_shown, stamp_of_people
from scheduling.domain.shifts import plan_shift, publish_shifts
from scheduling.domain.telling import is_asked_in_vain, leader_of, was_asked_in_vain
from scheduling.domain.text_plans import asks_queue_again, plan_of
from scheduling.domain.walk_rules.checks import is_adult
from scheduling.domain.walk_rules.reading import Gate, walks_of
from scheduling.enums import AttendanceState, EventKind, ShiftState
from scheduling.exceptions import NotAllowed, SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Attendance, Route, Shift
from volunteers.models import Volunteer

State = AttendanceState


@dataclass(frozen=True)
class Choice:
    """Who goes, by the key of their place in the group; who of them leads, and on which route."""

    goes: frozenset[int]
    leader: int | None
    route: Route


@dataclass(frozen=True)
class Splitting:
    """What dividing the group means. `twin` is the new one, in memory only until it is done."""

    shift: Shift
    twin: Shift
    stays: Sequence[Attendance]
    goes: Sequence[Attendance]
    outcome: Outcome
    crossing: Crossing
    lacks_leader: bool


def can_split(shift: Shift, *, now: datetime) -> bool:
    """Whether two groups that go out safely can be made of those who come and those who wait for a place."""
    is_ahead = shift.state == ShiftState.PUBLISHED and now < shift.starts_at
    return is_ahead and shift.confirmed_count + shift.waiting_count >= 2 * shift.crew_safe


def people_to_split(shift: Shift) -> list[Attendance]:
    """Those who come, in the order they said yes, and after them those who wait. No more than two groups hold."""
    held = shift.attendances.filter(state__in=[State.CONFIRMED, State.WAITING]).select_related("volunteer", "last_text")
    people = list(held.order_by("state", "confirmed_at", "waiting_since", "pk"))
    for one in people:
        one.shift = shift
    return people[: 2 * shift.crew_max]


def proposal_for(shift: Shift, people: Sequence[Attendance]) -> Proposal:
    """Two queries."""
    gate, walks = Gate(shift, []), walks_of([one.volunteer_id for one in people])
    named = leader_of(shift)
    walkers = [
        Walker(
            key=one.pk,
            leads=one.is_leader,
            may_lead=is_trained(one.volunteer, shift.night),
            is_adult=is_adult(gate.walker(one.volunteer), shift.night),
            is_experienced=bool(walks.get(one.volunteer_id)),
        )
        for one in sorted(people, key=lambda one: one.volunteer_id != (named.pk if named else None))
    ]
    proposal = propose_split(walkers)
    needs_leader = shift.leaders_needed or any(one.leads for one in walkers)
    return proposal if needs_leader else replace(proposal, leader=None)


def foresee_split(shift: Shift, people: Sequence[Attendance], choice: Choice, *, now: datetime) -> Splitting:
    """What it would be now. Nothing is written. Raises as `split_shift`."""
    return _plan(shift, twin_of(shift, choice.route, now=now), people, choice, is_unsent=is_asked_in_vain, now=now)


@transaction.atomic
def split_shift(shift: Shift, choice: Choice, *, stamp: str, origin: Origin, now: datetime) -> Splitting:
    """Make a published twin of the night and move people there. Each for whom something changes is told once.

    Raises ChangedMeanwhile when others come than somebody was shown, TooLate once the group has gone out, UnsoundCrew
    for a group that would be too small or too large, NotAllowed where a rule would keep somebody from their group.
    """
    shift = lock_shift(shift.pk)
    people = people_to_split(shift)
    require_as_shown(stamp_of_people(shift, people), stamp)
    require_ahead(shift, now=now)
    twin = lockable_shifts().get(pk=_planned_twin(shift, choice.route, origin=origin, now=now).pk)
    splitting = _plan(shift, twin, people, choice, is_unsent=lambda one: was_asked_in_vain(one, now=now), now=now)
    enact(splitting.outcome, [], joined=[shift, twin], origin=origin, now=now)
    carry_along(splitting.crossing)
    count = people_words(len(splitting.goes))
    for group, words in (
        (shift, _("delades, %(people)s går med %(group)s") % {"people": count, "group": group_words(twin)}),
        (twin, _("delades från %(group)s, %(people)s") % {"people": count, "group": group_words(shift)}),
    ):
        record_event(group, EventKind.REGROUPED, origin=origin, now=now, detail=words)
    return splitting


def twin_of(shift: Shift, route: Route, *, now: datetime) -> Shift:
    """The same night once more, in memory."""
    values = values_of(shift).fields() | {"route_id": route.pk}
    twin = Shift(association=shift.association, night=shift.night, state=ShiftState.PUBLISHED, created_at=now, **values)
    twin.route = route
    return twin


def _planned_twin(shift: Shift, route: Route, *, origin: Origin, now: datetime) -> Shift:
    values = values_of(shift)
    twin = plan_shift(
        association=shift.association,
        route=route,
        kind=shift.kind,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        crew=values.crew,
        note=shift.note,
        is_open=shift.is_open,
        origin=origin,
        now=now,
    )
    publish_shifts([twin], origin=origin, now=now)
    return twin


def _plan(
    shift: Shift,
    twin: Shift,
    people: Sequence[Attendance],
    choice: Choice,
    *,
    is_unsent: Callable[[Attendance], bool],
    now: datetime,
) -> Splitting:
    require_ahead(shift, now=now)
    goes, stays = divided(people, choice)
    require_sizes(shift, stays, goes)
    leaders = [one.volunteer_id for one in goes if one.pk == choice.leader]
    _require_allowed(shift, twin, stays, goes, leaders=leaders, now=now)
    leader = next((one.volunteer for one in goes if one.volunteer_id in leaders), None)
    old, new = (NightStep(one, values_of(one), values_of(one)) for one in (shift, twin))
    crossing = Crossing(old, new, twin.crew_max, is_unsent, leader, now, lets_go=False)
    crossing.take(goes, leaders=leaders)
    effects = [*crossing.effects, *_for_those_who_stay(old, stays, now=now)]
    letters = letters_for(effects, plan=plan_of(shift.association), now=now)
    lacks = bool(shift.leaders_needed) and not (leaders and any(_leads(one) for one in stays))
    return Splitting(shift, twin, stays, goes, Outcome(effects, letters), crossing, lacks)


def divided(people: Sequence[Attendance], choice: Choice) -> tuple[list[Attendance], list[Attendance]]:
    """(those who go, those who stay). Raises SchedulingError for somebody who is not there, or a leader who stays."""
    goes = [one for one in people if one.pk in choice.goes]
    if len(goes) != len(choice.goes) or (choice.leader is not None and choice.leader not in choice.goes):
        raise SchedulingError(_("Välj den nya gruppen och dess ledare bland dem som kommer."))
    return goes, [one for one in people if one.pk not in choice.goes]


def require_ahead(shift: Shift, *, now: datetime) -> None:
    """Raises TooLate."""
    if shift.state != ShiftState.PUBLISHED or now >= shift.starts_at:
        raise TooLate(_("Gruppen har gått ut, är inställd eller inte publicerad."))


def require_sizes(shift: Shift, stays: Sequence[Attendance], goes: Sequence[Attendance]) -> None:
    """Raises UnsoundCrew."""
    if min(len(stays), len(goes)) < shift.crew_safe:
        words = _("Båda grupperna behöver vara minst %(least)s för att gå säkert.")
        raise UnsoundCrew(words % {"least": shift.crew_safe})
    if max(len(stays), len(goes)) > shift.crew_max:
        words = _("En av grupperna blir större än %(most)s. Fördela jämnare.")
        raise UnsoundCrew(words % {"most": shift.crew_max})


def _require_allowed(
    shift: Shift,
    twin: Shift,
    stays: Sequence[Attendance],
    goes: Sequence[Attendance],
    *,
    leaders: Collection[int],
    now: datetime,
) -> None:
    """Raises NotAllowed where a rule would keep somebody from their group that does not keep them from this one."""
    before = {one.volunteer_id for one in (*stays, *goes) if one.is_leader}
    known = stops_for(shift, [*stays, *goes], leaders=before, leaving=shift)
    alone = twin_of(shift, shift.route, now=now)  # those who stay, without those who go
    apart: Mapping[int, str] = {
        **stops_for(alone, stays, leaders=before, leaving=shift),
        **stops_for(twin_of(shift, twin.route, now=now), goes, leaders=leaders, leaving=shift),
    }
    for one in (*stays, *goes):
        if one.volunteer_id in apart and one.volunteer_id not in known:
            said = {"name": one.volunteer.first_name, "rule": apart[one.volunteer_id]}
            raise NotAllowed(_("%(name)s %(rule)s. Dela på ett annat sätt.") % said)


def _for_those_who_stay(step: NightStep, stays: Sequence[Attendance], *, now: datetime) -> list[Effect]:
    """Who waited gets a place; and whoever knew a leader who goes hears who leads now."""
    effects = []
    asks = asks_queue_again(plan_of(step.shift.association), step.shift.starts_at, now=now)
    named, new = leader_of(step.shift), _leader_among(stays)
    for one in stays:
        effect = Effect(step, one)
        if one.state == State.WAITING:
            give_place(effect, asks=asks)
        elif new is not None and named is not None and all(named.pk != other.volunteer_id for other in stays):
            effect.told = "news"
            effect.words = {"leader": new, "note": "", "leads": one.volunteer_id == new.pk}
        effects.append(effect)
    return [effect for effect in effects if effect.told]


def _leader_among(people: Sequence[Attendance]) -> Volunteer | None:
    return next((one.volunteer for one in people if _leads(one)), None)


def _leads(one: Attendance) -> bool:
    return one.is_leader and one.state == State.CONFIRMED
