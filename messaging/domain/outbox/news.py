"""The only place where what the provider says moves a text, and only ever forward."""

from datetime import datetime

from messaging.domain.error_codes import advice_for, reason_for
from messaging.enums import PROVIDER_STATES, RANK, OutboundState
from messaging.models import OutboundMessage

FAULTY = {OutboundState.UNDELIVERED, OutboundState.FAILED}


def apply_news(message: OutboundMessage, *, sid: str, status: str, error_code: str, now: datetime) -> bool:
    """Whether the text moved. `message` must be locked; `status` is in the provider's words, unknown ones move nothing.

    Of a text that got two ids, because an answer was lost, only the arrival counts for the second.
    """
    state = PROVIDER_STATES.get(status)
    is_other = message.provider_sid not in {None, sid}
    changed = []
    if message.provider_sid is None and sid and not _is_taken(sid):
        message.provider_sid = sid
        changed += ["provider_sid"]
    has_moved = _is_forward(message, state) and (state == OutboundState.DELIVERED or not is_other)
    if state is not None and has_moved:
        message.state, message.leased_until = state, None
        message.sent_at = message.sent_at or now
        message.error_code = error_code
        message.reason = reason_for(advice_for(error_code)) if state in FAULTY else ""
        changed += ["state", "leased_until", "sent_at", "error_code", "reason"]
    if changed:
        message.updated_at = now
        message.save(update_fields=[*changed, "updated_at"])
    return has_moved


def _is_forward(message: OutboundMessage, state: OutboundState | None) -> bool:
    return state is not None and RANK[state] > RANK[OutboundState(message.state)]


def _is_taken(sid: str) -> bool:
    """Two like texts to one phone, both in doubt, may have been told apart wrongly."""
    return OutboundMessage.objects.filter(provider_sid=sid).exists()
