"""What a group notes of a place, and how far it has come on its way to be mended."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObservationState(models.TextChoices):
    NEW = "new", _("Ny")
    SENT = "sent", _("Överlämnad")
    RECEIVED = "received", _("Mottagen")
    PLANNED = "planned", _("Planerad")
    FIXED = "fixed", _("Åtgärdad")
    NOT_OURS = "not_ours", _("Inte vår")
    CLOSED = "closed", _("Avslutad utan åtgärd")


_S = ObservationState
# What the next group finds is not fixed after all is open again; what is not one owner's goes to another.
OBSERVATION_MOVES: dict[str, frozenset[str]] = {
    _S.NEW: frozenset({_S.SENT, _S.RECEIVED, _S.PLANNED, _S.FIXED, _S.CLOSED}),
    _S.SENT: frozenset({_S.RECEIVED, _S.PLANNED, _S.FIXED, _S.NOT_OURS, _S.CLOSED, _S.NEW}),
    _S.RECEIVED: frozenset({_S.PLANNED, _S.FIXED, _S.NOT_OURS, _S.CLOSED, _S.NEW}),
    _S.PLANNED: frozenset({_S.FIXED, _S.NOT_OURS, _S.CLOSED, _S.NEW}),
    _S.FIXED: frozenset({_S.NEW}),
    _S.NOT_OURS: frozenset({_S.NEW, _S.SENT, _S.CLOSED}),
    _S.CLOSED: frozenset({_S.NEW}),
}
STILL_OPEN = frozenset({_S.NEW, _S.SENT, _S.RECEIVED, _S.PLANNED, _S.NOT_OURS})


class OwnerKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Kommunen")
    HOUSING = "housing", _("Bostadsbolag")
    POWER = "power", _("Elbolag")
    OTHER = "other", _("Annan")


class ObservationEventKind(models.TextChoices):
    """One line in the history of an observation."""

    NOTED = "noted", _("noterade det")
    SEEN = "seen", _("såg det igen")
    MOVED = "moved", _("fick ett nytt läge")
    STILL_THERE = "still_there", _("såg att det är kvar")
    CONFIRMED = "confirmed", _("såg att det är lagat")
    CHANGED = "changed", _("ändrades")
    JOINED = "joined", _("slogs ihop med en annan")
    PARTED = "parted", _("delades")
    REMARK = "remark", _("skrev en anteckning")
    PHOTO_ADDED = "photo_added", _("lade till ett foto")
    PHOTO_REMOVED = "photo_removed", _("tog bort ett foto")
    PHOTO_DISPOSED = "photo_disposed", _("fotot gallrades")
