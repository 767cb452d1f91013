"""Texts on their way out: queued with what caused them, sent by a worker, followed until the phone has them."""

from messaging.domain.keys import again_key
from messaging.domain.outbox.asking import ask_about_unknown
from messaging.domain.outbox.callbacks import record_status
from messaging.domain.outbox.queueing import (
    drop_queued,
    queue_all,
    queue_sms,
    take_out_part,
    write_same,
    write_sms,
)
from messaging.domain.outbox.sending import send_due
from messaging.domain.outbox.settling import settle_accounts

__all__ = [
    "again_key",
    "ask_about_unknown",
    "drop_queued",
    "queue_all",
    "queue_sms",
    "record_status",
    "send_due",
    "settle_accounts",
    "take_out_part",
    "write_same",
    "write_sms",
]
