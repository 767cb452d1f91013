"""When two requests are about the same thing, so that both get one answer."""

from collections.abc import Iterable
from datetime import timedelta

from scheduling.domain.presence.places import is_same_place, place_of
from scheduling.enums import PresenceState
from scheduling.models import PresenceRequest, PresenceRules
from scheduling.models.presence import WAITING
from volunteers.models import Municipality

JOINABLE = frozenset({*WAITING, PresenceState.ACCEPTED})  # after a no, or when the time is over, one may ask anew


def rules_of(municipality: Municipality) -> PresenceRules:
    """The municipality's; some that are not saved where nobody has chosen anything."""
    saved = PresenceRules.objects.filter(municipality=municipality).first()
    return saved or PresenceRules(municipality=municipality)


def save_rules(municipality: Municipality, *, is_joining: bool, join_metres: int, join_minutes: int) -> PresenceRules:
    """They hold for what comes in from now on."""
    chosen = {"is_joining": is_joining, "join_metres": join_metres, "join_minutes": join_minutes}
    return PresenceRules.objects.update_or_create(municipality=municipality, defaults=chosen)[0]


def find_same(request: PresenceRequest, rules: PresenceRules) -> PresenceRequest | None:
    """The request that this one is to be joined with, if any."""
    if not rules.is_joining:
        return None
    apart = timedelta(minutes=rules.join_minutes)
    near_in_time = PresenceRequest.objects.filter(
        municipality=request.municipality_id,
        category=request.category,
        state__in=JOINABLE,
        starts_at__lt=request.ends_at + apart,
        ends_at__gt=request.starts_at - apart,
    ).exclude(pk=request.pk)
    return choose_same(request, near_in_time.select_related("district", "route", "shift"), rules)


def choose_same(
    request: PresenceRequest, others: Iterable[PresenceRequest], rules: PresenceRules
) -> PresenceRequest | None:
    """Of those at the same place rather one whose group will be there in time, else the one that came first. Pure."""
    here = place_of(request)
    near = [other for other in others if is_same_place(here, place_of(other), metres=rules.join_metres)]
    return min(near, key=lambda other: (not has_group_for(request, other), other.pk), default=None)


def has_group_for(request: PresenceRequest, other: PresenceRequest) -> bool:
    if other.state != PresenceState.ACCEPTED or other.shift is None:
        return False
    return request.meets(other.shift.starts_at, other.shift.ends_at)
