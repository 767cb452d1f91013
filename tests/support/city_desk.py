"""A city's own system for faults, as Open311 GeoReport v2 says (https://wiki.open311.org/GeoReport_v2/), on a socket.

It checks what it is sent as the standard asks, answers in XML or JSON, and fails as a test asks for.
"""

import json
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.support.receivers import Behaviour, Call, answer, hang_up

KEY, JURISDICTION = "nyckel-till-stan", "stad.example"
ROOT = "/open311/v2"
SERVICES: list[dict[str, Any]] = [
    {
        "service_code": "001",
        "service_name": "Gatubelysning",
        "description": "Lampor & stolpar",
        "metadata": False,
        "type": "realtime",
        "keywords": "lampa, mörkt",
        "group": "Gata",
    },
    {"service_code": "033", "service_name": "Klotter", "metadata": True, "type": "realtime", "group": "Renhållning"},
]
Row = Mapping[str, Any]


@dataclass
class CityDesk:
    """What it has taken, by number. `kind` is realtime, batch or blackbox, as of the standard's services.

    `before` may do something else with the next calls, one each: they are tried in order and then gone. `hides`: what
    it has taken is not shown to others.
    """

    kind: str = "realtime"
    hides: bool = False
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    before: list[Callable[["CityDesk", socket.socket, Call], None]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __call__(self, line: socket.socket, call: Call) -> None:
        self.asked.append(f"{call.method} {call.path}")
        if self.before:
            self.before.pop(0)(self, line, call)
            return
        self.reply(call)(line, call)

    def reply(self, call: Call) -> Behaviour:
        """What a system in good order does."""
        parts = urlsplit(call.path)
        given = {name: values[0] for name, values in parse_qs(parts.query or call.body.decode()).items()}
        path, _dot, kind = parts.path.removeprefix(ROOT).rpartition(".")
        if not parts.path.startswith(ROOT) or kind not in {"xml", "json"}:
            return answer(404)
        status, tag, rows = self.decide(call, path, given)
        plural = {"error": "errors", "service": "services"}.get(tag, "service_requests")
        body = written_xml(plural, tag, rows) if kind == "xml" else json.dumps(rows, ensure_ascii=False).encode()
        media_type = "text/xml" if kind == "xml" else "application/json"
        return answer(status, body, Content_Type=f"{media_type}; charset=utf-8")

    def decide(self, call: Call, path: str, given: Row) -> tuple[int, str, Sequence[Row]]:
        if given.get("jurisdiction_id") != JURISDICTION:
            status = 404 if given.get("jurisdiction_id") else 400
            return said_no(status, "jurisdiction_id was not found")
        if path == "/services":
            return 200, "service", SERVICES
        if call.method == "POST" and path == "/requests":
            return self.take(call, given)
        if path.startswith("/tokens/"):
            token = path.removeprefix("/tokens/")
            number = self.tokens.get(token)
            return (
                (200, "request", [{"service_request_id": number, "token": token}]) if number else said_no(404, "token")
            )
        if path != "/requests":
            return said_no(404, "no such resource")
        return 200, "request", [row for number, row in self.taken.items() if self.is_wanted(number, row, given)]

    def is_wanted(self, number: str, row: Row, given: Row) -> bool:
        """As the standard has it, numbers override all other arguments."""
        if "service_request_id" in given:
            return number in given["service_request_id"].split(",")
        at = datetime.fromisoformat(row["requested_datetime"])
        is_within = datetime.fromisoformat(given["start_date"]) <= at <= datetime.fromisoformat(given["end_date"])
        return is_within and row["service_code"] == given["service_code"] and not self.hides

    def take(self, call: Call, given: Row) -> tuple[int, str, Sequence[Row]]:
        wrong = fault_of(call, given)
        if wrong is not None:
            return wrong
        number = self.keep(given)
        if self.kind == "blackbox":
            return 200, "request", [{"service_notice": "Tack"}]
        if self.kind == "batch":
            return 200, "request", [{"token": f"t/{number}"}]
        return 200, "request", [{"service_request_id": number, "service_notice": "Åtgärdas inom 10 dagar"}]

    def keep(self, given: Row, *, at: datetime | None = None) -> str:
        number = str(293944 + len(self.taken))
        self.taken[number] = {
            "service_request_id": number,
            "status": "open",
            "status_notes": "",
            "service_code": given["service_code"],
            "description": given.get("description"),
            "requested_datetime": (at or datetime.fromisoformat("2026-10-19T07:30:00+00:00")).isoformat(),
            "lat": given.get("lat"),
            "long": given.get("long"),
            "media_url": given.get("media_url"),
            "address": given.get("address_string"),
        }
        return number


def fault_of(call: Call, given: Row) -> tuple[int, str, Sequence[Row]] | None:
    """What the standard has against a report; None for a sound one."""
    if call.headers["content-type"] != "application/x-www-form-urlencoded; charset=utf-8":
        return said_no(400, "Content-Type")
    if given.get("api_key") != KEY:
        return said_no(403, "api_key is missing or wrong")
    if given.get("service_code") not in {service["service_code"] for service in SERVICES}:
        return said_no(404, "service_code was not found")
    if not (given.get("lat") and given.get("long")) and not given.get("address_string"):
        return said_no(400, "lat & long or address_string")
    return None


def said_no(status: int, words: str) -> tuple[int, str, Sequence[Row]]:
    return status, "error", [{"code": status, "description": words}]


def written_xml(plural: str, tag: str, rows: Sequence[Row]) -> bytes:
    inner = "".join(
        f"<{tag}>{''.join(f'<{name}>{written(value)}</{name}>' for name, value in row.items())}</{tag}>" for row in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{plural}>{inner}</{plural}>'.encode()


def written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else escape(str(value))


def keeps_and_hangs_up(desk: CityDesk, line: socket.socket, call: Call) -> None:
    """It has taken it; what it says is lost."""
    desk.reply(call)
    hang_up(line)


def hangs_up(_desk: CityDesk, line: socket.socket, _call: Call) -> None:
    hang_up(line)


def says(status: int, body: bytes = b"", **headers: str) -> Callable[[CityDesk, socket.socket, Call], None]:
    """Something else, and takes nothing."""
    return lambda _desk, line, call: answer(status, body, **headers)(line, call)  # type: ignore[arg-type]  # each value is of its own type
