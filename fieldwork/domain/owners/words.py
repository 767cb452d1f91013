"""Rules about owners in words."""

from django.utils.translation import gettext as _

from fieldwork.models import OwnerRule


def rule_words(rule: OwnerRule) -> str:
    """What the rule is about: "Klotter i Vårby", "Allt i hela kommunen"."""
    kind = rule.category.name if rule.category else _("Allt")
    if rule.district is None:
        return _("%(kind)s, i hela kommunen") % {"kind": kind}
    return _("%(kind)s, i %(place)s") % {"kind": kind, "place": rule.district.name}
