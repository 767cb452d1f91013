"""Routes: where a group meets and which way it walks."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.models import Association, District, Municipality


class RouteQuerySet(models.QuerySet["Route"]):
    def within(self, *, municipalities: frozenset[int], associations: frozenset[int]) -> "RouteQuerySet":
        """The routes of these municipalities, and of the municipalities that these associations are in."""
        of_associations = Association.objects.filter(pk__in=associations).values("municipality")
        return self.filter(models.Q(municipality__in=municipalities) | models.Q(municipality__in=of_associations))


class Route(models.Model):
    """A way to walk. `line` is a list of [longitude, latitude] in WGS 84, as in GeoJSON (RFC 7946).

    `described_at` is when what calendars tell of it last became another: its name, its district, where one meets.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="routes")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="routes", verbose_name=_("område"))
    name = models.CharField(_("namn"), max_length=60)
    meeting_point = models.CharField(
        _("samlingsplats"), max_length=30, help_text=_("Kort, som i ett sms: biblioteket, Vårby C, fritidsgården.")
    )
    meeting_address = models.CharField(_("adress"), max_length=120, blank=True)
    latitude = models.FloatField(
        _("latitud"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitud"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    line = models.JSONField(_("linje"), default=list, blank=True)
    instructions = models.TextField(_("att tänka på"), blank=True, max_length=1000)
    length_metres = models.PositiveIntegerField(_("längd i meter"), null=True, blank=True)
    is_active = models.BooleanField(_("används"), default=True)
    described_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="route_name_once",
                violation_error_message=_("Det finns redan en rutt med det namnet."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.district_id and self.district.municipality_id != self.municipality_id:
            raise ValidationError({"district": _("Området hör till en annan kommun.")})
