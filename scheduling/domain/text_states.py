"""Where the last text to somebody is, in words. Pure; what is wrong with one is said in crew_list."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.enums import Channel, OutboundState, Reason
from messaging.models import OutboundMessage

State = OutboundState

STATES = {
    Channel.SMS: {
        State.QUEUED: gettext_lazy("Sms i kö"),
        State.SENDING: gettext_lazy("Sms på väg"),
        State.SENT: gettext_lazy("Sms skickat"),
        State.DELIVERED: gettext_lazy("Sms framme"),
    },
    Channel.VOICE: {
        State.QUEUED: gettext_lazy("Samtal i kö"),
        State.SENDING: gettext_lazy("Ringer"),
        State.SENT: gettext_lazy("Uppringd"),
        State.DELIVERED: gettext_lazy("Svarade i telefon"),
    },
    Channel.EMAIL: {
        State.QUEUED: gettext_lazy("E-post i kö"),
        State.SENDING: gettext_lazy("E-post på väg"),
        State.SENT: gettext_lazy("E-post skickad"),
        State.DELIVERED: gettext_lazy("E-post framme"),
    },
}


def text_state(text: OutboundMessage | None) -> str:
    """Sms framme; nothing for a text that left nobody any wiser."""
    if text is None:
        return ""
    if text.state == State.DROPPED and text.reason == Reason.MERGED:
        return _("Sms skickat tillsammans med ett annat")
    words = STATES[Channel(text.channel)].get(State(text.state))
    return str(words) if words else ""
