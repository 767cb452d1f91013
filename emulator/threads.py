"""What the page shows on each phone: pure, from the provider's texts and what the demo's door says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from emulator.calls import ENDED, Call
from emulator.numbers import show_number
from emulator.store import Message

STAMP_GAP = timedelta(minutes=15)
TEXTS_SHOWN = 40
DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
MONTHS = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
ICONS = {
    "asked": "ask",
    "confirmed": "check",
    "declined": "x",
    "waiting": "wait",
    "missing": "gap",
    "no-show": "noshow",
    "checked-in": "lantern-lit",
    "home": "home",
    "overdue": "alarm",
    "draft": "edit",
}
PIPS = {
    "lead": "p-lead",
    "yes": "p-yes",
    "ask": "p-ask",
    "gap": "p-gap",
    "open": "p-open",
    "no": "p-no",
    "wait": "p-wait",
}
MISSED = {
    "busy": "avvisades eller var upptaget.",
    "no-answer": "ingen svarade.",
    "failed": "kom inte fram.",
    "canceled": "avbröts.",
}
PIPS |= {"nolead": "p-nolead", "no-lead": "p-nolead"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One text in a thread. `stamp` is what stands above it, blank where it follows closely on the one before."""

    sid: str
    body: str
    is_mine: bool
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A call that rings or goes on. `waits` is whether a key is waited for."""

    sid: str
    is_ringing: bool
    said: str
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    number: str
    digits: str
    shown_number: str
    name: str
    state: str
    label: str
    icon: str
    lines: Sequence[Line]
    ring: Ring | None


def show_stamp(moment: datetime, *, zone: ZoneInfo) -> str:
    """Tis 13 okt 18.49, in the given zone."""
    local = moment.astimezone(zone)
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local:%H.%M}"


def show_clock(moment: datetime, *, zone: ZoneInfo) -> str:
    """Tis 18.49, in the given zone."""
    local = moment.astimezone(zone)
    return f"{DAYS[local.weekday()].capitalize()} {local:%H.%M}"


def owner_of(message: Message) -> str:
    """The number of the phone that shows this text."""
    return (message.sender or "") if message.direction == "inbound" else message.to


def has_arrived(message: Message) -> bool:
    return message.status in {"delivered", "received"}


def build_phones(
    messages: Sequence[Message],
    people: Sequence[Mapping[str, Any]],
    *,
    calls: Sequence[Call] = (),
    zone: ZoneInfo,
    with_others: bool,
) -> list[Phone]:
    """The demo's people in its order, then (asked for, or without a demo) every other number with a text or a call."""
    threads: dict[str, list[Message | Call]] = {}
    for message in messages:
        if has_arrived(message):
            threads.setdefault(owner_of(message), []).append(message)
    for call in calls:
        threads.setdefault(call.to, []).append(call)
    for thread in threads.values():
        thread.sort(key=lambda one: one.created_at)
    known = {str(person["number"]): person for person in people}
    others = [number for number in threads if number not in known]
    numbers = [*known, *(others if with_others or not known else [])]
    return [_phone(number, known.get(number, {}), threads.get(number, []), zone=zone) for number in numbers]


def count_others(
    messages: Sequence[Message], people: Sequence[Mapping[str, Any]], *, calls: Sequence[Call] = ()
) -> int:
    owners = {owner_of(message) for message in messages if has_arrived(message)} | {call.to for call in calls}
    return len(owners - {str(person["number"]) for person in people})


def _phone(number: str, person: Mapping[str, Any], thread: Sequence[Message | Call], *, zone: ZoneInfo) -> Phone:
    state = str(person.get("state") or "")
    is_lit = state == "confirmed" and person.get("is_leader")
    return Phone(
        number=number,
        digits=number.removeprefix("+"),
        shown_number=show_number(number),
        name=str(person.get("first_name") or person.get("name") or "Telefon"),
        state=state,
        label=str(person.get("label") or ""),
        icon="lantern" if is_lit else ICONS.get(state, "msg"),
        lines=_lines([one for one in thread if not _goes_on(one)][-TEXTS_SHOWN:], zone=zone),
        ring=next((_ring(one) for one in reversed(thread) if isinstance(one, Call) and _goes_on(one)), None),
    )


def _goes_on(one: Message | Call) -> bool:
    return isinstance(one, Call) and one.status not in ENDED


def _ring(call: Call) -> Ring:
    return Ring(
        sid=call.sid, is_ringing=call.status != "in-progress", said=call.said[-1] if call.said else "", waits=call.waits
    )


def call_words(call: Call) -> str:
    """A call that is over, as one line."""
    if call.answered_at is None:
        return f"Samtal: {MISSED.get(call.status, call.status)}"
    pressed = f" Tryckte {call.pressed}." if call.pressed else " Tryckte ingenting."
    return f"Samtal: {' '.join(dict.fromkeys(call.said))}{pressed}"


def _lines(texts: Sequence[Message | Call], *, zone: ZoneInfo) -> list[Line]:
    lines, stamped = [], None
    for text in texts:
        at = text.created_at
        is_new = (
            stamped is None
            or abs(at - stamped) > STAMP_GAP
            or at.astimezone(zone).date() != stamped.astimezone(zone).date()
        )
        stamped = at
        stamp = show_stamp(at, zone=zone) if is_new else ""
        body = call_words(text) if isinstance(text, Call) else text.body
        is_mine = isinstance(text, Message) and text.direction == "inbound"
        lines.append(Line(sid=text.sid, body=body, is_mine=is_mine, stamp=stamp))
    return lines
