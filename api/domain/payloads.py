"""What partners read, as plain values. Counts of people, never people. Pure."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.domain.crews import coverage
from scheduling.models import Route, Shift
from volunteers.models import District

LINE_POINTS = 2


def district_payload(district: District) -> dict[str, Any]:
    return {
        "id": str(district.uuid),
        "name": district.name,
        "parent": named(district.parent) if district.parent else None,
    }


def route_payload(route: Route) -> dict[str, Any]:
    """A GeoJSON Feature (RFC 7946): the line, else the meeting point, else no geometry. Positions are WGS 84."""
    return {
        "type": "Feature",
        "id": str(route.uuid),
        "geometry": geometry_of(route),
        "properties": {
            "name": route.name,
            "district": named(route.district),
            "meeting_point": {
                "name": route.meeting_point,
                "address": route.meeting_address,
                "position": position_of(route),
            },
            "length_metres": route.length_metres,
            "is_active": route.is_active,
        },
    }


def geometry_of(route: Route) -> dict[str, Any] | None:
    if len(route.line) >= LINE_POINTS:
        return {"type": "LineString", "coordinates": route.line}
    position = position_of(route)
    return {"type": "Point", "coordinates": position} if position else None


def position_of(route: Route) -> list[float] | None:
    """Longitude first, as in GeoJSON."""
    if route.longitude is None or route.latitude is None:
        return None
    return [route.longitude, route.latitude]


def shift_payload(shift: Shift, *, zone: ZoneInfo) -> dict[str, Any]:
    """`zone` is the municipality's, for the local times."""
    return {
        "id": str(shift.uuid),
        "kind": shift.kind,
        "state": shift.state,
        "association": named(shift.association),
        "route": named(shift.route),
        "district": named(shift.route.district),
        "night": shift.night.isoformat(),
        "starts_at": utc(shift.starts_at),
        "ends_at": utc(shift.ends_at),
        "starts_at_local": local(shift.starts_at, zone),
        "ends_at_local": local(shift.ends_at, zone),
        "time_zone": zone.key,
        "coverage": coverage_payload(shift),
        "updated_at": utc(shift.updated_at, timespec="microseconds"),
    }


def coverage_payload(shift: Shift) -> dict[str, Any]:
    return {
        "level": coverage(shift).value,
        "confirmed": shift.confirmed_count,
        "leaders": shift.leader_count,
        "asked": shift.asked_count,
        "waiting": shift.waiting_count,
        "safe": shift.crew_safe,
        "minimum": shift.crew_min,
        "target": shift.crew_target,
        "maximum": shift.crew_max,
        "leaders_needed": shift.leaders_needed,
    }


def named(row: Any) -> dict[str, str]:
    return {"id": str(row.uuid), "name": row.name}


def utc(moment: datetime, *, timespec: str = "seconds") -> str:
    """RFC 3339 in UTC: 2026-10-16T18:30:00Z"""
    return moment.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def local(moment: datetime, zone: ZoneInfo) -> str:
    """RFC 3339 with the offset of that night: 2026-10-16T20:30:00+02:00"""
    return moment.astimezone(zone).isoformat(timespec="seconds")
