"""Municipalities and their tree of districts."""

import uuid
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from tree_queries.query import TreeQuerySet


def validate_time_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError) as error:
        raise ValidationError(_("Skriv en tidszon som Europe/Stockholm.")) from error


class Municipality(models.Model):
    """A municipality that Lykta works for. Its zone decides what every local time means.

    `named_at` is when its name, its word for the activity or its zone last became another.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("namn"), max_length=80, unique=True)
    time_zone = models.CharField(
        _("tidszon"), max_length=40, default="Europe/Stockholm", validators=[validate_time_zone]
    )
    activity_word = models.CharField(
        _("ord för aktiviteten"),
        max_length=24,
        default="nattvandring",
        help_text=_("Det ord ni använder: nattvandring, vuxenvandring, kvällsvandring …"),
    )
    contact_number = models.CharField(_("samordnarens nummer"), max_length=20, blank=True)
    named_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class District(models.Model):
    """A part of a municipality, in a tree that the coordinator edits: its parts, and their parts."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="districts")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("ligger i")
    )
    name = models.CharField(_("namn"), max_length=60)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    named_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = models.Manager["District"]()
    tree: ClassVar[Any] = TreeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "parent", "name"],
                name="district_name_once_among_siblings",
                violation_error_message=_("Det finns redan ett område med det namnet här."),
            ),
            # Two nulls differ to a database, and only PostgreSQL can be told otherwise.
            models.UniqueConstraint(
                fields=["municipality", "name"],
                condition=models.Q(parent=None),
                name="district_name_once_at_the_top",
                violation_error_message=_("Det finns redan ett område med det namnet här."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.parent and self.parent.municipality_id != self.municipality_id:
            raise ValidationError({"parent": _("Området ovanför hör till en annan kommun.")})
