"""The components of the design language as template tags, and nights and times in words.

`{% load lykta %}` gives the tags icon, pip, window, chip, meter, span, length, day_and_clock, clock_change and the
filters night_long, night_short, sms_date, clock, iso, phone. What shows a time takes the municipality's zone as its
last argument; else the current time zone counts.
"""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from volunteers.domain import calendar_words

register = template.Library()

STATE_ICONS = {
    "asked": "ask",
    "confirmed": "check",
    "declined": "x",
    "waiting": "wait",
    "missing": "gap",
    "no-show": "noshow",
    "checked-in": "lantern-lit",
    "home": "home",
    "overdue": "alarm",
    "draft": "edit",
}
PIPS = frozenset({"lead", "nolead", "yes", "ask", "gap", "open", "no", "wait"})
TICK = "tick"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Beside a word it is silent; alone it needs a `label`, which is read out."""
    if label:
        return format_html(
            '<svg class="i" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="#{}"/></svg>', label, name
        )
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="#{}"/></svg>', name)


@register.simple_tag
def pip(name: str) -> SafeString:
    """One sign of the crew meter, for a key that explains it."""
    return format_html('<svg class="pip" viewBox="0 0 20 20" aria-hidden="true"><use href="#p-{}"/></svg>', name)


@register.simple_tag
def window(name: str) -> SafeString:
    """One window of the season's façade, for a key that explains it."""
    return format_html('<svg viewBox="0 0 20 14" aria-hidden="true"><use href="#w-{}"/></svg>', name)


@register.simple_tag
def chip(state: str, text: str) -> SafeString:
    """A state as colour, shape and word. Raises KeyError for a state the design language does not know."""
    return format_html('<span class="chip" data-state="{}">{}{}</span>', state, icon(STATE_ICONS[state]), text)


@register.inclusion_tag("_meter.html")
def meter(pips: Sequence[str], summary: str, count: str = "", labels: Sequence[str] = ()) -> dict[str, Any]:
    """The crew meter.

    `pips` are "lead", "nolead", "yes", "ask", "gap", "open" and "tick", in order. `summary` says the same as a sentence
    and is what a screen reader hears. `count` is shown after the signs ("2 av 4"). `labels`, one for each tick, make
    it large.
    Raises ValueError for a sign that does not exist.
    """
    unknown = [name for name in pips if name != TICK and name not in PIPS]
    if unknown:
        raise ValueError(f"No such signs in the crew meter: {', '.join(unknown)}")
    ticks = iter(labels)
    parts = [{"name": name, "label": next(ticks, "") if name == TICK else ""} for name in pips]
    return {"parts": parts, "summary": summary, "count": count, "is_large": bool(labels)}


@register.filter
def night_long(moment: date | datetime | None, zone: tzinfo | str | None = None) -> str:
    return calendar_words.night_long(moment, zone=zone_of(zone), language=language()) if moment else ""


@register.filter
def night_short(moment: date | datetime | None, zone: tzinfo | str | None = None) -> str:
    return calendar_words.night_short(moment, zone=zone_of(zone), language=language()) if moment else ""


@register.filter
def sms_date(moment: date | datetime | None, zone: tzinfo | str | None = None) -> str:
    return calendar_words.sms_date(moment, zone=zone_of(zone), language=language()) if moment else ""


@register.filter
def clock(moment: datetime | None, zone: tzinfo | str | None = None) -> str:
    return calendar_words.clock(moment, zone=zone_of(zone), language=language()) if moment else ""


@register.filter
def iso(moment: datetime | None, zone: tzinfo | str | None = None) -> str:
    """For `<time datetime>`: local time with its offset, to the minute."""
    return moment.astimezone(zone_of(zone)).isoformat(timespec="minutes") if moment else ""


@register.simple_tag
def span(starts_at: datetime, ends_at: datetime, zone: tzinfo | str | None = None) -> str:
    return calendar_words.span(starts_at, ends_at, zone=zone_of(zone), language=language())


@register.simple_tag
def length(starts_at: datetime, ends_at: datetime) -> str:
    return calendar_words.length(starts_at, ends_at, language=language())


@register.simple_tag
def day_and_clock(moment: datetime, now: datetime, zone: tzinfo | str | None = None) -> str:
    return calendar_words.day_and_clock(moment, now=now, zone=zone_of(zone), language=language())


@register.simple_tag
def clock_change(starts_at: datetime, ends_at: datetime, zone: tzinfo | str | None = None) -> str:
    """Whether the clocks change during the night: "summer", "winter" or nothing."""
    return calendar_words.clock_change(starts_at, ends_at, zone=zone_of(zone)) or ""


@register.filter
def phone(number: str) -> str:
    """As written on paper, 070-174 06 10; a foreign number with its country. What cannot be read is left as it is."""
    try:
        parsed = phonenumbers.parse(number, settings.PHONE_COUNTRIES[0])
    except phonenumbers.NumberParseException:
        return number
    is_at_home = phonenumbers.region_code_for_number(parsed) == settings.PHONE_COUNTRIES[0]
    style = phonenumbers.PhoneNumberFormat.NATIONAL if is_at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def zone_of(zone: tzinfo | str | None) -> tzinfo:
    if isinstance(zone, str) and zone:
        return ZoneInfo(zone)
    return zone if isinstance(zone, tzinfo) else timezone.get_current_timezone()


def language() -> str:
    return get_language() or "sv"
