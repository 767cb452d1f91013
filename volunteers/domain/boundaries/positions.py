"""What a number and a coordinate system are in GeoJSON (RFC 7946), whoever reads it. Pure."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

WGS84_NAMES = frozenset({"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "EPSG:4326"})


def is_number(value: object) -> bool:
    """One that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        return False


def names_another_system(document: Mapping[str, Any]) -> bool:
    """Older files can name another system than WGS 84, such as SWEREF 99; its numbers are metres, not degrees."""
    crs = document.get("crs")
    if not isinstance(crs, dict):
        return False
    properties = crs.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return name not in WGS84_NAMES and not str(name).endswith(("EPSG::4326", "CRS84"))
