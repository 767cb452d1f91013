"""States of a text on its way out, how far along each is, and what each kind of trouble calls for."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message reaches the person. A voice call asks the same question and is answered with a key."""

    SMS = "sms", _("Sms")
    VOICE = "voice", _("Samtal")
    EMAIL = "email", _("E-post")


class Priority(models.IntegerChoices):
    """Which text leaves first when many wait. Safety is tonight's: it also passes quiet hours, caps and ceilings."""

    SAFETY = 0, _("Säkerhet")
    ANSWER = 1, _("Svar")
    USUAL = 2, _("Vanligt")
    MASS = 3, _("Utskick")


class OutboundState(models.TextChoices):
    """Lykta's own states. `unknown`: the provider's answer was lost, so it is asked; never sent again blindly."""

    QUEUED = "queued", _("I kö")
    SENDING = "sending", _("Skickas")
    UNKNOWN = "unknown", _("Oklart")
    SENT = "sent", _("Skickat")
    DELIVERED = "delivered", _("Framme")
    UNDELIVERED = "undelivered", _("Kom inte fram")
    FAILED = "failed", _("Misslyckades")
    DROPPED = "dropped", _("Skickades inte")


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
    # Of a call: https://www.twilio.com/docs/voice/api/call-resource#call-status-values
    "initiated": OutboundState.SENT,
    "ringing": OutboundState.SENT,
    "in-progress": OutboundState.SENT,
    "completed": OutboundState.DELIVERED,
    "busy": OutboundState.UNDELIVERED,
    "no-answer": OutboundState.UNDELIVERED,
}


class Reason(models.TextChoices):
    """Why a text did not leave, or why nobody knows whether it did; kept in OutboundMessage.reason."""

    OPTED_OUT = "opted_out", _("Personen har sagt stopp till sms")
    EXPIRED = "expired", _("Det blev för sent för att vara till nytta")
    NOT_NEEDED = "not_needed", _("Det behövdes inte längre")
    BAD_NUMBER = "bad_number", _("Numret kan inte ta emot sms")
    REFUSED = "refused", _("Operatören tog inte emot det")
    GAVE_UP = "gave_up", _("Det gick inte att skicka trots flera försök")
    CHANGED = "changed", _("Kvällen eller svaret hade ändrats")
    MERGED = "merged", _("Skickades tillsammans med ett annat sms")
    DAY_CAP = "day_cap", _("Personen hade redan fått dagens sms")
    CEILING = "ceiling", _("Månadens tak för sms var nått")
    LOOP = "loop", _("För många automatiska svar till samma nummer")
    NO_ANSWER = "no_answer", _("Operatören har inte svarat om det gick fram")


# The one text that a number still gets after it has opted out: that its wish was heard.
FAREWELL = "stopped"

# A text with a code that proves a number. The row holds a mark where the code is to stand: see one_time_codes.
NUMBER_CODE = "number_code"

# A number that was flagged with one of these gets no text until it sends one: nobody has it, or it is a landline.
DEAD_END_CODES = ("21211", "21614", "30005", "30006")


class Advice(StrEnum):
    """What the provider's error code calls for."""

    WAIT = "wait"  # too fast, or in trouble: the same row again, later
    HALT = "halt"  # no text can leave until someone mends the account
    SILENCE = "silence"  # the person has said stop at the provider
    NUMBER = "number"  # this number will never take a text
    ALARM = "alarm"  # this text cannot leave, and the settings are why
    GIVE_UP = "give_up"  # this text will not leave, and nobody can help it


class CallTrouble(models.TextChoices):
    """Why nothing came back from an address that Lykta called."""

    FORBIDDEN = "forbidden", _("Adressen är inte tillåten")
    UNKNOWN_NAME = "unknown_name", _("Namnet finns inte")
    UNREACHABLE = "unreachable", _("Servern tar inte emot")
    TIMED_OUT = "timed_out", _("Inget svar i tid")
    INSECURE = "insecure", _("Ingen säker förbindelse")
    LOST = "lost", _("Förbindelsen bröts")
    GARBLED = "garbled", _("Svaret går inte att förstå")
