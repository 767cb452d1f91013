"""People who want to walk and have proved their number, until an association has answered them."""

import uuid

from django.db import models
from django.db.models import Q

from volunteers.enums import InterestState, Language
from volunteers.models.association import Association
from volunteers.models.municipality import District, Municipality
from volunteers.models.user import User
from volunteers.models.volunteer import Volunteer


class Interest(models.Model):
    """Somebody wants to walk in a district, or wherever it is needed when `district` is null.

    `proof` is the uuid of the NumberProof by which the number was shown to be theirs. `consent_version` names the text
    they agreed to. `told_at` is null until the coordinators are told that nobody has answered.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="interests")
    district = models.ForeignKey(District, on_delete=models.SET_NULL, null=True, blank=True, related_name="interests")
    name = models.CharField(max_length=80)
    number = models.CharField(max_length=20)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    born_on = models.DateField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    text_language = models.CharField(max_length=2, choices=Language.choices, default=Language.SWEDISH)
    consent_version = models.CharField(max_length=16)
    consented_at = models.DateTimeField()
    proof = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=InterestState.choices, default=InterestState.NEW)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_by = models.ForeignKey(Association, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["created_at"], name="interest_created")]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "number"], condition=Q(state=InterestState.NEW), name="one_open_interest"
            ),
            models.CheckConstraint(condition=Q(state__in=InterestState.values), name="interest_state_known"),
            models.CheckConstraint(
                condition=Q(state=InterestState.NEW, closed_at=None)
                | (~Q(state=InterestState.NEW) & Q(closed_at__isnull=False)),
                name="interest_closed_when_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"interest {self.uuid} {self.state}"


class InterestOffer(models.Model):
    """An association that may take somebody in. `told_at` is null until its leaders are told."""

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="offers")
    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="interest_offers")
    told_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interest", "association"], name="interest_offered_once")]

    def __str__(self) -> str:
        return f"offer of {self.interest_id} to {self.association_id}"
