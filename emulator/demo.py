"""The demo's door at Lykta: its movable clock and what the page shows around the phones. All of it may be missing."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from emulator.settings import Settings
from emulator.signing import post_signed

CLOCK_TIMEOUT = 0.5
STATE_TIMEOUT = 2.0
MOVE_TIMEOUT = 120.0
PAUSE_AFTER_FAILURE = 2.0
STATE_KEPT = MOVE_TIMEOUT + 10


class DemoDoor:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._offset = timedelta(0)
        self._silent_until = 0.0
        self._state: dict[str, Any] | None = None
        self._state_at = 0.0

    def now(self) -> datetime:
        """UTC, moved as far as the demo's clock was when last heard of. Never waits."""
        return datetime.now(UTC) + self._offset

    def ask_now(self) -> datetime:
        """UTC by the demo's clock, asked for afresh; the last known offset where there is no answer in time."""
        answer = self._get("clock", timeout=CLOCK_TIMEOUT)
        if answer is not None:
            self._learn_offset(answer)
        return self.now()

    def state(self) -> dict[str, Any] | None:
        """What `/demo/state` says, or said lately (it may be busy moving the clock); None when the door is shut."""
        answer = self._get("state", timeout=STATE_TIMEOUT)
        if answer is not None:
            self._learn_offset(answer)
            self._state, self._state_at = answer, time.monotonic()
        return self._state if time.monotonic() - self._state_at < STATE_KEPT else None

    def move(self, to: str) -> bool:
        """Asks the demo to move its clock; whether it did. Takes as long as the jobs on the way."""
        if not self._settings.demo_url:
            return False
        url = f"{self._settings.demo_url}/clock"
        try:
            answer = post_signed(url, {"to": to}, token=self._settings.auth_token, timeout=MOVE_TIMEOUT)
        except requests.RequestException:
            return False
        return answer.ok

    def _get(self, door: str, *, timeout: float) -> dict[str, Any] | None:
        if not self._settings.demo_url or time.monotonic() < self._silent_until:
            return None
        try:
            answer = requests.get(f"{self._settings.demo_url}/{door}", timeout=timeout, allow_redirects=False)
            found = answer.json() if answer.ok else None
        except (requests.RequestException, ValueError):
            found = None
        if not isinstance(found, dict):
            self._silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
            return None
        return found

    def _learn_offset(self, answer: dict[str, Any]) -> None:
        try:
            self._offset = datetime.fromisoformat(answer["now"]) - datetime.now(UTC)
        except (KeyError, TypeError, ValueError):
            return
