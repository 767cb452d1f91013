"""A town where presence is asked for: one route by the library, one published shift, whoever answers."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduling.domain.origins import Origin
from scheduling.domain.presence.places import Place
from scheduling.domain.presence.requests import Wish, file_request
from scheduling.enums import Door
from scheduling.models import PresenceRequest, Shift
from tests.factories import ShiftFactory, coordinator_of
from volunteers.models import Municipality, User

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 10, 16, 19, 0, tzinfo=UTC)  # 21.00 in Sweden; the shift walks from 20.30 to 00.30
BY_PARTNER = Origin(Door.API)
LIBRARY = [17.883, 59.264]  # where the route of RouteFactory begins
METRE = 1 / 111_195  # in degrees of latitude
WISH = Wish(
    label="Polisen",
    place=Place(position=LIBRARY, words="vid biblioteket"),
    starts_at=FRIDAY,
    ends_at=FRIDAY + timedelta(hours=2),
    category="unrest",
    text="Högljutt sällskap",
)


def north_of(metres: float) -> list[float]:
    """So far north of the library."""
    return [LIBRARY[0], LIBRARY[1] + metres * METRE]


@dataclass
class Town:
    shift: Shift
    municipality: Municipality
    maria: User

    @property
    def by_maria(self) -> Origin:
        return Origin(Door.PAGE, actor=self.maria)

    def ask(self, *, now: datetime = MONDAY, origin: Origin = BY_PARTNER, **changes: Any) -> PresenceRequest:
        return file_request(self.municipality, replace(WISH, **changes), origin=origin, now=now)


def make_town(**fields: Any) -> Town:
    shift: Shift = ShiftFactory(**fields)
    town = shift.association.municipality
    return Town(shift, town, coordinator_of(town))


def history_of(request: PresenceRequest) -> list[str]:
    """The kinds of its events, oldest first."""
    return list(request.events.order_by("pk").values_list("kind", flat=True))


def states(*requests: PresenceRequest) -> list[str]:
    for request in requests:
        request.refresh_from_db()
    return [request.state for request in requests]
