"""States of shifts and of attendances, with the moves that are allowed beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShiftKind(models.TextChoices):
    NIGHT_WALK = "night_walk", _("Nattvandring")
    SAFETY_HOSTING = "safety_hosting", _("Trygghetsvärdar")
    ACTIVITY = "activity", _("Aktivitet")


class ShiftState(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    PUBLISHED = "published", _("Publicerat")
    UNDER_WAY = "under_way", _("Pågår")
    DONE = "done", _("Genomfört")
    CANCELLED = "cancelled", _("Inställt")


SHIFT_MOVES: dict[str, frozenset[str]] = {
    ShiftState.DRAFT: frozenset({ShiftState.PUBLISHED, ShiftState.CANCELLED}),
    ShiftState.PUBLISHED: frozenset({ShiftState.UNDER_WAY, ShiftState.CANCELLED}),
    ShiftState.UNDER_WAY: frozenset({ShiftState.DONE, ShiftState.CANCELLED}),
    ShiftState.DONE: frozenset(),
    ShiftState.CANCELLED: frozenset(),
}


class AttendanceState(models.TextChoices):
    ASKED = "asked", _("Tillfrågad")
    CONFIRMED = "confirmed", _("Klar")
    DECLINED = "declined", _("Kan inte")
    WAITING = "waiting", _("Reservlista")
    LAPSED = "lapsed", _("Svarade inte i tid")
    WITHDRAWN = "withdrawn", _("Borttagen")
    ATTENDED = "attended", _("Gick med")
    NO_SHOW = "no_show", _("Kom inte")


_S = AttendanceState
# A changed night voids a yes and asks again; a place that comes free late asks the first in the queue again.
ATTENDANCE_MOVES: dict[str, frozenset[str]] = {
    _S.ASKED: frozenset({_S.CONFIRMED, _S.DECLINED, _S.WAITING, _S.LAPSED, _S.WITHDRAWN}),
    _S.CONFIRMED: frozenset({_S.ASKED, _S.DECLINED, _S.WITHDRAWN, _S.ATTENDED, _S.NO_SHOW}),
    _S.DECLINED: frozenset({_S.ASKED, _S.CONFIRMED, _S.WAITING, _S.WITHDRAWN}),
    _S.WAITING: frozenset({_S.ASKED, _S.CONFIRMED, _S.DECLINED, _S.LAPSED, _S.WITHDRAWN}),
    _S.LAPSED: frozenset({_S.ASKED, _S.CONFIRMED, _S.DECLINED, _S.WAITING, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset({_S.ASKED, _S.CONFIRMED, _S.WAITING}),
    _S.ATTENDED: frozenset({_S.NO_SHOW}),
    _S.NO_SHOW: frozenset({_S.ATTENDED}),
}
# Those who hold a place: they count towards the crew, and two such shifts of one person never overlap.
ON_CREW = frozenset({_S.CONFIRMED, _S.ATTENDED})


class Door(models.TextChoices):
    """How a change came in."""

    PAGE = "page", _("på sidan")
    PHONE = "phone", _("på telefon, enligt ledaren")
    SMS = "sms", _("med sms")
    CLOCK = "clock", _("av sig självt")
    API = "api", _("genom API:et")
    LOADED = "loaded", _("inläst")


class EventKind(models.TextChoices):
    PLANNED = "planned", _("planerades")
    PUBLISHED = "published", _("publicerades")
    CHANGED = "changed", _("ändrades")
    CANCELLED = "cancelled", _("ställdes in")
    STARTED = "started", _("började")
    FINISHED = "finished", _("avslutades")
    ASKED = "asked", _("fick frågan")
    CONFIRMED = "confirmed", _("är klar")
    DECLINED = "declined", _("kan inte")
    WAITING = "waiting", _("står på reservlistan")
    PROMOTED = "promoted", _("fick plats från reservlistan")
    LAPSED = "lapsed", _("svarade inte i tid")
    WITHDRAWN = "withdrawn", _("togs bort")
    REMINDED = "reminded", _("påmindes")
    ATTENDED = "attended", _("gick med")
    NO_SHOW = "no_show", _("kom inte")
    UNCLEAR = "unclear", _("svarade något som inte är ja eller nej")


class Coverage(models.TextChoices):
    """How well a shift is crewed, as the board shows it."""

    DRAFT = "draft", _("Utkast")
    MISSING = "missing", _("Saknar folk")
    ASKED = "asked", _("Väntar på svar")
    CONFIRMED = "confirmed", _("Klart")
    DONE = "done", _("Genomfört")
    CANCELLED = "cancelled", _("Inställt")


class FeedKind(models.TextChoices):
    VOLUNTEER = "volunteer", _("Egna kvällar")
    ASSOCIATION = "association", _("Föreningens kvällar")
