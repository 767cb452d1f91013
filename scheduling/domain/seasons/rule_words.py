"""A season's rule as people say it. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.number_words import capital, listed
from scheduling.domain.seasons.planning import Hours, SeasonRule
from scheduling.domain.seasons.rules import FIRST, LAST, rhythm_of
from scheduling.enums import Rotation
from volunteers.domain import calendar_words


def days_words(rule: str, language: str) -> str:
    """Fredag och lördag varje vecka · fredag varannan vecka · den sista lördagen i månaden."""
    rhythm = rhythm_of(rule)
    if rhythm is None:
        return rule
    days = listed([calendar_words.words_in(language).days[day] for day in rhythm.weekdays])
    pace = {
        "1": _("varje vecka"),
        "2": _("varannan vecka"),
        FIRST: _("den första i månaden"),
        LAST: _("den sista i månaden"),
    }.get(rhythm.pace) or _("var %(number)s:e vecka") % {"number": rhythm.pace}
    return f"{capital(days)} {pace}"


def hours_words(rule: SeasonRule, language: str) -> str:
    """20.30–00.30, lördag 21.00–01.00, från 6 november 19.30–23.30"""
    days = calendar_words.words_in(language).days
    others = [f"{days[day]} {_span(hours, language)}" for day, hours in sorted(rule.day_hours.items())]
    later = [
        _("från %(day)s %(hours)s")
        % {
            "day": calendar_words.day_and_month(since, beside=rule.first_night, language=language),
            "hours": _span(hours, language),
        }
        for since, hours in sorted(rule.later_hours.items())
    ]
    return ", ".join([_span(rule.hours, language), *others, *later])


def _span(hours: Hours, language: str) -> str:
    sign = calendar_words.words_in(language).clock_sign
    return f"{hours.start:%H{sign}%M}–{hours.end:%H{sign}%M}"


def groups_words(rule: SeasonRule, routes: Mapping[int, str]) -> str:
    """1 grupp: Vårby runt · 2 grupper, nästa rutt varje vecka: Vårby runt, Masmo"""
    count = ngettext("%(count)s grupp", "%(count)s grupper", rule.groups) % {"count": rule.groups}
    names = ", ".join(routes.get(route, "") for route in rule.routes)
    if len(set(rule.routes)) == 1 or rule.rotation == Rotation.FIXED:
        return f"{count}: {names}"
    return f"{count}, {Rotation(rule.rotation).label.lower()}: {names}"


def skips_words(rule: SeasonRule) -> str:
    skipped = [
        *([_("helgdagar och aftnar")] if rule.skips_holidays else []),
        *([_("skollov")] if rule.skips_breaks else []),
    ]
    return capital(listed(skipped)) if skipped else _("Ingenting")
