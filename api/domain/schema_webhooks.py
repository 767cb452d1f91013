"""The other direction: what Lykta calls at an address of the partner's, as OpenAPI's `webhooks` tell of it."""

from typing import Any

from api.domain.examples.nights import EVENT

SIGNED = "Standard Webhooks: the signature is over id, timestamp and body, with the endpoint's `whsec_` secret."
HEADERS = {
    "webhook-id": "The event's `id`: the same each time that it is sent.",
    "webhook-timestamp": "When this try left, in seconds since 1970. Refuse what is older than five minutes.",
    "webhook-signature": "One signature, or two while a secret is being changed, with a space between: `v1,…`.",
}
ANSWERS = {
    "2XX": "It has arrived.",
    "410": "Send no more here.",
    "default": "Not arrived, so it is sent again. Redirects are not followed. `Retry-After` holds for up to an hour.",
}


def describe_webhooks(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """A hook of drf-spectacular, for what no view of ours answers (OpenAPI 3.1, section 4.8.1)."""
    parameters = [
        {"in": "header", "name": name, "required": True, "schema": {"type": "string"}, "description": said}
        for name, said in HEADERS.items()
    ]
    body = {"schema": {"$ref": "#/components/schemas/Event"}, "example": EVENT}
    result["webhooks"] = {
        "event": {
            "post": {
                "operationId": "receive_event",
                "summary": "Something has happened",
                "description": f"Ids only; `data.url` is where to read how things stand now. {SIGNED}",
                "tags": ["webhooks"],
                "parameters": parameters,
                "requestBody": {"required": True, "content": {"application/json": body}},
                "responses": {status: {"description": said} for status, said in ANSWERS.items()},
                "security": [],
            }
        }
    }
    return result
