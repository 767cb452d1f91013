"""Choices about people and organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    COORDINATOR = "coordinator", _("samordnare")
    LEADER = "leader", _("föreningsledare")


class VolunteerState(models.TextChoices):
    ACTIVE = "active", _("Aktiv")
    PAUSED = "paused", _("Pausad")
    FORGOTTEN = "forgotten", _("Borttagen")


class Language(models.TextChoices):
    """The languages a text can be written in."""

    SWEDISH = "sv", _("Svenska")
    ENGLISH = "en", _("Engelska")


class Theme(models.TextChoices):
    """How pages look: as the design's day or night, or as the device asks."""

    DAY = "day", _("Dag")
    NIGHT = "night", _("Natt")
    AUTO = "auto", _("Som enheten")
