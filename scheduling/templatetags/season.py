"""Seasons in words: `{% load season %}` gives day_icon, day_kind and days_words."""

from datetime import UTC

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scheduling.domain.seasons.days import DayKind
from scheduling.domain.seasons.special_days import CalendarLine
from scheduling.enums import SpecialDayKind
from volunteers.domain import calendar_words

register = template.Library()

KINDS = {
    **{str(kind): kind.label for kind in SpecialDayKind},
    str(DayKind.RED): _("Röd dag"),
    str(DayKind.EVE): _("Afton"),
    str(DayKind.BREAK): SpecialDayKind.SCHOOL_BREAK.label,
    str(DayKind.RISK): SpecialDayKind.RISK_NIGHT.label,
}
CALM = frozenset({SpecialDayKind.SCHOOL_BREAK, DayKind.RED, DayKind.EVE, DayKind.BREAK})


@register.filter
def day_kind(kind: str) -> str:
    """What a kind of special day is called."""
    return str(KINDS.get(kind, ""))


@register.filter
def day_icon(kind: str) -> str:
    """A flag for nights when more adults are needed, a calendar for days off."""
    return "cal" if kind in CALM else "flag"


@register.filter
def days_words(line: CalendarLine) -> str:
    """One evening with its weekday, or a period: fre 30 okt 2026, 26–30 okt 2026."""
    language = get_language() or "sv"
    if line.first_on == line.last_on:
        words = calendar_words.night_short(line.first_on, zone=UTC, language=language)
    else:
        words = calendar_words.days_span(line.first_on, line.last_on, language=language)
    return f"{words} {line.last_on.year}"
