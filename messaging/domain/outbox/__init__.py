"""Texts on their way out: queued with what caused them, sent by a worker, followed until the phone has them."""

from messaging.domain.outbox.asking import ask_about_unknown
from messaging.domain.outbox.callbacks import record_status
from messaging.domain.outbox.queueing import SEND_DUE, drop_queued, queue_sms
from messaging.domain.outbox.sending import send_due

__all__ = ["SEND_DUE", "ask_about_unknown", "drop_queued", "queue_sms", "record_status", "send_due"]
