"""Numbers that somebody says are theirs, until a code by text has proved it."""

import uuid

from django.db import models
from django.db.models import Q

from volunteers.models.municipality import Municipality

MOST_TRIES = 5


class NumberProof(models.Model):
    """One code texted to one number. The code itself follows from `uuid` and is kept nowhere.

    `address_hash` tells whether two were asked for from the same place on the net, and nothing else.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="number_proofs")
    number = models.CharField(max_length=20)
    address_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["number", "created_at"], name="proof_of_number"),
            models.Index(fields=["address_hash", "created_at"], name="proof_from_address"),
            models.Index(fields=["municipality", "created_at"], name="proof_in_town"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="proof_tries_bounded"),
        ]

    def __str__(self) -> str:
        return f"proof {self.uuid}"
