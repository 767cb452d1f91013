"""Volunteers: the people who walk."""

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum import luhn

from volunteers.enums import ContactWay, Gender, Language, VolunteerState
from volunteers.models.association import Association
from volunteers.models.municipality import District, Municipality
from volunteers.models.user import User

FORGOTTEN_NAME = "Borttagen person"  # what is left of a name, wherever the nights that somebody walked are shown

# Ten or twelve digits with a plausible date: what a Swedish personal identity number looks like.
PERSONAL_NUMBER = re.compile(r"\b(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])[-+ ]?\d{4}\b")


# The same ten digits can be a mobile number; then the check digit decides.
MOBILE = re.compile(r"07[02369]\d{7}")


def has_personal_number(text: str) -> bool:
    """Whether a text seems to hold a personal identity number; a mistyped one counts too."""
    found = (match.group() for match in PERSONAL_NUMBER.finditer(text))
    return any(not MOBILE.fullmatch(one) or luhn.is_valid(one) for one in found)


def refuse_personal_number(value: str) -> None:
    """No field of Lykta holds a personal identity number (personnummer or samordningsnummer)."""
    if has_personal_number(value):
        raise ValidationError(_("Det ser ut som ett personnummer. Skriv aldrig personnummer här."))


def short_name(name: str) -> str:
    """First name and one letter, as on boards: Anna L. What stands for a forgotten person's name stays whole."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}" if len(words) > 1 and name != FORGOTTEN_NAME else name


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def within(self, *, municipalities: frozenset[int], associations: frozenset[int]) -> "VolunteerQuerySet":
        member = Volunteer.associations.through.objects.filter(association__in=associations).values("volunteer")
        return self.known().filter(Q(municipality__in=municipalities) | Q(pk__in=member))

    def known(self) -> "VolunteerQuerySet":
        """All but those who are forgotten, of whom only the nights they walked are left."""
        return self.exclude(state=VolunteerState.FORGOTTEN)

    def active(self) -> "VolunteerQuerySet":
        return self.filter(state=VolunteerState.ACTIVE)


class Volunteer(models.Model):
    """A person who walks, known by name and mobile number. Needs no account; has no personal identity number here.

    `named_at` is when the name or the language they are told in last became another.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="volunteers")
    associations: "models.ManyToManyField[Association, Any]" = models.ManyToManyField(
        Association, through="Membership", related_name="volunteers"
    )
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="volunteer")
    name = models.CharField(_("namn"), max_length=80)
    mobile = models.CharField(_("mobilnummer"), max_length=20)
    email = models.EmailField(_("e-post"), blank=True)
    birth_year = models.PositiveSmallIntegerField(_("födelseår"), null=True, blank=True)
    born_on = models.DateField(_("född"), null=True, blank=True)
    gender = models.CharField(_("kön"), max_length=8, choices=Gender.choices, blank=True)
    languages = models.JSONField(_("språk"), default=list, blank=True)
    text_language = models.CharField(_("språk i sms"), max_length=2, choices=Language.choices, default=Language.SWEDISH)
    contact_way = models.CharField(_("frågas genom"), max_length=8, choices=ContactWay.choices, default=ContactWay.SMS)
    leader_training_until = models.DateField(_("ledarutbildning giltig till"), null=True, blank=True)
    introduced_on = models.DateField(_("har läst introduktionen"), null=True, blank=True)
    guardian_consent_on = models.DateField(_("vårdnadshavares samtycke"), null=True, blank=True)
    # That an extract from the register of convictions was shown, and the day; never more (lag 2013:852, 5 §).
    extract_shown_on = models.DateField(_("registerutdrag visat"), null=True, blank=True)
    home_district = models.ForeignKey(
        District,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="residents",
        verbose_name=_("hemområde"),
    )
    state = models.CharField(_("status"), max_length=12, choices=VolunteerState.choices, default=VolunteerState.ACTIVE)
    consented_on = models.DateField(_("samtycke"), null=True, blank=True)
    # The text that was agreed to: see domain/consents. Empty when it was agreed to elsewhere.
    consent_version = models.CharField(max_length=16, blank=True, editable=False)
    informed_on = models.DateField(_("har läst informationen"), null=True, blank=True)
    note = models.TextField(
        _("anteckning"),
        blank=True,
        max_length=500,
        validators=[refuse_personal_number],
        help_text=_("Bara det som behövs för planeringen. Aldrig personnummer, hälsa eller annat privat."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    named_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["mobile"], name="volunteer_mobile")]
        constraints = [models.CheckConstraint(condition=Q(mobile__startswith="+"), name="volunteer_mobile_e164")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.born_on is not None:
            self.birth_year = self.born_on.year

    @property
    def is_forgotten(self) -> bool:
        return self.state == VolunteerState.FORGOTTEN

    @property
    def first_name(self) -> str:
        return self.name if self.is_forgotten or not self.name.split() else self.name.split()[0]

    @property
    def short_name(self) -> str:
        """First name and one letter, as on boards: Anna L."""
        return short_name(self.name)


class Membership(models.Model):
    """A volunteer walks with an association."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="memberships")
    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="memberships")
    joined_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "association"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.volunteer_id} in {self.association_id}"
