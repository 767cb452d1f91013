"""How the API describes itself: what drf-spectacular is told."""

from typing import Any


def api(public_url: str) -> dict[str, Any]:
    """`public_url` is where partners find the installation."""
    return {
        "OAS_VERSION": "3.1.0",
        "TITLE": "Lykta",
        "VERSION": "1",
        "DESCRIPTION": "Districts, routes and night walks of one municipality, with how well each night is crewed. "
        "People are counts, unless the key opens more. Guide: docs/partners.md. Every error is an "
        "application/problem+json (RFC 9457), in English or, by Accept-Language, in Swedish.",
        "SERVERS": [{"url": public_url}],
        "SCHEMA_PATH_PREFIX": "/api/v1",
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "api.domain.schema_links.link_operations",
            "api.domain.schema_webhooks.describe_webhooks",
        ],
        "ENUM_NAME_OVERRIDES": {
            "ShiftKind": "api.serializers.shifts.KINDS",
            "ShiftState": "api.serializers.shifts.STATES",
            "CoverageLevel": "api.serializers.shifts.LEVELS",
            "PresenceState": "api.serializers.presence.STATES",
            "PresenceCategory": "api.serializers.presence.CATEGORIES",
            "PresencePlace": "api.serializers.presence.PLACES",
            "Urgency": "api.serializers.presence.URGENCIES",
        },
        "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    }
