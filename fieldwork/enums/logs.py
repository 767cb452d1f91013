"""What a log says of a night: in intervals, counts and categories. Nothing of a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Met(models.TextChoices):
    """How many young people the group talked with, as an interval."""

    NONE = "none", _("Inga")
    UP_TO_10 = "1_10", _("1–10")
    UP_TO_30 = "11_30", _("11–30")
    UP_TO_60 = "31_60", _("31–60")
    MORE = "60_", _("Fler än 60")


# (at least, at most); what has no upper end counts as its lower one, so that a sum says "at least".
MET_SPANS: dict[str, tuple[int, int]] = {
    Met.NONE: (0, 0),
    Met.UP_TO_10: (1, 10),
    Met.UP_TO_30: (11, 30),
    Met.UP_TO_60: (31, 60),
    Met.MORE: (61, 61),
}


class Mood(models.TextChoices):
    CALM = "calm", _("Lugn")
    LIVELY = "lively", _("Livlig")
    UNEASY = "uneasy", _("Orolig")


class OccurrenceKind(models.TextChoices):
    ALCOHOL = "alcohol", _("Alkohol")
    DRUGS = "drugs", _("Misstänkta droger")
    FIGHT = "fight", _("Bråk")
    VANDALISM = "vandalism", _("Skadegörelse")
    VEHICLES = "vehicles", _("Mopeder och bilar")
    PARTY = "party", _("Fest")
    HELPED = "helped", _("Någon fick hjälp")
    FIRST_AID = "first_aid", _("Första hjälpen")
    CALMED = "calmed", _("Situation som lugnades")
    OTHER = "other", _("Annat")


class ContactKind(models.TextChoices):
    EMERGENCY = "emergency", _("112")
    POLICE = "police", _("Polisen, 114 14")
    GUARDS = "guards", _("Ordningsvakter eller väktare")
    HOSTS = "hosts", _("Trygghetsvärdar")
    SOCIAL_SERVICES = "social_services", _("Fältare eller socialjour")
