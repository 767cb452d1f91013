"""What the map script is given, as JSON in the page."""

from typing import Any

from django.conf import settings

from scheduling.models import Route


def map_data(route: Route) -> dict[str, Any]:
    """The line and the meeting point as [longitude, latitude]; without a tile server the background is plain."""
    has_place = route.longitude is not None and route.latitude is not None
    return {
        "tiles": settings.TILE_URL,
        "attribution": settings.TILE_ATTRIBUTION,
        "line": route.line,
        "meeting": [route.longitude, route.latitude] if has_place else None,
    }
