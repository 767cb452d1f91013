"""Where a fault is, and when two are the same. Pure. Positions are [longitude, latitude] in WGS 84."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldwork.models import Observation, ObservationCategory, ObservationRules
from scheduling.domain.presence.places import Position
from scheduling.domain.routes import distance

SAME_POST_WITHIN = 500  # metres: the power company and the housing company may both have a post 12


@dataclass(frozen=True)
class Spot:
    """A point, words, the number on a lamp post: at least one of them. `district` is where it turned out to lie."""

    point: Position | None = None
    words: str = ""
    lamp_post: str = ""
    district: int | None = None

    @property
    def is_somewhere(self) -> bool:
        return self.point is not None or bool(self.words or self.lamp_post)


def spot_of(observation: Observation) -> Spot:
    point = None
    if observation.longitude is not None and observation.latitude is not None:
        point = [observation.longitude, observation.latitude]
    return Spot(point, observation.place, observation.lamp_post, observation.district_id)


def is_same_spot(one: Spot, other: Spot, *, metres: int) -> bool:
    """The same lamp post, points near each other, or where neither has a point the same words in one district.

    Two numbers are two lamps, however near they stand.
    """
    apart = metres_apart(one, other)
    if one.lamp_post and other.lamp_post:
        is_same_post = plain(one.lamp_post) == plain(other.lamp_post)
        return is_same_post and (apart is None or apart <= max(metres, SAME_POST_WITHIN))
    if apart is not None:
        return apart <= metres
    if one.point is not None or other.point is not None or one.district != other.district:
        return False
    return bool(one.words) and plain(one.words) == plain(other.words)


def metres_apart(one: Spot, other: Spot) -> float | None:
    """None where either has no point to measure from."""
    return distance(one.point, other.point) if one.point is not None and other.point is not None else None


def plain(words: str) -> str:
    """As two people would write the same: no case, no spaces, no signs between."""
    return "".join(sign for sign in words.casefold() if sign.isalnum())


def choose_same(spot: Spot, observations: Iterable[Observation], *, metres: int) -> Observation | None:
    """Of those in the same spot the one with the same post, else the nearest, else the one that was noted first."""
    same = [other for other in observations if is_same_spot(spot, spot_of(other), metres=metres)]
    return min(same, key=lambda other: (*nearness(spot, spot_of(other)), other.pk), default=None)


def nearness(spot: Spot, other: Spot) -> tuple[bool, float]:
    apart = metres_apart(spot, other)
    has_other_post = not spot.lamp_post or plain(spot.lamp_post) != plain(other.lamp_post)
    return has_other_post, 0.0 if apart is None else apart


def metres_of(category: ObservationCategory, rules: ObservationRules) -> int:
    """Within how many metres it is the same fault."""
    metres: int = rules.join_metres if category.join_metres is None else category.join_metres
    return metres
