"""Telephone calls at the provider: rung on its clock, answered from the page, led by the app's TwiML."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from threading import RLock
from typing import Literal
from xml.etree import ElementTree as ET

import requests

from emulator.callbacks import ANSWER_KEPT, API_VERSION, judge, parse_twiml
from emulator.faults import Faults, Kind
from emulator.numbers import country_of
from emulator.settings import Settings
from emulator.signing import post_signed
from emulator.store import Store, Webhook, new_sid
from emulator.timers import Lanes, Timers

RINGING = frozenset({"queued", "initiated", "ringing"})
ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
# What a number that swallows texts does to a call.
CALL_ENDS = {30003: "no-answer", 30004: "busy", 30005: "failed", 30006: "failed", 30007: "failed", 30008: "busy"}
EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
LETTERS_A_SECOND = 12  # how fast words are read aloud
KEY_TIMEOUT = 5.0  # <Gather>'s own


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. `said` is what the person has heard, `waits` whether a key is waited for, in `round` number so many."""

    sid: str
    to: str
    sender: str
    url: str
    status: str
    created_at: datetime
    updated_at: datetime
    callback_url: str = ""
    events: frozenset[str] = frozenset({"completed"})
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    said: tuple[str, ...] = ()
    pressed: str = ""
    waits: bool = False
    round: int = 0


