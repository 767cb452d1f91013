"""Who is to be reached tonight: duty persons of associations and municipalities, and safety hosts at work."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.models import Association, District, Municipality, User


class DutyTurn(models.Model):
    """One person who answers for a municipality (coordinator on duty) or an association, from then to then.

    Lykta is no working-time system: this only says who gets the alarm.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="duty_turns"
    )
    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, null=True, blank=True, related_name="duty_turns"
    )
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="duty_turns")
    name = models.CharField(_("namn"), max_length=80)
    number = models.CharField(_("mobilnummer"), max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["municipality", "starts_at"], name="duty_municipality"),
            models.Index(fields=["association", "starts_at"], name="duty_association"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, association=None)
                | Q(municipality=None, association__isnull=False),
                name="duty_for_one_thing",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_start"),
            models.CheckConstraint(condition=Q(number__startswith="+"), name="duty_number_e164"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at}"


class DutyWarning(models.Model):
    """That nobody has the duty of one night, or not of all of it: told once for each distance."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    association = models.ForeignKey(Association, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    night = models.DateField()
    days_ahead = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Two nulls differ to a database, so each kind of rota has a constraint of its own.
            models.UniqueConstraint(
                fields=["municipality", "night", "days_ahead"],
                condition=Q(association=None),
                name="town_duty_warned_once",
            ),
            models.UniqueConstraint(
                fields=["association", "night", "days_ahead"],
                condition=Q(municipality=None),
                name="duty_warned_once",
            ),
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, association=None)
                | Q(municipality=None, association__isnull=False),
                name="duty_warning_for_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.night}, {self.days_ahead} days ahead"


class HostDuty(models.Model):
    """A team of safety hosts (trygghetsvärdar) at work: where, when, and the number the night's leaders can ring.

    Without districts it is the whole municipality. What was entered at once shares a `series`.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="host_duties")
    name = models.CharField(_("grupp"), max_length=80)
    number = models.CharField(_("telefon"), max_length=20)
    districts: "models.ManyToManyField[District, Any]" = models.ManyToManyField(
        District, blank=True, related_name="host_duties", verbose_name=_("områden")
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    series = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["municipality", "starts_at"], name="hosts_municipality"),
            models.Index(fields=["series"], name="hosts_series"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hosts_end_after_start"),
            models.UniqueConstraint(fields=["municipality", "name", "starts_at"], name="hosts_start_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at}"
