"""Typed readers of the environment. Every variable Lykta reads goes through here; docs/operations.md lists them."""

import os
import re
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()
E164 = re.compile(r"\+[1-9]\d{6,14}")


def text(name: str, default: str = "") -> str:
    """A variable, or the contents of the file named by `<name>_FILE` (as container platforms hand over secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error.strerror}.") from error
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name)
    if not value:
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be on or off (1/0, true/false, yes/no).")


def number(name: str, *, default: int, minimum: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdigit() or int(value) < minimum:
        raise ImproperlyConfigured(f"{name} must be a whole number, {minimum} or more.")
    return int(value)


def amount(name: str, default: str) -> Decimal:
    """A sum of money, with a point before its decimals."""
    value = text(name) or default
    try:
        money = Decimal(value)
    except InvalidOperation:
        money = Decimal("NaN")
    if not money.is_finite() or money < 0:
        raise ImproperlyConfigured(f"{name} must be an amount such as {default}, 0 or more.")
    return money


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, default: str, among: Collection[str]) -> str:
    value = text(name) or default
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}.")
    return value


def choices(name: str, among: Collection[str]) -> list[str]:
    """Some of a set of words, comma-separated, in the order of the set; all of them when nothing is given."""
    chosen = words(name) or list(among)
    if not set(chosen) <= set(among):
        raise ImproperlyConfigured(f"{name} must be some of {', '.join(among)}, separated by commas.")
    return [word for word in among if word in chosen]


def phone(name: str, default: str = "") -> str:
    """A number in E.164, or nothing."""
    value = text(name, default)
    if value and not E164.fullmatch(value):
        raise ImproperlyConfigured(f"{name} must be a number with its country, such as +46701740699.")
    return value


def origin(name: str, default: str) -> str:
    """A web address without a path, such as https://lykta.example, and without a trailing slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} must be an address like https://lykta.example, without a path.")
    return value


def keys_by_address(name: str) -> dict[str, str]:
    """Secrets, each with the one address that it is sent to: `https://a.example/v2=secret`, separated by commas."""
    keys = {}
    for word in words(name):
        address, _equals, key = word.partition("=")
        parts = urlsplit(address.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or not key.strip():
            raise ImproperlyConfigured(f"{name} must be addresses with their keys: https://a.example/v2=key, …")
        keys[address.strip().rstrip("/")] = key.strip()
    return keys


def networks(name: str, default: str = "") -> list[str]:
    """Networks in CIDR notation, separated by commas."""
    try:
        return [str(ip_network(word)) for word in words(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be networks such as 192.168.10.0/24, separated by commas.") from error


def tiles(name: str) -> tuple[str, str]:
    """A map's tile address with {z}, {x} and {y} in it, and the origin to allow images from. Both empty when unset."""
    value = text(name)
    if not value:
        return "", ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not all(f"{{{k}}}" in value for k in "zxy"):
        raise ImproperlyConfigured(f"{name} must be an address like https://tiles.example/{{z}}/{{x}}/{{y}}.png.")
    return value, f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"


def zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} must be a time zone such as Europe/Stockholm.") from error
    return value


def database(name: str, default: str) -> dict[str, object]:
    """A database URL (sqlite:///path or postgres://user:password@host/name) as Django's settings for it."""
    value = text(name, default)
    if not value.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise ImproperlyConfigured(f"{name} must begin with sqlite:// or postgres://.")
    settings = dict(_env.db_url_config(value))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        }
    else:
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
        # PostgreSQL would compile what it guesses to be costly: fifty milliseconds before a question that takes five.
        settings["OPTIONS"] = {"options": "-c jit=off", **settings.get("OPTIONS", {})}
    return settings
