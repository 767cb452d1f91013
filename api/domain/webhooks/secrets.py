"""The secrets by which a receiver knows that a webhook is Lykta's, and that nobody changed it."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from standardwebhooks import Webhook

from api.models import WebhookEndpoint

# https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Signature scheme":
# 24 to 64 random bytes, in base64 after whsec_
SECRET_BYTES = 32
OVERLAP = timedelta(days=7)  # in which a secret that was changed still signs, as long as a key that was changed opens


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def secrets_of(endpoint: WebhookEndpoint, *, now: datetime) -> tuple[str, ...]:
    """Those that sign: the present one, and the one before it while a change is under way."""
    is_overlapping = endpoint.former_until is not None and now < endpoint.former_until
    return (endpoint.secret, endpoint.former_secret) if is_overlapping else (endpoint.secret,)


def signed_headers(message_id: str, body: str, *, keys: Sequence[str], at: datetime) -> dict[str, str]:
    """webhook-id, webhook-timestamp and webhook-signature; `at` is the moment of this try, on the true clock."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(message_id, at, body) for key in keys),
    }
