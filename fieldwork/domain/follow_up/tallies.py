"""What can be added: the counts of any set of nights. Pure."""

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

HOUR = timedelta(hours=1)
PERCENT = 100


@dataclass(frozen=True)
class Tally:
    """Counts of nights, of people on them and of what they told. Two tallies of different nights can be added.

    Every night planned is in one of `full`, `short`, `unsafe`, `unregistered`, `empty`, `cancelled`, `merged` and
    `ahead`. What each means, in words, is in `definitions`.
    """

    full: int = 0
    short: int = 0
    unsafe: int = 0
    unregistered: int = 0
    empty: int = 0
    cancelled: int = 0
    merged: int = 0
    ahead: int = 0
    person_nights: int = 0
    not_home: int = 0  # checked out and never in again: a person-night without hours
    time_out: timedelta = timedelta()
    new_people: int = 0
    crew: int = 0
    crew_by_sms: int = 0
    no_shows: int = 0
    logs: int = 0
    logs_missing: int = 0
    met_low: int = 0
    met_high: int = 0
    met_endless: int = 0  # logs whose interval has no upper end, so that met_high is at least, too
    calm: int = 0
    lively: int = 0
    uneasy: int = 0
    debriefs: int = 0
    occurrences: int = 0
    contacts: int = 0
    overdue: int = 0
    panic: int = 0
    observations: int = 0
    observations_fixed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        sums: dict[str, Any] = {name: getattr(self, name) + getattr(other, name) for name in NAMES}
        return Tally(**sums)

    @property
    def planned(self) -> int:
        return self.due + self.ahead

    @property
    def due(self) -> int:
        """Those planned whose time has come."""
        return self.full + self.short + self.unsafe + self.unregistered + self.empty + self.cancelled + self.merged

    @property
    def held(self) -> int:
        return self.full + self.short

    @property
    def went_out(self) -> int:
        return self.held + self.unsafe

    @property
    def hours(self) -> float:
        """Person-hours, to a tenth."""
        return round(self.time_out / HOUR, 1)

    @property
    def group_size(self) -> float | None:
        """People in a group that was out, on average, to a tenth."""
        return round(self.person_nights / self.went_out, 1) if self.went_out else None

    @property
    def sms_percent(self) -> int | None:
        """Of places on crews, those whose last yes came as a text. Rounded down, so that 100 means every one."""
        return PERCENT * self.crew_by_sms // self.crew if self.crew else None

    @property
    def fixed_percent(self) -> int | None:
        return PERCENT * self.observations_fixed // self.observations if self.observations else None


NAMES = tuple(field.name for field in fields(Tally))
