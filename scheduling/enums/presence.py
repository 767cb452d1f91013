"""Where a request for presence stands, and what it is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PresenceState(models.TextChoices):
    """Where a request for presence stands."""

    OPEN = "open", _("Väntar på svar")
    ALTERNATIVE = "alternative", _("Har fått ett förslag")
    ACCEPTED = "accepted", _("Vi kommer")
    DECLINED = "declined", _("Vi kan inte")
    WITHDRAWN = "withdrawn", _("Behövs inte längre")
    EXPIRED = "expired", _("Tiden gick ut")


_P = PresenceState
# A night that is cancelled, an answer taken back or a proposal that does not suit opens the request again.
PRESENCE_MOVES: dict[str, frozenset[str]] = {
    _P.OPEN: frozenset({_P.ALTERNATIVE, _P.ACCEPTED, _P.DECLINED, _P.WITHDRAWN, _P.EXPIRED}),
    _P.ALTERNATIVE: frozenset({_P.OPEN, _P.ALTERNATIVE, _P.ACCEPTED, _P.DECLINED, _P.WITHDRAWN, _P.EXPIRED}),
    _P.ACCEPTED: frozenset({_P.OPEN, _P.WITHDRAWN}),
    _P.DECLINED: frozenset({_P.OPEN}),
    _P.WITHDRAWN: frozenset(),
    _P.EXPIRED: frozenset(),
}


class PresenceCategory(models.TextChoices):
    """Why somebody wishes that a group comes by."""

    YOUTHS = "youths", _("Många unga samlas")
    EVENT = "event", _("Evenemang")
    UNREST = "unrest", _("Oroligt på platsen")
    DAMAGE = "damage", _("Skadegörelse")
    WAY_HOME = "way_home", _("Trygg väg hem")
    OTHER = "other", _("Annat")


class Urgency(models.TextChoices):
    LOW = "low", _("Kan vänta")
    NORMAL = "normal", _("Gärna")
    HIGH = "high", _("Brådskar")


class PresencePlace(models.TextChoices):
    """What the place of a request is given as."""

    POINT = "point", _("En plats")
    ROUTE = "route", _("En rutt")
    DISTRICT = "district", _("Ett område")


class PresenceEventKind(models.TextChoices):
    ASKED = "asked", _("kom in")
    JOINED = "joined", _("lades ihop med ett annat önskemål")
    SEPARATED = "separated", _("togs isär från ett annat önskemål")
    ACCEPTED = "accepted", _("fick ja")
    DECLINED = "declined", _("fick nej")
    OFFERED = "offered", _("fick ett förslag")
    TAKEN = "taken", _("tackade ja till förslaget")
    REFUSED = "refused", _("tackade nej till förslaget")
    WITHDRAWN = "withdrawn", _("togs tillbaka")
    EXPIRED = "expired", _("gick ut")
    REOPENED = "reopened", _("öppnades igen")
    MOVED = "moved", _("fick ny tid eller plats")
