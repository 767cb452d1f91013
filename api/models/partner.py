"""Partners and their keys. A key is shown once; only its hash is kept."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from volunteers.models import Municipality, User


def new_pseudonym_key() -> str:
    return secrets.token_hex(32)


class Partner(models.Model):
    """An organisation that reads through the API: the police, a housing company, a school.

    `last_sequence` is the number of its newest event. Whoever numbers events holds this row locked meanwhile. With
    `pseudonym_key` the ids of people are hashed for this partner alone, so that no two partners can compare theirs.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=80)
    contact_email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    last_sequence = models.PositiveBigIntegerField(default=0, editable=False)
    pseudonym_key = models.CharField(max_length=64, default=new_pseudonym_key, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="partner_name_once")]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A bearer key: `lykta_<prefix>_<secret>`. Found by its prefix, compared by the SHA-256 of the whole.

    It belongs to a partner, or to a leader or coordinator, `holder`, and then opens what that person may see.

    `districts` are ids of districts, each with everything below it; none means the whole municipality. A district that
    is removed stays here, so that a narrow key never widens. `networks` are addresses in CIDR notation (RFC 4632, RFC
    4291) that it may be used from; none means anywhere.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, null=True, blank=True, related_name="keys")
    holder = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="api_keys")
    name = models.CharField(max_length=80, blank=True)
    prefix = models.CharField(max_length=12, unique=True)
    key_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    districts = models.JSONField(default=list, blank=True)
    networks = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(partner=None, holder__isnull=False) | Q(partner__isnull=False, holder=None),
                name="key_of_a_partner_or_of_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"
