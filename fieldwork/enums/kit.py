"""What an association takes out on a night, and how a thing that was missing came to an end."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KitKind(models.TextChoices):
    VEST = "vest", _("Väst")
    JACKET = "jacket", _("Jacka")
    PHONE = "phone", _("Telefon")
    FIRST_AID = "first_aid", _("Första hjälpen-väska")
    KEY = "key", _("Nyckel")
    TORCH = "torch", _("Ficklampa")
    OTHER = "other", _("Annat")


class GapEnd(models.TextChoices):
    FOUND = "found", _("Hittad")
    GONE = "gone", _("Borta för gott")
