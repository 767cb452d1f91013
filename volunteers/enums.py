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


class InterestState(models.TextChoices):
    """What became of somebody who wants to walk. One who takes it back is not kept."""

    NEW = "new", _("Väntar på svar")
    ACCEPTED = "accepted", _("Är med")
    DECLINED = "declined", _("Fick nej")


class Language(models.TextChoices):
    """The languages a text can be written in."""

    SWEDISH = "sv", _("Svenska")
    ENGLISH = "en", _("Engelska")
    FINNISH = "fi", _("Finska")
    ARABIC = "ar", _("Arabiska")
    SOMALI = "so", _("Somaliska")


class ContactWay(models.TextChoices):
    """How a person is asked. A call asks the same question and is answered with a key."""

    SMS = "sms", _("Sms")
    CALL = "call", _("Telefonsamtal")


class Gender(models.TextChoices):
    """Only what a person chooses to tell, so that a mixed group can be wished for. Nothing told is an empty string."""

    WOMAN = "woman", _("Kvinna")
    MAN = "man", _("Man")


class Theme(models.TextChoices):
    """How pages look: as the design's day or night, or as the device asks."""

    DAY = "day", _("Dag")
    NIGHT = "night", _("Natt")
    AUTO = "auto", _("Som enheten")
