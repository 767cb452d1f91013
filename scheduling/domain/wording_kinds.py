"""Which texts an association may have in its own words, and what must stand in each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

YES, NO = "JA{code}", "NEJ{code}"
NIGHT = ("name", "activity", "day", "start", "hours", "place", "meeting")
LEADER = ("leader", "leader_number")
# Alternatives stand together: one of them is enough.
WHEN_AND_WHERE = (("day",), ("hours", "start"), ("place",))
WHERE_TO_MEET = (("day",), ("start", "hours"), ("meeting",))


@dataclass(frozen=True, slots=True)
class OwnKind:
    """`needs`: what must stand in it, `says`: which answers it must tell of."""

    title: str | Promise
    use: str | Promise
    variables: tuple[str, ...] = NIGHT
    needs: tuple[tuple[str, ...], ...] = ()
    says: tuple[str, ...] = ()


OWN_KINDS = {
    "ask": OwnKind(
        gettext_lazy("Frågan"),
        gettext_lazy("När någon blir frågad om en kväll."),
        (*NIGHT, "code"),
        WHEN_AND_WHERE,
        (YES, NO),
    ),
    "ask_again": OwnKind(
        gettext_lazy("Frågan igen"),
        gettext_lazy("Till den som inte har svarat."),
        (*NIGHT, "code"),
        WHEN_AND_WHERE,
        (YES, NO),
    ),
    "confirmed": OwnKind(
        gettext_lazy("Tack för ja"),
        gettext_lazy("När någon har sagt ja och är med."),
        (*NIGHT, *LEADER),
        WHERE_TO_MEET,
        ("NEJ",),
    ),
    "declined": OwnKind(
        gettext_lazy("Tack för nej"), gettext_lazy("När någon har sagt nej."), (*NIGHT, "code"), (("day",),)
    ),
    "waiting": OwnKind(
        gettext_lazy("Reservlistan"),
        gettext_lazy("När gruppen redan är full."),
        (*NIGHT, "position"),
        (("day",), ("position",)),
    ),
    "place_free": OwnKind(
        gettext_lazy("En plats blev ledig"),
        gettext_lazy("Frågan till den som står först på reservlistan."),
        (*NIGHT, "code"),
        WHEN_AND_WHERE,
        (YES, NO),
    ),
    "promoted": OwnKind(
        gettext_lazy("Plats från reservlistan"),
        gettext_lazy("När någon på reservlistan kommer med."),
        NIGHT,
        WHERE_TO_MEET,
        ("NEJ",),
    ),
    "changed": OwnKind(
        gettext_lazy("Ändrad kväll"),
        gettext_lazy("När tid eller plats ändras, till alla som är frågade eller med."),
        (*NIGHT, "code"),
        WHEN_AND_WHERE,
        (YES, NO),
    ),
    "cancelled": OwnKind(
        gettext_lazy("Inställd kväll"),
        gettext_lazy("När en kväll inte blir av."),
        NIGHT,
        (("day",), ("place",)),
    ),
    "reminder": OwnKind(
        gettext_lazy("Påminnelsen"),
        gettext_lazy("Före kvällen, till dem som är med."),
        (*NIGHT, *LEADER, "crew", "bring"),
        (("start", "hours"), ("meeting",)),
    ),
    "lapsed": OwnKind(
        gettext_lazy("Frågan gick vidare"),
        gettext_lazy("Till den som inte svarade i tid."),
        (*NIGHT, "code"),
        (("day",),),
        (YES,),
    ),
    "thanks": OwnKind(gettext_lazy("Tacket efteråt"), gettext_lazy("Till dem som gick, när kvällen är över.")),
}
MEANINGS = {
    "name": gettext_lazy("förnamn"),
    "activity": gettext_lazy("vad ni gör"),
    "day": gettext_lazy("dag"),
    "start": gettext_lazy("när det börjar"),
    "hours": gettext_lazy("från och till"),
    "place": gettext_lazy("område"),
    "meeting": gettext_lazy("samlingsplats"),
    "leader": gettext_lazy("ledarens förnamn"),
    "leader_number": gettext_lazy("ledarens nummer"),
    "code": gettext_lazy("siffra när flera frågor är öppna"),
    "position": gettext_lazy("plats på reservlistan"),
    "crew": gettext_lazy("hur många ni är"),
    "bring": gettext_lazy("att ta med"),
}
