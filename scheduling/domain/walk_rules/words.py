"""What a rule says, in a sentence: to the volunteer, or about the person to a leader. In the language in force."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from scheduling.domain.number_words import listed
from scheduling.domain.walk_rules import texted
from scheduling.domain.walk_rules.checks import Finding
from scheduling.domain.walk_rules.texted import CROWDED, DATED, IN_YEAR, PLAIN, UNTOLD
from scheduling.enums import RuleKind
from volunteers.domain.calendar_words import day_and_month, month_name
from volunteers.domain.languages import name_languages

K = RuleKind
Words = Mapping[tuple[RuleKind, str], str | Promise]

TO_VOLUNTEER: Words = {
    (K.MIN_AGE, PLAIN): gettext_lazy("Du måste ha fyllt %(number)s."),
    (K.MIN_AGE, DATED): gettext_lazy("Du fyller %(number)s först den %(day)s."),
    (K.MIN_AGE, UNTOLD): gettext_lazy("Vi vet inte om du har fyllt %(number)s."),
    (K.GUARDIAN_CONSENT, PLAIN): gettext_lazy("Din vårdnadshavare har inte sagt ja skriftligt än."),
    (K.WITH_ADULTS, PLAIN): gettext_lazy("Du går alltid med vuxna, och de är inte klara än."),
    (K.LEADER_TRAINING, PLAIN): gettext_lazy("Du har inte gått ledarutbildningen än."),
    (K.LEADER_TRAINING, DATED): gettext_lazy("Din ledarutbildning gäller bara till den %(day)s."),
    (K.INTRODUCTION, PLAIN): gettext_lazy("Du har inte läst introduktionen än."),
    (K.EXTRACT_SHOWN, PLAIN): gettext_lazy("Du har inte visat registerutdrag än."),
    (K.EXTRACT_SHOWN, DATED): gettext_lazy("Det är för länge sedan du visade registerutdrag."),
    (K.FIRST_WALK, PLAIN): gettext_lazy("Första gången går du bredvid någon van, och ingen är klar än."),
    (K.FIRST_WALK, CROWDED): gettext_lazy("De som är vana har redan nog många nya med sig den kvällen."),
    (K.MONTHLY, PLAIN): gettext_lazy("Du går redan %(nights)s i %(month)s."),
    (K.REST, PLAIN): gettext_lazy("Du går den %(day)s också, och ska vila %(hours)s emellan."),
}
ABOUT_PERSON: Words = {
    (K.MIN_AGE, PLAIN): gettext_lazy("har inte fyllt %(number)s"),
    (K.MIN_AGE, DATED): gettext_lazy("fyller %(number)s först den %(day)s"),
    (K.MIN_AGE, UNTOLD): gettext_lazy("ålder saknas: gränsen är %(number)s"),
    (K.MIN_AGE, IN_YEAR): gettext_lazy("fyller %(number)s i år: skriv födelsedagen"),
    (K.GUARDIAN_CONSENT, PLAIN): gettext_lazy("vårdnadshavares samtycke saknas"),
    (K.WITH_ADULTS, PLAIN): gettext_lazy("går alltid med vuxna: %(adults)s ska vara klara först"),
    (K.LEADER_TRAINING, PLAIN): gettext_lazy("har ingen ledarutbildning"),
    (K.LEADER_TRAINING, DATED): gettext_lazy("ledarutbildningen gäller till den %(day)s"),
    (K.INTRODUCTION, PLAIN): gettext_lazy("har inte läst introduktionen"),
    (K.EXTRACT_SHOWN, PLAIN): gettext_lazy("har inte visat registerutdrag"),
    (K.EXTRACT_SHOWN, DATED): gettext_lazy("visade registerutdrag den %(day)s: det är för gammalt"),
    (K.FIRST_WALK, PLAIN): gettext_lazy("går sin första kväll: någon van ska vara klar först"),
    (K.FIRST_WALK, CROWDED): gettext_lazy("går sin första kväll: fler vana ska vara klara först"),
    (K.MONTHLY, PLAIN): gettext_lazy("går redan %(nights)s i %(month)s"),
    (K.REST, PLAIN): gettext_lazy("går den %(day)s också: vilan ska vara %(hours)s"),
}


def to_volunteer(finding: Finding, *, night: date) -> str:
    """Fit to be read by the person: "Du fyller 20 först den 3 mars."."""
    return _said(texted.TO_VOLUNTEER.get(_language(), TO_VOLUNTEER), finding, night)


def about_person(finding: Finding, *, night: date) -> str:
    """Fit to stand after a name in a list: "fyller 20 först den 3 mars"."""
    return _said(ABOUT_PERSON, finding, night)


def about_group(finding: Finding) -> str:
    """A wish about the group that is not met yet."""
    if finding.kind == K.LANGUAGES:
        return _("Ingen i gruppen talar %(languages)s.") % {"languages": spoken(finding.languages)}
    if finding.kind == K.FIRST_WALK:
        return _about_new(finding)
    if finding.kind == K.WITH_ADULTS:
        return _about_youths(finding)
    return _("En blandad grupp önskas.")


def _about_new(finding: Finding) -> str:
    """`count` are new, `number` used to it."""
    if not finding.number:
        words = ngettext(
            "%(count)s person går sin första kväll, och ingen van är klar.",
            "%(count)s personer går sin första kväll, och ingen van är klar.",
            finding.count,
        )
        return words % {"count": finding.count}
    return _("%(count)s går sin första kväll: det är fler än de vana kan ta med sig.") % {"count": finding.count}


def _about_youths(finding: Finding) -> str:
    """`count` are adults, of `number` that there should be."""
    words = _("Någon i gruppen är under 18 och går alltid med vuxna. Klara vuxna: %(count)s av minst %(least)s.")
    return words % {"count": finding.count, "least": finding.number}


def brings(languages: frozenset[str], *, is_needed: bool = False) -> str:
    """What speaks for a person: "talar arabiska, som önskas"; or that somebody new needs them. Else nothing."""
    found = [_("är van, och någon ny behöver det")] if is_needed else []
    found += [_("talar %(languages)s, som önskas") % {"languages": spoken(languages)}] if languages else []
    return listed(found)


def spoken(languages: frozenset[str]) -> str:
    return listed(sorted(name_languages([code], _language()) for code in languages))


def _said(words: Words, finding: Finding, night: date) -> str:
    shades = [DATED] * (finding.day is not None) + [CROWDED] * bool(finding.count) + [PLAIN]
    if finding.is_unknown:
        shades = [IN_YEAR] * bool(finding.count) + [UNTOLD, *shades]
    said = next(words[finding.kind, shade] for shade in shades if (finding.kind, shade) in words)
    return str(said) % _values(finding, night)


def _values(finding: Finding, night: date) -> dict[str, str]:
    number, count = finding.number, finding.count
    return {
        "number": str(number),
        "count": str(count),
        "day": day_and_month(finding.day, beside=night, language=_language()) if finding.day else "",
        "month": month_name(night, language=_language()),
        "nights": ngettext("%(count)s kväll", "%(count)s kvällar", count) % {"count": count},
        "hours": ngettext("%(count)s timme", "%(count)s timmar", number) % {"count": number},
        "adults": ngettext("%(count)s vuxen", "%(count)s vuxna", number) % {"count": number},
    }


def _language() -> str:
    return get_language() or "sv"
