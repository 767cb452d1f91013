"""Whether a program would rather not hear of what there is not: `Prefer: return=minimal` (RFC 8144), or `Brief: t`."""

from django.http import HttpRequest

MINIMAL = "return=minimal"


def is_brief(request: HttpRequest) -> bool:
    return wants_minimal(request) or request.headers.get("Brief", "").strip().casefold() == "t"


def brief_headers(request: HttpRequest) -> dict[str, str]:
    """Said back to one that prefers it by the name the RFC gave it."""
    return {"Preference-Applied": MINIMAL} if wants_minimal(request) else {}


def wants_minimal(request: HttpRequest) -> bool:
    preferences = request.headers.get("Prefer", "").casefold().split(",")
    return any(preference.strip().replace(" ", "") in {MINIMAL, "return-minimal"} for preference in preferences)
