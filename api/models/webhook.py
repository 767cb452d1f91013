"""Where partners want to hear of what happens, what is on its way there, and how each try went."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from api.enums import DeliveryState, EndpointState
from api.models.event import PartnerEvent
from api.models.partner import Partner
from messaging.enums import CallTrouble
from volunteers.models import User

LONGEST_URL = 500


class WebhookEndpoint(models.Model):
    """An address that a partner's events are posted to, as https://www.standardwebhooks.com says.

    `types` are those it wants, `districts` ids of districts, each with everything below it; none of either means all
    that the partner may know. `secret` stands as it is, since it signs; after a change the former one signs as well,
    until `former_until`. `failures` are those in a row, begun at `failing_since`. While `rests_until` has not come
    nothing is tried; whoever delivers holds it until `leased_until`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="endpoints")
    name = models.CharField(max_length=80, blank=True)
    url = models.URLField(max_length=LONGEST_URL)
    types = models.JSONField(default=list, blank=True)
    districts = models.JSONField(default=list, blank=True)
    keeps_order = models.BooleanField(default=False)
    secret = models.CharField(max_length=100)
    former_secret = models.CharField(max_length=100, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=EndpointState.choices, default=EndpointState.ACTIVE)
    state_at = models.DateTimeField(default=timezone.now)
    owner_told_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EndpointState.values), name="endpoint_state_known"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.uuid)


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint. It waits until `due_at` and is given up after `gives_up_at`.

    `sequence` is the event's, so that order can be kept by an index.
    """

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(PartnerEvent, on_delete=models.CASCADE, related_name="deliveries")
    sequence = models.PositiveBigIntegerField()
    state = models.CharField(max_length=12, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    gives_up_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["endpoint", "-sequence"]
        indexes = [
            models.Index(fields=["endpoint", "sequence"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["gives_up_at"], name="delivery_giving_up", condition=Q(state="waiting")),
            models.Index(fields=["ended_at"], name="delivery_ended", condition=~Q(state="waiting")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once_for_each_endpoint"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.sequence} {self.state}"


class WebhookAttempt(models.Model):
    """One try. `status` is what the endpoint answered, else `trouble` says why nothing came; `said` is cut to 1 kB."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=16, choices=CallTrouble.choices, blank=True)
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["delivery", "pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.number}: {self.status or self.trouble}"
