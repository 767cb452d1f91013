"""What partners read, as plain values. Counts of people; people only in crew_payload and contacts_payload. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from api.models import PartnerEvent
from scheduling.domain.crews import coverage
from scheduling.enums import Coverage
from scheduling.models import Attendance, Route, Season, Shift
from volunteers.models import District, Municipality

LINE_POINTS = 2
COUNTED = [level.value for level in Coverage if level != Coverage.DRAFT]
# Where what an event is about can be read, by the first word of its type.
SUBJECT_PATHS = {
    "shift": "/api/v1/shifts/{}",
    "presence": "/api/v1/presence-requests/{}",
    "observation": "/api/v1/observations/{}",
    "webhook": "/api/v1/docs",
}


def municipality_payload(municipality: Municipality) -> dict[str, Any]:
    return {
        **named(municipality),
        "time_zone": municipality.time_zone,
        "activity_word": municipality.activity_word,
        "contact_number": municipality.contact_number or None,
    }


def district_payload(district: District, *, expand: Collection[str] = ()) -> dict[str, Any]:
    return {
        **named(district),
        "municipality": named(district.municipality),
        "parent": named(district.parent) if district.parent else None,
        **({"boundary": boundary_of(district)} if "boundary" in expand else {}),
    }


def boundary_of(district: District) -> dict[str, Any] | None:
    """A GeoJSON MultiPolygon (RFC 7946) as it was loaded, or null. The district was read with it."""
    kept = getattr(district, "boundary", None)
    return {"type": "MultiPolygon", "coordinates": kept.shape} if kept else None


def season_payload(season: Season) -> dict[str, Any]:
    return {
        **named(season),
        "association": named(season.association),
        "kind": season.kind,
        "first_night": season.first_night.isoformat(),
        "last_night": season.last_night.isoformat(),
        "updated_at": utc(season.updated_at, timespec="microseconds"),
    }


def route_payload(route: Route) -> dict[str, Any]:
    """A GeoJSON Feature (RFC 7946): the line, else the meeting point, else no geometry. Positions are WGS 84."""
    return {
        "type": "Feature",
        "id": str(route.uuid),
        "geometry": geometry_of(route),
        "properties": {"name": route.name, "district": named(route.district), **walk_of(route)},
    }


def walk_of(route: Route) -> dict[str, Any]:
    return {
        "meeting_point": {
            "name": route.meeting_point,
            "address": route.meeting_address,
            "position": position_of(route),
        },
        "length_metres": route.length_metres,
        "is_active": route.is_active,
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


def shift_payload(
    shift: Shift, *, zone: ZoneInfo, expand: Collection[str] = (), crew: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """`zone` is the municipality's, for the local times. `expand` says of which named things more is told."""
    return {
        "id": str(shift.uuid),
        "kind": shift.kind,
        "state": shift.state,
        "association": named(shift.association),
        "route": named(shift.route) | (route_more(shift.route) if "route" in expand else {}),
        "district": named(shift.route.district) | (district_more(shift.route.district) if "district" in expand else {}),
        "season": season_of(shift.season, is_whole="season" in expand),
        "night": shift.night.isoformat(),
        "starts_at": utc(shift.starts_at),
        "ends_at": utc(shift.ends_at),
        "starts_at_local": local(shift.starts_at, zone),
        "ends_at_local": local(shift.ends_at, zone),
        "time_zone": zone.key,
        "coverage": coverage_payload(shift),
        **({} if crew is None else {"crew": crew}),
        "updated_at": utc(shift.updated_at, timespec="microseconds"),
    }


def route_more(route: Route) -> dict[str, Any]:
    return {"geometry": geometry_of(route), **walk_of(route)}


def district_more(district: District) -> dict[str, Any]:
    return {"parent": named(district.parent) if district.parent else None}


def season_of(season: Season | None, *, is_whole: bool) -> dict[str, Any] | None:
    if season is None or not is_whole:
        return named(season) if season else None
    return {
        **named(season),
        "first_night": season.first_night.isoformat(),
        "last_night": season.last_night.isoformat(),
    }


def crew_payload(crew: Iterable[Attendance], pseudonym_of: Callable[[UUID], str]) -> list[dict[str, Any]]:
    """In the order of the pseudonyms, which says nothing."""
    people = [
        {"person": pseudonym_of(one.volunteer.uuid), "state": one.state, "is_leader": one.is_leader} for one in crew
    ]
    return sorted(people, key=lambda one: str(one["person"]))


def contacts_payload(shift: Shift, crew: Iterable[Attendance]) -> dict[str, Any]:
    """The one payload with names in it."""
    people = [{"name": one.volunteer.name, "mobile": one.volunteer.mobile, "is_leader": one.is_leader} for one in crew]
    return {"shift": str(shift.uuid), "contacts": people}


def night_payload(row: Mapping[str, Any], district: District) -> dict[str, Any]:
    """All the shifts of a night in a district, as queries.nights_of() counts them."""
    return {
        "night": row["night"].isoformat(),
        "district": named(district),
        "shifts": {level: row[level] for level in COUNTED},
        "confirmed": row["people"],
        "asked": row["questions"],
        "minimum": row["minimum"],
        "target": row["target"],
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


def event_payload(event: PartnerEvent) -> dict[str, Any]:
    """Ids only, as the body of a webhook too (Standard Webhooks: type, timestamp, data). Comes with its district."""
    return {
        "id": event_id(event),
        "type": event.type,
        "timestamp": utc(event.at, timespec="microseconds"),
        "sequence": event.sequence,
        "data": {
            "id": str(event.subject),
            "district": str(event.district.uuid) if event.district else None,
            "url": settings.PUBLIC_URL + SUBJECT_PATHS[event.type.partition(".")[0]].format(event.subject),
        },
    }


def event_id(event: PartnerEvent) -> str:
    return f"evt_{event.uuid.hex}"


def named(row: Any) -> dict[str, str]:
    return {"id": str(row.uuid), "name": row.name}


def utc(moment: datetime, *, timespec: str = "seconds") -> str:
    """RFC 3339 in UTC: 2026-10-16T18:30:00Z"""
    return moment.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def local(moment: datetime, zone: ZoneInfo) -> str:
    """RFC 3339 with the offset of that night: 2026-10-16T20:30:00+02:00"""
    return moment.astimezone(zone).isoformat(timespec="seconds")
