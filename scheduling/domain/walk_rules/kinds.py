"""What each kind of rule needs to be told, and what it is when a municipality begins with it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scheduling.enums import RuleForce, RuleKind


@dataclass(frozen=True, slots=True)
class KindOfRule:
    """`number_label` is empty for a kind without a number; the bounds are both allowed. `most_label` likewise."""

    help_text: str | Promise
    number_label: str | Promise = ""
    number: int | None = None
    lowest: int = 1
    highest: int = 1
    most_label: str | Promise = ""
    most: int | None = None
    force: RuleForce = RuleForce.HARD
    may_except: bool = False
    is_wish: bool = False  # about the group as a whole: it can only warn
    is_stricter_with_more: bool = True


MOST_NEW = 10  # people who walk for the first time beside one who is used to it

KINDS: dict[RuleKind, KindOfRule] = {
    RuleKind.MIN_AGE: KindOfRule(_("Räknas på kvällen."), _("År"), number=18, lowest=13, highest=30),
    RuleKind.GUARDIAN_CONSENT: KindOfRule(_("Skriftligt. Bara dagen sparas.")),
    RuleKind.WITH_ADULTS: KindOfRule(_("Så många ska vara klara först."), _("Vuxna"), number=2, highest=4),
    RuleKind.LEADER_TRAINING: KindOfRule(_("Ska gälla på kvällen, för den som leder."), may_except=True),
    RuleKind.INTRODUCTION: KindOfRule(_("Hur man går: gyllene regler, larm, kläder."), may_except=True),
    RuleKind.EXTRACT_SHOWN: KindOfRule(
        _("Bara dagen då det visades sparas. Lagen säger högst ett år gammalt."),
        _("Månader"),
        number=12,
        highest=24,
        is_stricter_with_more=False,
    ),
    RuleKind.FIRST_WALK: KindOfRule(
        _("Så många kvällar har den gått som räknas som van. Den som har en ledarutbildning som gäller är också van."),
        _("Kvällar"),
        number=3,
        highest=20,
        most_label=_("Högst så många nya för varje van"),
        most=2,
        may_except=True,
    ),
    RuleKind.MONTHLY: KindOfRule(
        _("Pass som personen redan är klar för räknas."),
        _("Kvällar"),
        number=4,
        highest=31,
        force=RuleForce.SOFT,
        may_except=True,
        is_stricter_with_more=False,
    ),
    RuleKind.REST: KindOfRule(_("Mellan ett pass slut och nästa start."), _("Timmar"), number=11, highest=72),
    RuleKind.LANGUAGES: KindOfRule(_("Med komma mellan, som arabiska, finska."), force=RuleForce.SOFT, is_wish=True),
    RuleKind.MIXED: KindOfRule(_("Räknas på dem som har sagt kön."), force=RuleForce.SOFT, is_wish=True),
}
