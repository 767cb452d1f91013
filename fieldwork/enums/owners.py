"""How what is to be mended comes to whoever mends it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HandOverWay(models.TextChoices):
    """How what is to be mended reaches its owner."""

    EMAIL = "email", _("Med e-post")
    OPEN311 = "open311", _("Till ett system som talar Open311")
    BY_HAND = "by_hand", _("För hand, i deras egen felanmälan")


class Open311Format(models.TextChoices):
    """What a system is asked to answer in. XML is what GeoReport v2 requires of all of them."""

    XML = "xml", "XML"
    JSON = "json", "JSON"


class ReferralState(models.TextChoices):
    """How far what is handed over has come. An owner's answers have the names of an observation's own states."""

    REVIEW = "review", _("Att granska")
    QUEUED = "queued", _("Ska skickas")
    SENDING = "sending", _("Skickas")
    UNKNOWN = "unknown", _("Oklart om det kom fram")
    FAILED = "failed", _("Kom inte iväg")
    SENT = "sent", _("Överlämnad")
    RECEIVED = "received", _("Mottagen")
    PLANNED = "planned", _("Planerad")
    FIXED = "fixed", _("Åtgärdad")
    NOT_OURS = "not_ours", _("Inte deras")
    WITHDRAWN = "withdrawn", _("Lämnas inte över")


_S = ReferralState
_ENDS = {_S.FIXED, _S.NOT_OURS, _S.WITHDRAWN}
# What may have arrived is never sent again by itself: from unknown it goes on by a person, or by what the owner says.
REFERRAL_MOVES: dict[str, frozenset[str]] = {
    _S.REVIEW: frozenset({_S.QUEUED, _S.SENT, _S.WITHDRAWN}),
    _S.QUEUED: frozenset({_S.SENDING, _S.REVIEW, _S.WITHDRAWN}),
    _S.SENDING: frozenset({_S.SENT, _S.QUEUED, _S.UNKNOWN, _S.FAILED}),
    _S.UNKNOWN: frozenset({_S.SENT, _S.QUEUED, _S.FAILED, _S.RECEIVED, _S.PLANNED, *_ENDS}),
    _S.FAILED: frozenset({_S.QUEUED, _S.REVIEW, _S.SENT, _S.WITHDRAWN}),
    _S.SENT: frozenset({_S.RECEIVED, _S.PLANNED, *_ENDS}),
    _S.RECEIVED: frozenset({_S.PLANNED, *_ENDS}),
    _S.PLANNED: frozenset({_S.PLANNED, *_ENDS}),
    **dict.fromkeys(_ENDS, frozenset()),
}
STANDING = frozenset(set(_S) - _ENDS)
AWAITED = frozenset({_S.SENT, _S.RECEIVED, _S.PLANNED})  # the owner has it, and it is not mended
ANSWERS = (_S.RECEIVED, _S.PLANNED, _S.FIXED, _S.NOT_OURS)


class ReferralEventKind(models.TextChoices):
    """One line in the history of a handing over."""

    OPENED = "opened", _("ska lämnas över")
    APPROVED = "approved", _("granskades")
    SENT = "sent", _("lämnades över")
    TRIED = "tried", _("gick inte att skicka")
    LOST = "lost", _("kom kanske fram")
    ANSWERED = "answered", _("fick svar")
    REFERENCE = "reference", _("fick ett ärendenummer")
    RETURNED = "returned", _("togs tillbaka för granskning")
    WITHDRAWN = "withdrawn", _("lämnas inte över")
    LINK_CLOSED = "link_closed", _("svarslänken stängdes")
