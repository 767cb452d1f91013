"""What became of a planned night, as the follow-up counts it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """Every planned night is in one of these and no other, so that together they are all that was planned."""

    FULL = "full", _("Genomfört")
    SHORT = "short", _("För få kom")
    UNSAFE = "unsafe", _("Färre än tryggheten kräver")
    UNREGISTERED = "unregistered", _("Inte registrerat")
    EMPTY = "empty", _("Ingen gick")
    CANCELLED = "cancelled", _("Inställt")
    MERGED = "merged", _("Slogs ihop med en annan grupp")
    AHEAD = "ahead", _("Inte över än")


# The group went out and came home again, as many as is safe.
HELD = frozenset({Outcome.FULL, Outcome.SHORT})
# Somebody was out, so there is a night to write a log of.
WENT_OUT = HELD | {Outcome.UNSAFE}
