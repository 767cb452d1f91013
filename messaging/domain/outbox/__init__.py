"""Texts on their way out: queued with what caused them, sent by a worker, followed until the phone has them."""

from messaging.domain.outbox.queueing import SEND_DUE, drop_queued, queue_sms

__all__ = ["SEND_DUE", "drop_queued", "queue_sms"]
