"""Which plan of texts holds, and when its steps come for one night."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from scheduling.domain.nights import answer_deadline
from scheduling.domain.quiet_hours import after_quiet, before_quiet, morning_of, waits_until
from scheduling.models import Shift, TextPlan
from volunteers.models import Association, Municipality

HORIZON = timedelta(days=15)  # no plan texts those asked or confirmed earlier than this before the start


class Plans:
    """The plans of some municipalities and of their associations, read in one query."""

    def __init__(self, municipalities: Collection[int]) -> None:
        rows = TextPlan.objects.filter(municipality__in=municipalities) if municipalities else []
        self._by_owner = {(plan.municipality_id, plan.association_id): plan for plan in rows}

    def of(self, municipality: int, association: int | None) -> TextPlan:
        """The association's own, else its municipality's, else the defaults, unsaved."""
        own = self._by_owner.get((municipality, association))
        return own or self._by_owner.get((municipality, None)) or TextPlan(municipality_id=municipality)


def plan_of(association: Association) -> TextPlan:
    """The plan in force; one that is not saved where nobody has chosen anything."""
    plans = TextPlan.objects.filter(
        Q(association=association.pk) | Q(association=None), municipality=association.municipality_id
    )
    by_owner = {plan.association_id: plan for plan in plans}
    return by_owner.get(association.pk) or by_owner.get(None) or TextPlan(municipality_id=association.municipality_id)


def town_plan(municipality: Municipality) -> TextPlan:
    """The municipality's plan; one that is not saved where nobody has chosen anything."""
    saved = TextPlan.objects.filter(municipality=municipality, association=None).first()
    return saved or TextPlan(municipality=municipality)


@dataclass(frozen=True)
class Ladder:
    """When the steps of a plan come for one night, in UTC; None for a step that the plan leaves out."""

    ask_at: datetime
    ask_again_at: datetime | None
    answer_by: datetime
    decide_at: datetime | None
    remind_at: datetime
    thank_at: datetime | None


def ladder(plan: TextPlan, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Ladder:
    """What would disturb in quiet hours comes before them, or as with the second question and the thanks after."""
    local = starts_at.astimezone(zone)
    asked = (local - timedelta(days=plan.ask_days)).astimezone(UTC)
    again = starts_at - timedelta(hours=plan.ask_again_hours)
    thanks = max(morning_of(local.date() + timedelta(days=1), plan, zone), ends_at)
    return Ladder(
        ask_at=before_quiet(plan, zone, asked),
        ask_again_at=after_quiet(plan, zone, again) if plan.ask_again_hours > plan.answer_hours else None,
        answer_by=starts_at - timedelta(hours=plan.answer_hours),
        decide_at=decide_at(plan, starts_at, zone),
        remind_at=before_quiet(plan, zone, starts_at - timedelta(hours=plan.remind_hours)),
        thank_at=after_quiet(plan, zone, thanks) if plan.is_thanking else None,
    )


def decide_at(plan: TextPlan, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    """When a night that is too few must be decided: after the quiet hours it falls in, if the night has not begun then.

    None where the plan asks for no decision.
    """
    if not plan.decide_hours:
        return None
    due = starts_at - timedelta(hours=plan.decide_hours)
    morning = after_quiet(plan, zone, due)
    return morning if morning < starts_at else due


def asks_queue_again(plan: TextPlan, starts_at: datetime, *, now: datetime) -> bool:
    """Whether the night is so near that the first in the queue is asked, and not given, a place that comes free."""
    return starts_at - now < timedelta(hours=plan.offer_hours)


def ladder_of(shift: Shift, plan: TextPlan) -> Ladder:
    return ladder(plan, shift.starts_at, shift.ends_at, shift.association.municipality.zone)


def answer_by(plan: TextPlan, shift: Shift, *, now: datetime) -> datetime:
    """When a question lapses that is asked now, or when the quiet hours are over; see `answer_deadline`."""
    zone = shift.association.municipality.zone
    leaves_at = waits_until(plan, zone, now, starts_at=shift.starts_at) or now
    return answer_deadline(leaves_at, shift.starts_at, hours=plan.answer_hours)


@transaction.atomic
def save_plan(owner: Association | Municipality, **fields: Any) -> TextPlan:
    """Write down the plan of a municipality, or an association's own in place of it."""
    keys = _owner_keys(owner)
    TextPlan.objects.filter(**keys).select_for_update().first()
    plan, _is_new = TextPlan.objects.update_or_create(**keys, defaults=fields)
    return plan


def drop_own_plan(association: Association) -> bool:
    """Follow the municipality's plan from now on. False when the association did already."""
    deleted, _rows = TextPlan.objects.filter(**_owner_keys(association)).delete()
    return bool(deleted)


def _owner_keys(owner: Association | Municipality) -> dict[str, Any]:
    if isinstance(owner, Association):
        return {"municipality_id": owner.municipality_id, "association": owner}
    return {"municipality": owner, "association": None}
