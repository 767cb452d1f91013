"""Associations that walk."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberInvalid
from stdnum.se import orgnr

from volunteers.models.municipality import Municipality


def validate_organisation_number(value: str) -> None:
    """Ten digits with a valid check digit, written 802412-3450 or 8024123450."""
    try:
        orgnr.validate(value)
    except NumberInvalid as error:
        raise ValidationError(_("Organisationsnumret stämmer inte. Det har tio siffror, som 802412-3450.")) from error


class AssociationQuerySet(models.QuerySet["Association"]):
    def within(self, *, municipalities: frozenset[int], associations: frozenset[int]) -> "AssociationQuerySet":
        return self.filter(Q(municipality__in=municipalities) | Q(pk__in=associations))


class Association(models.Model):
    """A sports club, a parents' group or another association (förening) whose members walk.

    `named_at` is when it last got another name, since calendars take a new word only with a newer stamp.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="associations")
    name = models.CharField(_("namn"), max_length=80)
    organisation_number = models.CharField(
        _("organisationsnummer"), max_length=11, blank=True, validators=[validate_organisation_number]
    )
    contact_name = models.CharField(_("kontaktperson"), max_length=80, blank=True)
    contact_email = models.EmailField(_("kontaktpersonens e-post"), blank=True)
    contact_number = models.CharField(_("kontaktpersonens telefon"), max_length=20, blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    named_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Another for every change of the association's own words in texts, so that they can be kept in memory; empty when
    # it has none.
    words_stamp = models.CharField(max_length=32, blank=True, editable=False)

    objects = AssociationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="association_name_once",
                violation_error_message=_("Det finns redan en förening med det namnet."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "organisation_number"],
                condition=~Q(organisation_number=""),
                name="organisation_number_once",
                violation_error_message=_("Organisationsnumret används redan av en annan förening."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.organisation_number:
            self.organisation_number = orgnr.format(self.organisation_number)
