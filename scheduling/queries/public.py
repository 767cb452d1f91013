"""What everybody may know of a town in numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from scheduling.enums import ShiftState
from scheduling.models import Shift
from volunteers.models import Municipality, Volunteer

A_YEAR = timedelta(days=365)
FEW = 5  # below this a number of people says too much of each


@dataclass(frozen=True)
class PublicCounts:
    """The nights walked in the last year, those who can walk, and the associations that have walked."""

    nights: int
    people: int
    associations: int

    @property
    def is_worth_telling(self) -> bool:
        return self.nights > 0 and self.people >= FEW


def public_counts(town: Municipality, *, now: datetime) -> PublicCounts:
    """Two queries."""
    walked = Shift.objects.filter(
        association__municipality=town, state=ShiftState.DONE, starts_at__gt=now - A_YEAR, starts_at__lte=now
    )
    nights = walked.aggregate(all=Count("pk"), associations=Count("association", distinct=True))
    people = Volunteer.objects.active().filter(municipality=town).count()
    return PublicCounts(nights=nights["all"], people=people, associations=nights["associations"])
