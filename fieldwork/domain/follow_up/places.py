"""Where districts and routes lie, as a report keeps it with its figures: its map stays as it was drawn. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldwork.domain.follow_up.maps import Point
from volunteers.models import DistrictBoundary


@dataclass(frozen=True)
class Places:
    """What a map is drawn from: boundaries, and points of routes, each with the primary key of its district."""

    boundaries: Sequence[DistrictBoundary]
    points: Sequence[tuple[int, Point]]


def as_json(boundaries: Iterable[DistrictBoundary], points: Iterable[tuple[int, Point]]) -> dict[str, Any]:
    """Plain values only."""
    return {
        "boundaries": [[one.district_id, one.outline, one.middle] for one in boundaries],
        "points": [[district, list(point)] for district, point in points],
    }


def from_json(kept: Mapping[str, Any]) -> Places:
    """What `as_json` kept; its boundaries are drawn, and never saved."""
    return Places(
        [
            DistrictBoundary(district_id=district, outline=outline, middle=middle)
            for district, outline, middle in kept["boundaries"]
        ],
        [(district, (longitude, latitude)) for district, (longitude, latitude) in kept["points"]],
    )
