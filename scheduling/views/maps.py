"""What the map script is given, as JSON in the page."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from scheduling.models import Route


def town_map(routes: Iterable[Route]) -> dict[str, Any]:
    """The lines of several routes, in `lines`."""
    background = {"tiles": settings.TILE_URL, "attribution": settings.TILE_ATTRIBUTION}
    return {**background, "lines": [route.line for route in routes if route.line], "meeting": None}


def map_data(route: Route) -> dict[str, Any]:
    """The line and the meeting point as [longitude, latitude]; without a tile server the background is plain."""
    has_place = route.longitude is not None and route.latitude is not None
    return {
        "tiles": settings.TILE_URL,
        "attribution": settings.TILE_ATTRIBUTION,
        "line": route.line,
        "meeting": [route.longitude, route.latitude] if has_place else None,
    }
