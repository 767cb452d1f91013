"""The state of a period in one sentence, and periods in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.tallies import Tally
from volunteers.domain import calendar_words

HALF_NAMES = 7


def headline(tally: Tally) -> str:
    """What became of the nights whose time has come."""
    if not tally.due:
        return _("Inget pass har gått än.") if tally.ahead else _("Inga pass i den här perioden.")
    return ngettext("%(held)s av %(count)s pass blev av.", "%(held)s av %(count)s pass blev av.", tally.due) % {
        "held": tally.held,
        "count": tally.due,
    }


def rest(tally: Tally) -> list[str]:
    """What is still to be done about the figures, each as a sentence of its own."""
    sentences: Sequence[tuple[int, Any]] = (
        (tally.logs_missing, ngettext_lazy("%(count)s logg saknas.", "%(count)s loggar saknas.", "count")),
        (
            tally.unregistered,
            ngettext_lazy("%(count)s pass är inte registrerat.", "%(count)s pass är inte registrerade.", "count"),
        ),
        (tally.ahead, ngettext_lazy("%(count)s pass återstår.", "%(count)s pass återstår.", "count")),
    )
    return [words % {"count": count} for count, words in sentences if count]


def period_words(period: Period, language: str) -> str:
    """våren 2026, hösten 2026, 2026, or the two dates."""
    if period.is_year:
        return f"{period.first.year}"
    if period.is_half_year:
        name = _("våren %(year)s") if period.first.month < HALF_NAMES else _("hösten %(year)s")
        return name % {"year": period.first.year}
    return f"{day_words(period.first, language)}–{day_words(period.last, language)}"


def day_words(day: date, language: str) -> str:
    """3 mars 2026"""
    return f"{day.day} {calendar_words.words_in(language).months[day.month - 1]} {day.year}"


def month_words(key: str, language: str, *, short: bool = False) -> str:
    """Mars 2026 for 2026-03, or only mars in a few letters."""
    month = date.fromisoformat(f"{key}-01")
    words = calendar_words.words_in(language)
    return words.short_months[month.month - 1] if short else f"{words.months[month.month - 1]} {month.year}"


def night_words(tally: Tally) -> str:
    """What became of the nights of a bar, for those who do not see it."""
    parts: Sequence[tuple[int, Any]] = (
        (tally.held, ngettext_lazy("%(count)s genomfört", "%(count)s genomförda", "count")),
        (tally.short, ngettext_lazy("varav %(count)s där för få kom", "varav %(count)s där för få kom", "count")),
        (
            tally.unsafe,
            ngettext_lazy(
                "%(count)s där färre än tryggheten kräver gick",
                "%(count)s där färre än tryggheten kräver gick",
                "count",
            ),
        ),
        (tally.unregistered, ngettext_lazy("%(count)s inte registrerat", "%(count)s inte registrerade", "count")),
        (tally.empty, ngettext_lazy("%(count)s där ingen gick", "%(count)s där ingen gick", "count")),
        (tally.cancelled, ngettext_lazy("%(count)s inställt", "%(count)s inställda", "count")),
        (tally.merged, ngettext_lazy("%(count)s sammanslaget", "%(count)s sammanslagna", "count")),
        (tally.ahead, ngettext_lazy("%(count)s återstår", "%(count)s återstår", "count")),
    )
    said = [words % {"count": count} for count, words in parts if count]
    return ", ".join(said) or _("inga pass")