class Calls:
    """Every call, and what drives it. Steps of one call run one by one in a lane of its own."""

    def __init__(
        self, settings: Settings, *, store: Store, faults: Faults, timers: Timers, now: Callable[[], datetime]
    ) -> None:
        self._settings, self._store, self._faults = settings, store, faults
        self._timers, self._now = timers, now
        self._lanes = Lanes(lanes=4)
        self._lock = RLock()
        self._calls: dict[str, Call] = {}
        self._left: dict[str, list[ET.Element]] = {}

    def all(self) -> list[Call]:
        """In the order they were made."""
        with self._lock:
            return list(self._calls.values())

    def get(self, sid: str) -> Call | None:
        with self._lock:
            return self._calls.get(sid)

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()
            self._left.clear()

    def place(
        self,
        *,
        to: str,
        sender: str,
        url: str,
        callback_url: str,
        events: frozenset[str],
        timeout: float,
        error_code: int | None,
        now: datetime,
    ) -> Call:
        """Take a call from the API. It rings until answered, at most `timeout` seconds, or ends as the code says."""
        call = Call(
            sid=new_sid("CA"),
            to=to,
            sender=sender,
            url=url,
            status="queued",
            created_at=now,
            updated_at=now,
            callback_url=callback_url,
            events=events,
        )
        with self._lock:
            self._calls[call.sid] = call
            while len(self._calls) > self._settings.capacity:
                self._left.pop(next(iter(self._calls)), None)
                del self._calls[next(iter(self._calls))]
        end = CALL_ENDS.get(error_code or 0, "no-answer")
        at = timeout if error_code is None or end == "no-answer" else 1.0
        steps = [(0.1, "initiated"), (0.3, "ringing")] if end != "failed" else [(0.1, "initiated")]
        for after, status in [*steps, (at, end)]:
            self._timers.after(after, partial(self._advance, call.sid, status, frozenset(RINGING)))
        return call

    def answer(self, sid: str) -> bool:
        """Lift the receiver: the app is asked what to say. Whether it rang."""
        if not self._advance(sid, "in-progress", frozenset(RINGING)):
            return False
        self._lanes.put(sid, partial(self._follow, sid, "", ""))
        return True

    def press(self, sid: str, key: str) -> bool:
        """Press a key. Whether the call was waiting for one."""
        with self._lock:
            call, gather = self._calls.get(sid), self._gather_of(sid)
            if call is None or gather is None or not call.waits:
                return False
            self._change(sid, waits=False, pressed=key)
        self._lanes.put(sid, partial(self._follow, sid, gather.get("action", ""), key))
        return True

    def hang_up(self, sid: str) -> bool:
        """Put the receiver down, or turn the call away while it rings."""
        return self._advance(sid, "completed", frozenset({"in-progress"})) or self._advance(
            sid, "busy", frozenset(RINGING)
        )

    def cancel(self, sid: str) -> bool:
        return self._advance(sid, "canceled", frozenset(RINGING))

    def _change(self, sid: str, **values: object) -> Call | None:
        with self._lock:
            call = self._calls.get(sid)
            if call is None:
                return None
            self._calls[sid] = replace(call, **values)  # type: ignore[arg-type]  # fields of its own
            return self._calls[sid]

    def _advance(self, sid: str, status: str, before: frozenset[str]) -> bool:
        now = self._now()
        with self._lock:
            call = self._calls.get(sid)
            if call is None or call.status not in before or call.status == status:
                return False
            changed = self._change(
                sid,
                status=status,
                updated_at=now,
                answered_at=now if status == "in-progress" else call.answered_at,
                ended_at=now if status in ENDED else None,
                waits=False,
            )
        if changed is not None:
            self._announce(changed)
        return True

    def _announce(self, call: Call) -> None:
        event = "completed" if call.status in ENDED else EVENTS.get(call.status, "")
        if not call.callback_url or event not in call.events:
            return
        if self._faults.draw(Kind.CALLBACK_LOST, to=call.to):
            return
        times = 2 if self._faults.draw(Kind.CALLBACK_DOUBLED, to=call.to) else 1
        delay = self._faults.draw(Kind.CALLBACK_DELAYED, to=call.to)
        for _ in range(times):
            post = partial(self._post, call, call.callback_url, call_params(call, self._settings), "status")
            if delay is None:
                self._lanes.put(call.sid, post)
            else:
                self._timers.after(delay.seconds, partial(self._lanes.put, call.sid, post))

    def _follow(self, sid: str, action: str, key: str) -> None:
        """Ask the app what comes next: at the first address, or where a key was to be told."""
        call = self.get(sid)
        if call is None or call.status != "in-progress":
            return
        params = call_params(call, self._settings) | ({"Digits": key} if key else {})
        answer = self._post(call, action or call.url, params, "call")
        document = parse_twiml(answer.text) if answer is not None and answer.ok else None
        if document is None:
            self._hear(sid, "An application error has occurred. Goodbye.")
            self._advance(sid, "completed", frozenset({"in-progress"}))
            return
        with self._lock:
            self._left[sid] = list(document)
        self._go_on(sid)

    def _go_on(self, sid: str) -> None:
        """Read aloud until a key is waited for or the document is over."""
        while self._left.get(sid):
            verb = self._left[sid][0]
            if verb.tag == "Gather":
                self._wait_for_key(sid, verb)
                return
            self._left[sid].pop(0)
            if verb.tag == "Say":
                self._hear(sid, words_of(verb))
            if verb.tag == "Hangup":
                break
        self._advance(sid, "completed", frozenset({"in-progress"}))

    def _wait_for_key(self, sid: str, gather: ET.Element) -> None:
        words = [words_of(say) for say in gather.iter("Say")]
        for sentence in words:
            self._hear(sid, sentence)
        call = self.get(sid)
        if call is None or call.status != "in-progress":
            return
        turn = call.round + 1
        self._change(sid, waits=True, round=turn)
        spoken = sum(len(sentence) for sentence in words) / LETTERS_A_SECOND
        wait = spoken + float(gather.get("timeout", KEY_TIMEOUT))
        self._timers.after(wait, partial(self._lanes.put, sid, partial(self._give_up_waiting, sid, turn)))

    def _give_up_waiting(self, sid: str, turn: int) -> None:
        with self._lock:
            call = self._calls.get(sid)
            if call is None or not call.waits or call.round != turn:
                return
            self._change(sid, waits=False)
            self._left[sid].pop(0)
        self._go_on(sid)

    def _gather_of(self, sid: str) -> ET.Element | None:
        left = self._left.get(sid)
        return left[0] if left and left[0].tag == "Gather" else None

    def _hear(self, sid: str, words: str) -> None:
        call = self.get(sid)
        if call is not None and words:
            self._change(sid, said=(*call.said, words))

    def _post(
        self, call: Call, url: str, params: dict[str, str], kind: Literal["status", "call"]
    ) -> requests.Response | None:
        try:
            answer = post_signed(url, params, token=self._settings.auth_token)
        except requests.RequestException:
            answer = None
        self._store.record(
            Webhook(
                kind=kind,
                sid=call.sid,
                url=url,
                params=params,
                attempts=1,
                http_status=None if answer is None else answer.status_code,
                content_type="" if answer is None else answer.headers.get("Content-Type", ""),
                answer="" if answer is None else answer.text[:ANSWER_KEPT],
                error_code=judge(answer, kind=kind),
                at=self._now(),
            )
        )
        return answer


def words_of(verb: ET.Element) -> str:
    return " ".join("".join(verb.itertext()).split())


def call_params(call: Call, settings: Settings) -> dict[str, str]:
    """What comes with every request about a call."""
    params = {
        "AccountSid": settings.account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": call.sid,
        "CallStatus": call.status,
        "Called": call.to,
        "Caller": call.sender,
        "Direction": "outbound-api",
        "From": call.sender,
        "FromCountry": country_of(call.sender),
        "To": call.to,
        "ToCountry": country_of(call.to),
    }
    if call.status in ENDED:
        params["CallDuration"] = str(duration_of(call))
    return params


def duration_of(call: Call) -> int:
    """Whole seconds from the answer to the end; 0 where nobody answered."""
    if call.answered_at is None or call.ended_at is None:
        return 0
    return max(1, int((call.ended_at - call.answered_at).total_seconds()))
