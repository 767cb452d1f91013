"""How one group stands on tonight's board. The order is that of trouble, gravest first."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupState(models.TextChoices):
    PANIC = "panic", _("Larm")
    OVERDUE = "overdue", _("Försenad")
    NOT_OUT = "not_out", _("Inte ute än")
    NEVER_OUT = "never_out", _("Checkade aldrig ut")
    DUE = "due", _("Väntas hem")
    GATHERING = "gathering", _("Samlas")
    OUT = "out", _("Ute")
    LATER = "later", _("Senare")
    HOME = "home", _("Hemma")
    CANCELLED = "cancelled", _("Inställd")


TROUBLE: dict[str, int] = {state: place for place, state in enumerate(GroupState)}
ON_THE_WAY = frozenset({GroupState.PANIC, GroupState.OVERDUE, GroupState.DUE, GroupState.OUT})  # not home yet
EXPECTED = frozenset({GroupState.NOT_OUT, GroupState.GATHERING, GroupState.LATER})  # still to go out
