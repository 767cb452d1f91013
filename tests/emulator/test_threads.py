from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from emulator.store import Message
from emulator.threads import TEXTS_SHOWN, build_phones, count_others, show_clock, show_stamp
from tests.support.emulating import ANNA, MEHMET, TOWN

ZONE = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 10, 13, 16, 49, tzinfo=UTC)
PEOPLE: list[dict[str, Any]] = [
    {"first_name": "Mehmet", "number": MEHMET, "state": "declined", "label": "Kan inte"},
    {"first_name": "Anna", "number": ANNA, "state": "confirmed", "label": "Klar, ledare", "is_leader": True},
]


def text(body: str, *, to: str = ANNA, after: int = 0, status: str = "delivered") -> Message:
    """The town texts Anna so many minutes after the start."""
    at = START + timedelta(minutes=after)
    return Message(
        sid=f"SM{body}",
        direction="outbound-api",
        to=to,
        sender=TOWN,
        body=body,
        status=status,
        created_at=at,
        updated_at=at,
    )


def answer(body: str, *, after: int = 0) -> Message:
    return replace(text(body, after=after), direction="inbound", to=TOWN, sender=ANNA, status="received")


@pytest.mark.parametrize(
    ("moment", "stamp", "clock"),
    [
        (START, "tis 13 okt 18.49", "Tis 18.49"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "sön 28 mars 01.59", "Sön 01.59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "sön 28 mars 03.00", "Sön 03.00"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "fre 1 jan 00.30", "Fre 00.30"),
    ],
)
def test_moments_are_shown_in_swedish_and_local_time(moment: datetime, stamp: str, clock: str) -> None:
    assert (show_stamp(moment, zone=ZONE), show_clock(moment, zone=ZONE)) == (stamp, clock)


def test_people_come_in_the_demos_order_with_state_and_icon() -> None:
    phones = build_phones([], PEOPLE, zone=ZONE, with_others=False)
    assert [(phone.name, phone.shown_number, phone.label, phone.icon) for phone in phones] == [
        ("Mehmet", "070-174 06 15", "Kan inte", "x"),
        ("Anna", "070-174 06 14", "Klar, ledare", "lantern"),
    ]


def test_phone_outside_the_demo_is_shown_when_asked_for() -> None:
    texts = [text("Hej", to="+46701740630")]
    assert count_others(texts, PEOPLE) == 1
    assert len(build_phones(texts, PEOPLE, zone=ZONE, with_others=False)) == 2
    assert build_phones(texts, PEOPLE, zone=ZONE, with_others=True)[2].name == "Telefon"


def test_every_phone_is_shown_without_a_demo() -> None:
    phones = build_phones([text("Hej"), text("Hej", to=MEHMET)], [], zone=ZONE, with_others=False)
    assert [phone.number for phone in phones] == [ANNA, MEHMET]


def test_thread_has_both_sides_and_a_stamp_only_after_a_pause() -> None:
    texts = [text("Kan du?"), answer("JA", after=10), text("Tack!", after=20), text("I kväll!", after=60)]
    lines = build_phones(texts, [], zone=ZONE, with_others=False)[0].lines
    assert [(line.body, line.is_mine, line.stamp) for line in lines] == [
        ("Kan du?", False, "tis 13 okt 18.49"),
        ("JA", True, ""),
        ("Tack!", False, ""),
        ("I kväll!", False, "tis 13 okt 19.49"),
    ]


def test_new_day_gets_a_stamp_at_once() -> None:
    lines = build_phones([text("A", after=310), text("B", after=312)], [], zone=ZONE, with_others=False)[0].lines
    assert [line.stamp for line in lines] == ["tis 13 okt 23.59", "ons 14 okt 00.01"]


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "undelivered", "failed"])
def test_text_that_has_not_arrived_is_on_no_phone(status: str) -> None:
    assert build_phones([text("Hej", status=status)], [], zone=ZONE, with_others=False) == []


def test_long_thread_shows_its_end() -> None:
    texts = [text(str(number)) for number in range(TEXTS_SHOWN + 5)]
    lines = build_phones(texts, [], zone=ZONE, with_others=False)[0].lines
    assert (len(lines), lines[-1].body) == (TEXTS_SHOWN, str(TEXTS_SHOWN + 4))
