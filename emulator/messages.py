"""A text as Twilio's JSON shows it (schema api.v2010.account.message)."""

from datetime import datetime
from email.utils import format_datetime

from emulator.callbacks import API_VERSION
from emulator.errors import explain
from emulator.store import Message


def rfc2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)


def message_uri(message: Message, *, account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}"


def message_json(message: Message, *, account_sid: str) -> dict[str, object]:
    uri = message_uri(message, account_sid=account_sid)
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": "" if message.is_redacted else message.body,
        "date_created": rfc2822(message.created_at),
        "date_sent": rfc2822(message.sent_at),
        "date_updated": rfc2822(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": explain(message.error_code),
        "from": message.sender,
        "messaging_service_sid": message.service_sid,
        "num_media": "0",
        "num_segments": str(message.segments),
        "price": message.price,
        "price_unit": message.price_unit,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }
