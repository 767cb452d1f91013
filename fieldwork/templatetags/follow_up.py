"""Numbers of the follow-up for templates, each of which opens the nights behind it.

`{% load follow_up %}` gives the tags behind and nights_behind, and the filters quantity, change, month_short,
period_name, night_words, as_hours, told_outside, where_moved and outcome_words.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fieldwork.domain.follow_up import sentences
from fieldwork.domain.follow_up.frozen import Moved
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.public_words import TITLES, name_of
from fieldwork.domain.follow_up.tables import Value, Withheld
from fieldwork.domain.follow_up.tallies import HOUR
from fieldwork.enums import Outcome

register = template.Library()

TOLD = ("occurrences", "contacts", "observations")  # tables whose rows are known by the table
NO_BREAK = "\N{NO-BREAK SPACE}"


def language() -> str:
    return get_language() or "sv"


@register.filter
def quantity(value: float | Decimal | None) -> str:
    """1 256, or 12,5; in English 1,256 and 12.5. What is unknown is a dash."""
    if value is None:
        return "–"
    said = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    return said if language().startswith("en") else said.replace(",", NO_BREAK).replace(".", ",")


@register.filter
def change(value: float | Decimal | None) -> str:
    """+5, −3, or ±0 when nothing has changed."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{quantity(max(value, -value))}"


@register.filter
def month_short(key: str) -> str:
    return sentences.month_words(key, language(), short=True)


@register.filter
def period_name(period: Period) -> str:
    return sentences.period_words(period, language())


@register.filter
def night_words(tally: Any) -> str:
    return sentences.night_words(tally)


@register.simple_tag(takes_context=True)
def behind(context: Mapping[str, Any], figure: str, value: float | None, **narrowed: Any) -> SafeString | str:
    """The number as a link to the nights it counts; bare where there is nothing to open, as in a frozen report.

    `month` narrows the period, `period` is another one; `omrade`, `bara`, `forening`, `slag`, `sort` and `kategori` are
    added to the address.
    """
    path = nights_behind(context, figure, value, **narrowed)
    return format_html('<a href="{}">{}</a>', path, quantity(value)) if path else quantity(value)


@register.simple_tag(takes_context=True)
def nights_behind(context: Mapping[str, Any], figure: str, value: float | None, **narrowed: Any) -> str:
    """The address alone, as of `behind`; empty where there is nothing to open."""
    if not context.get("nights_path") or not value:
        return ""
    said = dict(context["asked_query"])
    month = str(narrowed.pop("month", ""))
    if month:
        said |= within(month, first=said["fran"], last=said["till"])
    period = narrowed.pop("period", None)
    if period is not None:
        said |= {"fran": period.first.isoformat(), "till": period.last.isoformat()}
    said |= {name: str(one) for name, one in narrowed.items() if one not in {"", None}}
    return f"{context['nights_path']}?{urlencode({'figur': figure, **said})}"


def within(month: str, *, first: str, last: str) -> dict[str, str]:
    """The days of a month that lie in the period."""
    begins = date.fromisoformat(f"{month}-01")
    ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {"fran": max(first, begins.isoformat()), "till": min(last, ends.isoformat())}


@register.filter
def as_hours(time: timedelta | None) -> float | None:
    """Hours to a tenth."""
    return None if time is None else round(time / HOUR, 1)


@register.filter
def told_outside(value: Value) -> str:
    """A number as those outside the municipality may read it."""
    return _("dolt") if isinstance(value, Withheld) else quantity(value)


@register.filter
def where_moved(moved: Moved) -> str:
    """The row of a number that is another now: Vårby, or Händelser i loggarna: Bråk."""
    if moved.is_whole:
        return _("Hela perioden")
    row = name_of(moved.table, moved.row, language=language())
    return f"{TITLES[moved.table]}: {row}" if moved.table in TOLD else row


@register.filter
def outcome_words(night: Any) -> str:
    """What became of a night, as Outcome says it."""
    return str(Outcome(night.outcome).label)
