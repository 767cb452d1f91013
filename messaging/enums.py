"""States of a text on its way out, and how far along each is."""

from django.db import models


class OutboundState(models.TextChoices):
    """Lykta's own states. `unknown`: the provider's answer was lost, so it is asked; never sent again blindly."""

    QUEUED = "queued", "I kö"
    SENDING = "sending", "Skickas"
    UNKNOWN = "unknown", "Oklart"
    SENT = "sent", "Skickat"
    DELIVERED = "delivered", "Framme"
    UNDELIVERED = "undelivered", "Kom inte fram"
    FAILED = "failed", "Misslyckades"
    DROPPED = "dropped", "Skickades inte"


# A status callback may arrive late, twice or out of order; a text only moves to a higher rank.
RANK = {
    OutboundState.QUEUED: 0,
    OutboundState.SENDING: 1,
    OutboundState.UNKNOWN: 2,
    OutboundState.SENT: 3,
    OutboundState.DELIVERED: 9,
    OutboundState.UNDELIVERED: 9,
    OutboundState.FAILED: 9,
    OutboundState.DROPPED: 9,
}
FINAL = frozenset(state for state, rank in RANK.items() if rank == max(RANK.values()))

# What Twilio calls a message's status (https://www.twilio.com/docs/messaging/api/message-resource#message-status-values).
PROVIDER_STATES = {
    "accepted": OutboundState.SENT,
    "scheduled": OutboundState.SENT,
    "queued": OutboundState.SENT,
    "sending": OutboundState.SENT,
    "sent": OutboundState.SENT,
    "delivered": OutboundState.DELIVERED,
    "undelivered": OutboundState.UNDELIVERED,
    "failed": OutboundState.FAILED,
    "canceled": OutboundState.FAILED,
}
