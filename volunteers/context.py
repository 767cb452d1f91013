"""What the shell of every page shows: where one can go, whom one acts for, theme and language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from volunteers.enums import RoleKind, Theme
from volunteers.models import Role, User
from volunteers.queries import roles_of

DESTINATIONS = (
    ("tonight", _("I kväll"), "lantern"),
    ("board", _("Säsongen"), "cal"),
    ("inbox", _("Inkorg"), "msg"),
    ("routes", _("Rutter"), "route"),
    ("people", _("Folk"), "users"),
    ("associations", _("Föreningar"), "flag"),
    ("follow_up", _("Uppföljning"), "chart"),
)
COORDINATORS_ONLY = frozenset({"associations"})


@dataclass(frozen=True)
class Destination:
    label: str
    icon: str
    path: str
    is_current: bool


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    is_current: bool


@dataclass(frozen=True)
class Organisation:
    """Something the user acts for; `path` is the board seen from there, `page` what is told of an association."""

    label: str
    role: str
    path: str
    page: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Everything base.html needs. Lazy: a fragment for htmx, which has no shell, costs no query."""
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}


def shell_of(request: HttpRequest) -> dict[str, Any]:
    """One query for someone signed in, none for a visitor. An error page may be drawn before there is a user."""
    user = getattr(request, "user", None)
    roles = roles_of(user) if isinstance(user, User) else []
    organisations = organisations_of(roles, request)
    acting = next((organisation for organisation in organisations if organisation.is_current), None)
    theme = theme_of(request)
    return {
        "theme": "" if theme == Theme.AUTO else theme.value,
        "themes": [Choice(choice.value, str(choice.label), choice == theme) for choice in Theme],
        "languages": [Choice(code, name, code == get_language()) for code, name in settings.LANGUAGES],
        "here": here_of(request),
        "name": str(user) if isinstance(user, User) else "",
        "acting": acting,
        "partners_path": settings.PARTNERS_PATH,
        "keys_path": settings.KEYS_PATH,
        "presence_path": settings.PRESENCE_PATH,
        "observations_path": settings.OBSERVATIONS_PATH,
        "become_path": settings.BECOME_PATH,
        "organisations": organisations,
        "nav": destinations(roles, request.path) if isinstance(user, User) else [],
    }


def here_of(request: HttpRequest) -> str:
    """Where a change of theme or language comes back to. What a form has led to may be no address to read, such as the
    page that shows a new key: then it is the page with the form.
    """
    if request.method == "GET":
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if not came_from.path.startswith("/") or came_from.path.startswith("//"):
        return request.path
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def theme_of(request: HttpRequest) -> Theme:
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return Theme(chosen) if chosen in Theme.values else Theme.AUTO


def destinations(roles: Sequence[Role], path: str) -> list[Destination]:
    """The main menu. Paths come from settings, because the pages they lead to belong to apps above this one."""
    is_coordinator = any(role.kind == RoleKind.COORDINATOR for role in roles)
    return [
        Destination(str(label), icon, settings.NAVIGATION[name], is_within(path, name))
        for name, label, icon in DESTINATIONS
        if is_coordinator or name not in COORDINATORS_ONLY
    ]


def is_within(path: str, name: str) -> bool:
    places = [settings.NAVIGATION[name], *settings.NAVIGATION_HOLDS.get(name, [])]
    return any(path == place or path.startswith(f"{place}/") for place in places)


def organisations_of(roles: Sequence[Role], request: HttpRequest) -> list[Organisation]:
    """All that the user reaches, then each association of theirs. Current is the one whose board is open, else all."""
    associations = {str(role.association_id): role for role in roles if role.association_id}
    labels = {key: (str(role.association), role.get_kind_display()) for key, role in associations.items()}
    municipalities = sorted(str(role.municipality) for role in roles if role.municipality_id)
    if municipalities:
        labels = {"": (", ".join(municipalities), str(RoleKind.COORDINATOR.label)), **labels}
    elif len(labels) > 1:
        labels = {"": (str(_("Alla mina föreningar")), str(RoleKind.LEADER.label)), **labels}
    asked = request.GET.get(settings.ASSOCIATION_PARAMETER, "")
    current = asked if asked in labels else next(iter(labels), "")
    return [
        Organisation(label, role, board_path(key), association_path(key), key == current)
        for key, (label, role) in labels.items()
    ]


def board_path(association: str) -> str:
    query = f"?{urlencode({settings.ASSOCIATION_PARAMETER: association})}" if association else ""
    return f"{settings.NAVIGATION['board']}{query}"


def association_path(association: str) -> str:
    return f"{settings.NAVIGATION['associations']}/{association}" if association else ""
