"""Two times of a run: the town's, which the demo can move, and the one that leases and paces run by."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from messaging.gateways import clock
from messaging.queries import database_now


@dataclass(frozen=True, slots=True)
class Moments:
    """With `given` both times are that one, running on from there; without, leases run by the database's clock."""

    given: datetime | None
    _begun: float = field(default_factory=monotonic)

    def now(self) -> datetime:
        return self.given or clock.now()

    def of_leases(self) -> datetime:
        return self.given or database_now()

    def of_paces(self) -> datetime:
        return self.given + timedelta(seconds=monotonic() - self._begun) if self.given else database_now()
