"""Who mends what and where, as a municipality has written it down."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fieldwork.models.observation import ObservationCategory, PlaceOwner
from volunteers.models import District, Municipality


class OwnerRule(models.Model):
    """Faults of one kind, or of any, in one district, or in all, are this owner's.

    A category takes those below it along, and a district its parts. Of several rules that fit the most particular one
    holds, and among equals the first by `position`: see domain/owners/routing.py.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="owner_rules")
    owner = models.ForeignKey(PlaceOwner, on_delete=models.CASCADE, related_name="rules", verbose_name=_("ägare"))
    category = models.ForeignKey(
        ObservationCategory,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="owner_rules",
        verbose_name=_("slag"),
    )
    district = models.ForeignKey(
        District, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("område")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        # Two nulls differ to a database, and only PostgreSQL can be told otherwise.
        constraints = [
            models.UniqueConstraint(fields=["owner", "category", "district"], name="each_rule_once"),
            models.UniqueConstraint(
                fields=["owner", "district"], condition=Q(category=None), name="each_rule_of_a_place_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "category"], condition=Q(district=None), name="each_rule_of_a_kind_once"
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(category=None, district=None), name="each_rule_of_everything_once"
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.position} of {self.municipality_id}"


class OwnerService(models.Model):
    """What an owner's Open311 system calls a kind of fault: its `service_code`. It takes the kinds below it along."""

    owner = models.ForeignKey(PlaceOwner, on_delete=models.CASCADE, related_name="services")
    category = models.ForeignKey(ObservationCategory, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "category"], name="one_service_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.code} of {self.owner_id}"
