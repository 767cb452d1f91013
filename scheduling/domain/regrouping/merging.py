"""A group that is too small goes with another of the same night. First shown, then done exactly as shown."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.attendance import HELD, lockable_shifts, readable_shifts
from scheduling.domain.changes.carrying_out import Outcome, become, enact
from scheduling.domain.changes.effects import NightStep
from scheduling.domain.changes.letters import letters_for
from scheduling.domain.changes.values import NightValues, values_of
from scheduling.domain.decisions.closing import close_as_merged
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.domain.regrouping.people import Crossing, LetGo, carry_along
from scheduling.domain.regrouping.stamps import require_as_shown, stamp_of
from scheduling.domain.telling import is_asked_in_vain, leader_of, tell, was_asked_in_vain
from scheduling.domain.text_plans import plan_of
from scheduling.enums import AttendanceState, EventKind, ShiftState
from scheduling.exceptions import SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Attendance, Shift
from volunteers.domain import calendar_words

State = AttendanceState
LARGEST_GROUP = 10  # above it a group is no longer one that meets people: walk as two
ORDER = (State.CONFIRMED, State.ASKED, State.WAITING)


@dataclass(frozen=True)
class Merging:
    """What merging means. `together` are those who have said yes to either; `maximum` what the group then holds.

    `host` leads the group that others come to, if anybody does: told how many come.
    """

    source: Shift
    into: Shift
    together: int
    maximum: int
    outcome: Outcome
    crossing: Crossing
    steps: Sequence[NightStep]
    host: Attendance | None

    @property
    def let_go(self) -> Sequence[LetGo]:
        return self.crossing.let_go

    @property
    def stamp(self) -> str:
        return stamp_of(self.outcome, self.source.pk, self.into.pk, self.maximum)


def foresee_merge(source: Shift, into: Shift, *, raises_maximum: bool, now: datetime) -> Merging:
    """What it would be now. Nothing is written. Raises as `merge_shifts`."""
    found = {shift.pk: shift for shift in readable_shifts().filter(pk__in=[source.pk, into.pk])}
    return _plan(found[source.pk], found[into.pk], raises_maximum=raises_maximum, is_unsent=is_asked_in_vain, now=now)


@transaction.atomic
def merge_shifts(
    source: Shift, into: Shift, *, raises_maximum: bool, stamp: str, origin: Origin, now: datetime
) -> Merging:
    """Move the people of `source` to `into`, and cancel what is left of it. Each who is concerned is told once.

    Raises ChangedMeanwhile when it would not be what `stamp` stands for, TooLate for a group that has gone out or is
    cancelled, UnsoundCrew where they are more than the group may hold, SchedulingError for groups of different nights.
    """
    locked = {shift.pk: shift for shift in lockable_shifts().filter(pk__in=[source.pk, into.pk]).order_by("pk")}
    merging = _plan(
        locked[source.pk],
        locked[into.pk],
        raises_maximum=raises_maximum,
        is_unsent=lambda one: was_asked_in_vain(one, now=now),
        now=now,
    )
    require_as_shown(merging.stamp, stamp)
    close_as_merged(merging.source, merging.into, origin=origin, now=now)
    enact(merging.outcome, merging.steps, joined=[merging.into], origin=origin, now=now)
    carry_along(merging.crossing)
    detail = _("%(people)s kom från %(group)s") % {
        "people": people_words(len(merging.crossing.pairs)),
        "group": group_words(merging.source),
    }
    record_event(merging.into, EventKind.REGROUPED, origin=origin, now=now, detail=detail)
    _tell_host(merging, now=now)
    return merging


def _tell_host(merging: Merging, *, now: datetime) -> None:
    """How many come along, with a yes that stands or to be asked; nothing where nobody does."""
    host, arrived = merging.host, Counter(after.state for _before, after in merging.crossing.pairs)
    coming, asked = arrived[State.CONFIRMED], arrived[State.ASKED]
    if host is not None and coming + asked:
        tell(host, "group_grows", now=now, coming=coming, asked=asked, other=merging.source.place)


def _plan(
    source: Shift, into: Shift, *, raises_maximum: bool, is_unsent: Callable[[Attendance], bool], now: datetime
) -> Merging:
    require_mergeable(source, into, now=now)
    together = source.confirmed_count + into.confirmed_count
    maximum = into.crew_max
    if together > maximum:
        require_raise(together, maximum, is_agreed=raises_maximum)
        maximum = together
    reason = _("Slås ihop med %(group)s.") % {"group": group_words(into)}
    leaving = become(source, None, reason=reason, follows_season=False if source.season_id else None)
    arriving, steps = _target(into, maximum), [leaving]
    if arriving.after != arriving.before:
        steps.append(arriving)
    people = _people_of(source)
    lacking = max(0, into.leaders_needed - into.leader_count)
    leaders = [one.volunteer_id for one in people if one.is_leader and one.state == State.CONFIRMED][:lacking]
    host = _host_of(into)
    leader = host.volunteer if host else next((one.volunteer for one in people if one.volunteer_id in leaders), None)
    crossing = Crossing(leaving, arriving, maximum - into.confirmed_count, is_unsent, leader, now)
    crossing.take(people, leaders=leaders)
    letters = letters_for(crossing.effects, plan=plan_of(source.association), now=now)
    outcome = Outcome(crossing.effects, letters)
    return Merging(source, into, together, maximum, outcome, crossing, steps, host)


def _host_of(into: Shift) -> Attendance | None:
    leader = leader_of(into)
    if leader is None:
        return None
    host = into.attendances.select_related("volunteer").get(volunteer=leader)
    host.shift = into
    return host


def _target(into: Shift, maximum: int) -> NightStep:
    before = values_of(into)
    after: NightValues = replace(before, crew=replace(before.crew, maximum=maximum))
    if after == before:
        return NightStep(into, before, before)
    return become(into, after, follows_season=False if into.season_id else None)


def _people_of(source: Shift) -> list[Attendance]:
    """Those who have said yes first, and of them the leaders; then in the order they were asked."""
    held = source.attendances.filter(state__in=HELD).select_related("volunteer", "last_text").order_by("pk")
    people = sorted(held, key=lambda one: (ORDER.index(State(one.state)), not one.is_leader))
    for one in people:
        one.shift = source
    return people


def require_mergeable(source: Shift, into: Shift, *, now: datetime) -> None:
    """Raises TooLate or SchedulingError."""
    for shift in (source, into):
        if shift.state != ShiftState.PUBLISHED or now >= shift.starts_at:
            raise TooLate(_("En av grupperna har gått ut, är inställd eller inte publicerad."))
    is_one_town = source.association.municipality_id == into.association.municipality_id
    if source.pk == into.pk or source.night != into.night or not is_one_town:
        raise SchedulingError(_("Bara två grupper som går samma kväll i samma kommun kan slås ihop."))


def require_raise(together: int, maximum: int, *, is_agreed: bool) -> None:
    """Raises UnsoundCrew."""
    if together > LARGEST_GROUP:
        raise UnsoundCrew(
            _("Tillsammans blir ni %(together)s, och fler än %(most)s går inte i en grupp.")
            % {"together": together, "most": LARGEST_GROUP}
        )
    if not is_agreed:
        raise UnsoundCrew(
            _("Tillsammans blir ni %(together)s, och gruppen rymmer %(most)s. Kryssa för att höja det högsta antalet.")
            % {"together": together, "most": maximum}
        )


def group_words(shift: Shift) -> str:
    """Vårby 20.30–00.30"""
    zone = shift.association.municipality.zone
    return f"{shift.place} {calendar_words.span(shift.starts_at, shift.ends_at, zone=zone)}"


def people_words(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s personer", count) % {"count": count}
