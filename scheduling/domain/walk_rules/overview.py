"""All kinds of rules as a page shows them: what holds, whose it is, and what can be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scheduling.domain.walk_rules.keeping import Owner, own_rules
from scheduling.domain.walk_rules.kinds import KINDS
from scheduling.enums import RuleForce, RuleKind
from scheduling.models import CrewRule
from volunteers.domain.languages import name_languages
from volunteers.models import Municipality


@dataclass(frozen=True)
class RuleRow:
    """One kind. `is_own` tells whether the owner of the page has decided it, or follows the municipality."""

    kind: RuleKind
    title: str
    help_text: str | Promise
    said: str
    is_own: bool
    holds: bool
    initial: Mapping[str, Any]


def rule_rows(owner: Owner, *, language: str) -> list[RuleRow]:
    """In the order of the kinds; what an association or a route has not decided is its municipality's. Two queries."""
    own = own_rules(owner)
    town = {} if isinstance(owner, Municipality) else own_rules(owner.municipality)
    return [row_of(kind, own.get(kind), town.get(kind), language=language) for kind in RuleKind]


def row_of(kind: RuleKind, own: CrewRule | None, town: CrewRule | None, *, language: str) -> RuleRow:
    rule = own or town
    return RuleRow(
        kind=kind,
        title=str(kind.label),
        help_text=KINDS[kind].help_text,
        said=said_of(kind, rule, language=language),
        is_own=own is not None,
        holds=rule is not None and rule.force != RuleForce.OFF,
        initial=initial_of(kind, rule, language=language),
    )


def said_of(kind: RuleKind, rule: CrewRule | None, *, language: str) -> str:
    """Stoppar · 20 år · undantag får göras."""
    if rule is None or rule.force == RuleForce.OFF:
        return str(RuleForce.OFF.label)
    label = str(KINDS[kind].number_label).lower()
    parts = [str(RuleForce(rule.force).label)]
    parts += [f"{rule.number} {label}"] if rule.number else []
    parts += [_("högst %(count)s nya för varje van") % {"count": rule.most}] if rule.most else []
    parts += [name_languages(rule.languages, language)] if rule.languages else []
    parts += [_("undantag får göras")] if rule.may_except else []
    return " · ".join(parts)


def initial_of(kind: RuleKind, rule: CrewRule | None, *, language: str) -> dict[str, Any]:
    about = KINDS[kind]
    return {
        "force": rule.force if rule else RuleForce.OFF,
        "number": rule.number if rule and rule.number else about.number,
        "most": rule.most if rule else about.most,
        "may_except": rule.may_except if rule else about.may_except,
        "languages": name_languages(rule.languages, language) if rule else "",
    }
