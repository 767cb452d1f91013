"""What the shell of every page shows: where one can go, whom one acts for, theme and language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from volunteers.enums import Theme

DESTINATIONS = (
    ("board", _("Säsongen"), "cal"),
    ("routes", _("Rutter"), "route"),
    ("people", _("Folk"), "users"),
    ("associations", _("Föreningar"), "flag"),
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


def shell(request: HttpRequest) -> dict[str, Any]:
    """Everything base.html needs. Error pages may be rendered before there is a user or a session."""
    user = getattr(request, "user", None)
    is_signed_in = bool(user and user.is_authenticated)
    theme = theme_of(request)
    return {
        "shell": {
            "theme": "" if theme == Theme.AUTO else theme.value,
            "themes": [Choice(choice.value, str(choice.label), choice == theme) for choice in Theme],
            "languages": [Choice(code, name, code == get_language()) for code, name in settings.LANGUAGES],
            "here": request.get_full_path() if request.method == "GET" else request.path,
            "name": str(user) if is_signed_in else "",
            "role": "",
            "acting_for": "",
            "organisations": [],
            "municipality": "",
            "nav": destinations(request.path, is_coordinator=False) if is_signed_in else [],
        }
    }


def theme_of(request: HttpRequest) -> Theme:
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return Theme(chosen) if chosen in Theme.values else Theme.AUTO


def destinations(path: str, *, is_coordinator: bool) -> list[Destination]:
    """The main menu. Paths come from settings, because the pages they lead to belong to apps above this one."""
    return [
        Destination(str(label), icon, settings.NAVIGATION[name], is_under(path, settings.NAVIGATION[name]))
        for name, label, icon in DESTINATIONS
        if name in settings.NAVIGATION and (is_coordinator or name not in COORDINATORS_ONLY)
    ]


def is_under(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")
