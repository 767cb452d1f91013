"""What the terms of open nights are made of, and what comes of a sign-up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuotaSpan(models.TextChoices):
    """What a person's quota of open nights is counted over."""

    AHEAD = "ahead", _("som ligger framför")
    MONTH = "month", _("i samma månad")


class OpenNightTerm(models.TextChoices):
    """One of the terms on which people sign themselves up for open nights, as its history names it."""

    MEMBERS = "members", _("Föreningens egna")
    OTHERS = "others", _("Kommunens andra nattvandrare")
    NEW = "new", _("Nya")
    QUOTA = "quota", _("Hur många kvällar")
    SPAN = "span", _("Vad kvällarna räknas över")
    LEADER = "leader", _("Ledaren svarar först")
    CLOSES = "closes", _("När det är för sent")


class SignUpState(models.TextChoices):
    """What came of it that somebody signed up for an open night."""

    WAITS = "waits", _("Väntar på ledaren")
    TAKEN = "taken", _("Anmäld")
    REFUSED = "refused", _("Fick nej")
    TAKEN_BACK = "taken_back", _("Tog tillbaka")
