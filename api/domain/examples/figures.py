"""The follow-up of a half-year in which a district had two nights, one of them in a part of it with fewer people."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import override

from api.domain.examples.places import ASSOCIATION, MASMO, TOWN, VARBY
from fieldwork.domain.follow_up.public_words import meanings
from fieldwork.domain.follow_up.tables import LINE_COLUMNS

FEW = {"contacts"}
ABOUT_FOUR = {
    "person_nights",
    "hours",
    "group_size",
    "people",
    "new",
    "returning",
    "crew",
    "sms_percent",
    "occurrences",
}
NIGHTS = {"met_low": 22, "met_high": 60, **dict.fromkeys(("planned", "held", "full", "logs", "calm", "debriefs"), 2)}
PEOPLE = {"person_nights": 11, "hours": 44, "group_size": 5.5, "crew": 11, "people": 8, "new": 8}
TWO_NIGHTS: dict[str, float] = {**NIGHTS, **PEOPLE, "occurrences": 5}
ONE_NIGHT = {column: number / 2 for column, number in NIGHTS.items()}
MONTHS = ("January", "February", "March", "April", "May", "June")
MARCH = "2026-03"


def row(
    key: str | None,
    name: str,
    values: Mapping[str, float | None],
    *,
    withheld: Collection[str] = (),
    parent: str | None = None,
) -> dict[str, Any]:
    shown = {column: None if column in withheld else value for column, value in values.items()}
    return {
        "key": key,
        "name": name,
        "parent": parent,
        "values": shown,
        "withheld": [column for column in values if column in withheld],
    }


def line(key: str | None, name: str, *, is_walked: bool = True) -> dict[str, Any]:
    numbers: Mapping[str, float | None] = TWO_NIGHTS if is_walked else dict.fromkeys(("group_size", "sms_percent"))
    return row(key, name, {**dict.fromkeys(LINE_COLUMNS, 0), **numbers}, withheld=FEW if is_walked else ())


def months() -> list[dict[str, Any]]:
    keys = [f"2026-{month:02}" for month in range(1, len(MONTHS) + 1)]
    return [line(key, f"{name} 2026", is_walked=key == MARCH) for key, name in zip(keys, MONTHS, strict=True)]


def told(kinds: Mapping[str, str], times: Mapping[str, tuple[int, int]], *, withheld: str = "") -> list[dict[str, Any]]:
    return [
        row(kind, name, dict(zip(("times", "nights"), times.get(kind, (0, 0)), strict=True)))
        if kind != withheld
        else row(kind, name, {"times": None, "nights": None}, withheld=("times", "nights"))
        for kind, name in kinds.items()
    ]


with override("en"):  # whoever happens to be the first to read the description
    DEFINITIONS = [{"key": key, "name": name, "meaning": meaning} for key, name, meaning in meanings()]
FOLLOW_UP: dict[str, Any] = {
    "municipality": TOWN,
    "district": None,
    "kind": None,
    "first": "2026-01-01",
    "last": "2026-06-30",
    "smallest": 5,
    "total": line(None, TOWN["name"]),
    "districts": [
        line(VARBY["id"], VARBY["name"]),
        row(
            MASMO["id"],
            MASMO["name"],
            {**dict.fromkeys(LINE_COLUMNS, 0), **ONE_NIGHT},
            withheld=FEW | ABOUT_FOUR,
            parent=VARBY["id"],
        ),
    ],
    "associations": [line(ASSOCIATION["id"], ASSOCIATION["name"])],
    "months": months(),
    "kinds": [line("night_walk", "Night walk")],
    "moods": [
        row("calm", "Calm", {"nights": 2}),
        row("lively", "Lively", {"nights": 0}),
        row("uneasy", "Uneasy", {"nights": 0}),
    ],
    "occurrences": told(
        {
            "alcohol": "Alcohol",
            "drugs": "Suspected drugs",
            "fight": "Fight",
            "vandalism": "Damage",
            "vehicles": "Mopeds and cars",
            "party": "Party",
            "helped": "Somebody was helped",
            "first_aid": "First aid",
            "calmed": "Situation calmed",
            "other": "Something else",
        },
        {"helped": (5, 2)},
    ),
    "contacts": told(
        {
            "emergency": "112",
            "police": "The police, 114 14",
            "guards": "Guards",
            "hosts": "Safety hosts",
            "social_services": "Field workers or social services on call",
        },
        {},
        withheld="guards",
    ),
    "observations": [row(None, "Total", {"found": 0, "fixed": 0, "median_days": None})],
    "definitions": DEFINITIONS,
}
