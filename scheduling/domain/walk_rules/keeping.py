"""Rules written down and taken back, and exceptions from them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.domain.walk_rules.checks import Finding
from scheduling.domain.walk_rules.kinds import KINDS, MOST_NEW
from scheduling.domain.walk_rules.words import about_person
from scheduling.enums import EventKind, RuleForce, RuleKind
from scheduling.exceptions import NotAllowed
from scheduling.models import Attendance, CrewRule, Route, RuleException
from volunteers.models import Association, Municipality

Owner = Municipality | Association | Route


@transaction.atomic
def save_rule(
    owner: Owner,
    kind: RuleKind,
    *,
    force: RuleForce,
    may_except: bool = False,
    number: int | None = None,
    most: int | None = None,
    languages: Sequence[str] = (),
    may_loosen: bool = True,
) -> CrewRule:
    """Write down a rule of a municipality, or an association's or a route's own in place of it.

    `may_loosen`: whether it may ask for less than the municipality's, as only a coordinator may decide. Raises
    ValidationError for that, for a number that is missing or out of bounds, and for a wish that would stop anybody.
    """
    about = KINDS[kind]
    if about.number_label and force != RuleForce.OFF and not (number and about.lowest <= number <= about.highest):
        raise ValidationError(
            _("Skriv ett tal från %(lowest)s till %(highest)s.") % {"lowest": about.lowest, "highest": about.highest}
        )
    if about.most_label and force != RuleForce.OFF and most is not None and not 1 <= most <= MOST_NEW:
        raise ValidationError(_("Skriv ett tal från 1 till %(highest)s, eller inget.") % {"highest": MOST_NEW})
    if about.is_wish and force == RuleForce.HARD:
        raise ValidationError(_("Ett önskemål om gruppen kan bara varna."))
    town = Municipality.objects.select_for_update().get(pk=keys_of(owner)["municipality_id"])
    fields: dict[str, Any] = {
        "force": force,
        "may_except": may_except and force == RuleForce.HARD,
        "number": number if about.number_label else None,
        "most": most if about.most_label else None,
        "languages": list(languages),
    }
    if not may_loosen and is_looser(CrewRule(kind=kind, **fields), own_rules(town).get(kind)):
        raise ValidationError(_("Kommunens regel är strängare. Bara samordnaren kan göra den mildare här."))
    rule, _is_new = CrewRule.objects.update_or_create(**keys_of(owner), kind=kind, defaults=fields)
    return rule


STRENGTH = {RuleForce.OFF: 0, RuleForce.SOFT: 1, RuleForce.HARD: 2}


def is_looser(rule: CrewRule, towns: CrewRule | None) -> bool:
    """Whether a rule asks for less than the municipality's of the same kind. Wishes are everybody's own."""
    about = KINDS[RuleKind(rule.kind)]
    if towns is None or towns.force == RuleForce.OFF or about.is_wish:
        return False
    mine, theirs = STRENGTH[RuleForce(rule.force)], STRENGTH[RuleForce(towns.force)]
    more = (rule.number or 0) - (towns.number or 0)
    is_fewer = more < 0 if about.is_stricter_with_more else more > 0
    has_more_along = towns.most is not None and (rule.most is None or rule.most > towns.most)
    return mine < theirs or is_fewer or has_more_along or (mine == theirs and rule.may_except and not towns.may_except)


def drop_rule(owner: Owner, kind: RuleKind) -> bool:
    """An association or a route follows the municipality again; a municipality has the rule no more."""
    deleted, _rows = CrewRule.objects.filter(**keys_of(owner), kind=kind).delete()
    return bool(deleted)


def own_rules(owner: Owner) -> dict[RuleKind, CrewRule]:
    """The rows of this owner alone, by kind. One query."""
    return {RuleKind(row.kind): row for row in CrewRule.objects.filter(**keys_of(owner))}


def keys_of(owner: Owner) -> dict[str, Any]:
    if isinstance(owner, Municipality):
        return {"municipality_id": owner.pk, "association_id": None, "route_id": None}
    if isinstance(owner, Association):
        return {"municipality_id": owner.municipality_id, "association_id": owner.pk, "route_id": None}
    return {"municipality_id": owner.municipality_id, "association_id": None, "route_id": owner.pk}


def except_from(
    attendance: Attendance, found: Iterable[Finding], *, reason: str, origin: Origin, now: datetime
) -> None:
    """A leader lets the person walk in spite of these rules, inside the caller's transaction. It is in the history.

    Raises NotAllowed for a rule that nobody may make an exception from, and for want of a reason.
    """
    for finding in found:
        words = about_person(finding, night=attendance.shift.night)
        if not finding.may_except:
            name = attendance.volunteer.first_name
            raise NotAllowed(
                _("%(name)s %(rule)s. Från den regeln görs inget undantag.") % {"name": name, "rule": words}
            )
        if not reason.strip():
            raise NotAllowed(_("Skriv varför du gör ett undantag."))
        RuleException.objects.update_or_create(
            attendance=attendance,
            kind=finding.kind,
            defaults={"reason": reason.strip()[:200], "made_by": origin.actor, "made_at": now},
        )
        record_event(
            attendance.shift,
            EventKind.EXCEPTED,
            origin=origin,
            now=now,
            attendance=attendance,
            detail=f"{words}: {reason.strip()}",
        )
