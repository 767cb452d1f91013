"""What belongs to an observation: its photos, its history, and when a municipality takes two of them for one."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fieldwork.enums import ObservationEventKind
from fieldwork.models.observation import Observation, Sighting
from scheduling.enums import Door
from scheduling.models import Shift
from volunteers.models import Municipality, User, Volunteer


class ObservationPhoto(models.Model):
    """One photo of a place: a JPEG made anew from the one that came in, with nothing in it but the picture.

    It lies in the database, so that every machine serves it and what is removed is gone. `uuid` is in its address.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="photos")
    sighting = models.OneToOneField(Sighting, on_delete=models.SET_NULL, null=True, blank=True, related_name="photo")
    jpeg = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="photo_has_a_size")]

    def __str__(self) -> str:
        return f"photo of {self.observation_id}"


class ObservationEvent(models.Model):
    """One line of an observation's history. Written only by domain/observations/history.

    `actor` is a signed-in user who did it and `by` a volunteer who did; none of both is the clock or the owner.
    `processed_at` is for webhooks out.
    """

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16, choices=ObservationEventKind.choices)
    at = models.DateTimeField()
    door = models.CharField(max_length=8, choices=Door.choices)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    shift = models.ForeignKey(Shift, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["observation", "-at"], name="observation_event_at"),
            models.Index(fields=["id"], name="observation_event_unprocessed", condition=Q(processed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.observation_id}"


class ObservationRules(models.Model):
    """How near is the same place in a municipality. Without a row the defaults of the fields hold."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="observation_rules")
    join_metres = models.PositiveSmallIntegerField(
        _("samma fel inom, meter"), default=25, validators=[MaxValueValidator(500)]
    )
    pass_metres = models.PositiveSmallIntegerField(
        _("en grupp passerar inom, meter"), default=50, validators=[MinValueValidator(5), MaxValueValidator(1000)]
    )

    def __str__(self) -> str:
        return f"observation rules {self.municipality_id}"
