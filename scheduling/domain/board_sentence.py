"""The season in one sentence that a tired person can act on. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.board import UPCOMING, Row
from scheduling.domain.number_words import in_words
from scheduling.enums import Coverage
from volunteers.domain import calendar_words

UTC = ZoneInfo("UTC")  # days are dates already, so their zone says nothing


def season_sentence(rows: Sequence[Row], *, today: date, language: str) -> tuple[str, str]:
    """What to do first, and the rest: "4 pass saknar folk.", "Närmast är Vårby på fredag: en person till behövs. …"."""
    upcoming = [row for row in rows if row.crew.coverage in UPCOMING and row.night >= today]
    if not upcoming:
        return _("Inga kommande pass."), _("Planera en kväll, så syns den här.")
    lacking = [row for row in upcoming if row.crew.coverage == Coverage.MISSING]
    rest = [nearest(lacking, today, language), tally(upcoming)]
    undecided = sum(row.deciding is not None and row.deciding.is_open for row in upcoming)
    if undecided:
        return undecided_words(undecided), " ".join(filter(None, [headline(lacking), *rest]))
    return headline(lacking), " ".join(filter(None, rest))


def undecided_words(count: int) -> str:
    words = ngettext("%(count)s kväll måste avgöras nu.", "%(count)s kvällar måste avgöras nu.", count)
    return words % {"count": count}


def headline(lacking: Sequence[Row]) -> str:
    if not lacking:
        return _("Inget pass saknar folk.")
    return ngettext("%(count)s pass saknar folk.", "%(count)s pass saknar folk.", len(lacking)) % {
        "count": len(lacking)
    }


def nearest(lacking: Sequence[Row], today: date, language: str) -> str:
    if not lacking:
        return ""
    row = lacking[0]
    return _("Närmast är %(place)s %(when)s: %(need)s.") % {
        "place": row.title,
        "when": when_words(row.night, today, language),
        "need": need_words(row),
    }


def when_words(day: date, today: date, language: str) -> str:
    """I kväll, i morgon, på fredag within a week, else fredag 16 oktober."""
    if day == today:
        return _("i kväll")
    if day == today + timedelta(days=1):
        return _("i morgon")
    if day < today + timedelta(days=7):
        return _("på %(day)s") % {"day": calendar_words.words_in(language).days[day.weekday()]}
    return calendar_words.night_long(day, zone=UTC, language=language)


def need_words(row: Row) -> str:
    """En person till behövs, två personer till behövs, en ledare behövs."""
    if row.crew.lacks_leader and row.crew.lacking <= 1:
        return _("en ledare behövs")
    count = max(1, row.crew.lacking)
    return ngettext("%(count)s person till behövs", "%(count)s personer till behövs", count) % {
        "count": in_words(count)
    }


def tally(upcoming: Sequence[Row]) -> str:
    staffed = sum(row.crew.coverage == Coverage.CONFIRMED for row in upcoming)
    return ngettext(
        "%(staffed)s av %(all)s kommande pass är klart.", "%(staffed)s av %(all)s kommande pass är klara.", staffed
    ) % {"staffed": staffed, "all": len(upcoming)}


def period_words(first: date, last: date, language: str) -> str:
    """Vecka 36–48 · 31 aug–29 nov"""
    weeks = _("Vecka %(first)s–%(last)s") % {"first": first.isocalendar().week, "last": last.isocalendar().week}
    return f"{weeks} · {calendar_words.days_span(first, last, language=language)}"
