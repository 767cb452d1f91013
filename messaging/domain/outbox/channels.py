"""The one door through which a message leaves, by the channel its row names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from messaging.domain.callback_links import call_status_url, call_url, status_url
from messaging.domain.personal_links import with_link
from messaging.domain.sent_words import words_sent
from messaging.enums import Channel
from messaging.gateways.mail import send_mail
from messaging.gateways.protocol import Receipt, SendFrom, SentText
from messaging.gateways.provider import sms_gateway
from messaging.models import OutboundMessage


def deliver(message: OutboundMessage, *, now: datetime, sender: SendFrom | None = None) -> Receipt:
    """Open a socket and hand the message over: a text or a call to the provider, an e-mail to the mail server.

    Touches no database, so any thread may call it. Raises NotReached, Refused or AnswerLost; of an e-mail only Refused.
    """
    if message.channel == Channel.EMAIL:
        body = with_link(message.body, message.uuid)
        return send_mail(
            to=message.to_email, subject=message.subject, body=body, uuid=message.uuid, calendar=message.calendar
        )
    if message.channel == Channel.VOICE:
        return sms_gateway().call(
            to=message.to_number,
            url=call_url(message.uuid),
            status_url=call_status_url(message.uuid),
            sender=sender,
        )
    return sms_gateway().send(
        to=message.to_number,
        body=words_sent(message),
        status_url=status_url(message.uuid),
        useful_for=None if message.expires_at is None else message.expires_at - now,
        sender=sender,
    )


def find_delivered(message: OutboundMessage, *, since: datetime) -> Sequence[SentText]:
    """What the provider knows of that may be this message, newest first. A call carries no words, so it gets the row's.

    Raises like `deliver`. Nobody can be asked about an e-mail, which never is in doubt.
    """
    if message.channel == Channel.EMAIL:
        return []
    if message.channel == Channel.VOICE:
        found = sms_gateway().find_calls(to=message.to_number, since=since)
        return [replace(call, body=message.body) for call in found]
    return sms_gateway().find_sent(to=message.to_number, since=since)
