"""Calendar months of a municipality: each begins at local midnight, whatever the clocks do in it. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from volunteers.domain import calendar_words

MONTHS = 12


@dataclass(frozen=True, order=True)
class Month:
    """One month; `first` is its first day."""

    first: date

    @classmethod
    def of(cls, moment: datetime, zone: tzinfo) -> "Month":
        return cls(moment.astimezone(zone).date().replace(day=1))

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """From 2026-10, as `key` writes it; None for anything else."""
        try:
            return cls(date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    def shifted(self, steps: int) -> "Month":
        """So many months later, or earlier. Raises ValueError beyond the years that there are."""
        year, month = divmod(self.first.year * MONTHS + self.first.month - 1 + steps, MONTHS)
        return Month(date(year, month + 1, 1))

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """The first moment of the month and the first of the next, in UTC."""
        starts, ends = (
            datetime(one.first.year, one.first.month, 1, tzinfo=zone).astimezone(UTC) for one in (self, self.shifted(1))
        )
        return starts, ends

    def words(self, language: str) -> str:
        """Oktober 2026"""
        return f"{calendar_words.words_in(language).months[self.first.month - 1]} {self.first.year}"
