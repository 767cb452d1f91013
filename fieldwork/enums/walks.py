"""States of a walk and what its history tells."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WalkState(models.TextChoices):
    OUT = "out", _("Ute")
    HOME = "home", _("Hemma")


class FieldEventKind(models.TextChoices):
    """One line in the history of a night, from check-out to the last answer."""

    ARRIVED = "arrived", _("är på plats")
    STARTED = "started", _("gick ut")
    OUT = "out", _("checkades ut")
    HOME = "home", _("checkades in hemma")
    PRESUMED_HOME = "presumed_home", _("antas ha kommit hem")
    OUT_AGAIN = "out_again", _("är ute igen")
    ALL_HOME = "all_home", _("alla är hemma")
    NO_SHOW = "no_show", _("kom inte")
    WALKED = "walked", _("var med ändå")
    JOINED = "joined", _("gick över till en annan grupp")
    EXTENDED = "extended", _("fick mer tid")
    OVERDUE = "overdue", _("är försenad")
    PANIC = "panic", _("larmade")
    STEP = "step", _("fler fick veta")
    REMINDED = "reminded", _("fick frågan om de är hemma")
    ACKNOWLEDGED = "acknowledged", _("tog larmet")
    HANDED_BACK = "handed_back", _("lämnade tillbaka larmet")
    RESOLVED = "resolved", _("löste larmet")
    BRIEFED = "briefed", _("har läst genomgången")
    KIT_OUT = "kit_out", _("kvitterade ut utrustning")
    KIT_IN = "kit_in", _("lämnade in utrustning")
    LOGGED = "logged", _("skrev loggen")
    CORRECTED = "corrected", _("rättade loggen")
