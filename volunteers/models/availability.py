"""When a volunteer can walk, as told by the person. Silence is kept as silence, and never read as free."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from volunteers.models.municipality import District
from volunteers.models.volunteer import Volunteer

MOST_NIGHTS = 31


class Availability(models.Model):
    """The standing pattern. A weekday is 0 on Mondays; none at all means that nothing was said about days.

    `risk_nights`: also, or only, on nights when more adults are needed, whatever their weekday.
    """

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="availability")
    weekdays = models.JSONField(_("dagar som passar"), default=list, blank=True)
    risk_nights = models.BooleanField(_("riskkvällar"), default=False)
    most_a_month = models.PositiveSmallIntegerField(
        _("högst så många kvällar i månaden"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_NIGHTS)],
    )
    districts: "models.ManyToManyField[District, Any]" = models.ManyToManyField(
        District, blank=True, related_name="wished_by", verbose_name=_("går helst i")
    )

    def __str__(self) -> str:
        return f"availability of {self.volunteer_id}"


class AwayPeriod(models.Model):
    """Nights from the first date to the last, both counted, on which the person is away. No reason is kept."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="away_periods")
    first_on = models.DateField(_("från"))
    last_on = models.DateField(_("till"))

    class Meta:
        ordering = ["first_on", "last_on"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="away_ends_after_it_starts"),
            models.UniqueConstraint(fields=["volunteer", "first_on", "last_on"], name="away_once"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} away {self.first_on}/{self.last_on}"


class CompanyWish(models.Model):
    """Whom the person would like to walk with. A wish, no promise: nobody else is told of it."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="company_wishes")
    companion = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="wished_for")

    class Meta:
        ordering = ["companion__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "companion"], name="company_wished_once"),
            models.CheckConstraint(condition=~Q(volunteer=F("companion")), name="company_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} with {self.companion_id}"
