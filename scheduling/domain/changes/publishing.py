"""Publishing what waits: first shown with all that it means, then done once, exactly as it was shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lockable_shifts, readable_shifts
from scheduling.domain.changes.carrying_out import Outcome, become, carry_out, foresee
from scheduling.domain.changes.checks import require_change, require_leader
from scheduling.domain.changes.effects import NightStep
from scheduling.domain.changes.letters import Letter
from scheduling.domain.changes.values import NightValues, values_of
from scheduling.domain.origins import Origin
from scheduling.domain.shift_steps import require_step
from scheduling.enums import ShiftState
from scheduling.exceptions import ChangedMeanwhile, SchedulingError
from scheduling.models import Season, Shift, ShiftChange
from volunteers.models import Association

STAMP_LENGTH = 32


@dataclass(frozen=True)
class Planned:
    """One change that waits, and why it can no longer be made, if so. `before` is the shift as it stands."""

    change: ShiftChange
    shift: Shift
    before: NightValues
    after: NightValues | None
    hindrance: str = ""


@dataclass(frozen=True)
class Preview:
    """What publishing would do now. `stamp` is another whenever any text or any place would be another."""

    planned: Sequence[Planned]
    outcome: Outcome
    stamp: str

    @property
    def letters(self) -> Sequence[Letter]:
        return self.outcome.letters

    @property
    def hindered(self) -> list[Planned]:
        return [one for one in self.planned if one.hindrance]

    @property
    def may_publish(self) -> bool:
        return bool(self.planned) and not self.hindered


def changes_of(association: Association) -> list[ShiftChange]:
    """What waits in an association, the nearest night first."""
    waiting = ShiftChange.objects.filter(shift__association=association)
    return list(waiting.select_related("route__district", "leader", "made_by").order_by("shift__starts_at", "pk"))


def preview_changes(association: Association, *, tells_news: bool = True, now: datetime) -> Preview:
    """A handful of queries, however many the changes, and a few for each night that is to have another leader."""
    changes = changes_of(association)
    shifts = readable_shifts().filter(pk__in=[one.shift_id for one in changes])
    planned, steps = _plan(changes, list(shifts), now=now)
    outcome = foresee(steps, tells_news=tells_news, now=now)
    return Preview(planned, outcome, _stamp(changes, outcome))


@transaction.atomic
def publish_changes(
    association: Association, *, stamp: str, tells_news: bool = True, origin: Origin, now: datetime
) -> Outcome:
    """Make all that waits in the association, and tell each person once.

    Raises ChangedMeanwhile when it would not be what `stamp` stands for any more, and SchedulingError with the night
    that can no longer be changed. Then nothing is done.
    """
    changes = changes_of(association)
    locked = lockable_shifts().filter(pk__in=[one.shift_id for one in changes]).order_by("pk")
    shifts = list(locked)
    changes = changes_of(association)  # as they stand now that nobody else can write them
    planned, steps = _plan(changes, shifts, now=now)
    if hindered := [one for one in planned if one.hindrance]:
        raise SchedulingError(hindered[0].hindrance)
    outcome = carry_out(steps, tells_news=tells_news, origin=origin, now=now)
    if not changes or _stamp(changes, outcome) != stamp:
        raise ChangedMeanwhile(_("Något har hänt sedan du såg listan. Titta igen, så ser du hur det blir nu."))
    ShiftChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    seasons = {shift.season_id for shift in shifts if shift.season_id}
    Season.objects.filter(pk__in=seasons).update(before_edit=None)
    return outcome


def _plan(
    changes: Sequence[ShiftChange], shifts: Sequence[Shift], *, now: datetime
) -> tuple[list[Planned], list[NightStep]]:
    """Each change with its shift, which becomes in memory what it is to be where nothing hinders it."""
    by_key = {shift.pk: shift for shift in shifts}
    planned, steps = [], []
    for change in changes:
        shift = by_key.get(change.shift_id)
        if shift is None:
            continue
        before, after = values_of(shift), None if change.is_cancelled else values_of(change)
        hindrance = _hindrance(change, shift, after, now=now)
        planned.append(Planned(change, shift, before, after, hindrance))
        if not hindrance:
            steps.append(
                become(
                    shift,
                    after,
                    route=change.route,
                    leader=change.leader,
                    reason=change.cancel_reason,
                    follows_season=change.follows_season,
                )
            )
    return planned, sorted(steps, key=lambda step: step.shift.pk)


def _hindrance(change: ShiftChange, shift: Shift, after: NightValues | None, *, now: datetime) -> str:
    """Why the shift cannot become this any more, or nothing."""
    try:
        if after is None:
            require_step(shift, ShiftState.CANCELLED)
        else:
            require_change(shift, after, route=change.route, now=now)
            if change.leader is not None:
                require_leader(shift, change.leader)
    except SchedulingError as error:
        return str(error)
    return ""


def _stamp(changes: Sequence[ShiftChange], outcome: Outcome) -> str:
    """All that a person was shown: which changes, whose place moves, and the words of every text."""
    shown = {
        "changes": [[change.shift_id, change.made_at.isoformat()] for change in changes],
        "places": [[effect.attendance.pk, effect.told, effect.to or ""] for effect in outcome.effects],
        "texts": [[letter.person.pk, letter.text.body if letter.text else ""] for letter in outcome.letters],
    }
    return sha256(json.dumps(shown).encode()).hexdigest()[:STAMP_LENGTH]
