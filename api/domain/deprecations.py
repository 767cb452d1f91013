"""What is going away, and when: told by the headers Deprecation (RFC 9745), Sunset (RFC 8594) and Link.

The table is empty while nothing is. docs/partners.md says what may go, and with how long a notice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

NOTICE_DAYS = 365


@dataclass(frozen=True)
class Deprecation:
    """Nobody should begin to use it after `since`, and it may be gone after `sunset`. `told_at` says what to use."""

    since: datetime
    sunset: datetime
    told_at: str

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": format_datetime(self.sunset, usegmt=True),
            "Link": f'<{self.told_at}>; rel="deprecation"; type="text/html"',
        }


# By the view and the method: {("ShiftsView", "GET"): Deprecation(...)}
DEPRECATED: Mapping[tuple[str, str], Deprecation] = {}


def deprecation_of(view: type, method: str) -> Deprecation | None:
    return DEPRECATED.get((view.__name__, "GET" if method == "HEAD" else method))
