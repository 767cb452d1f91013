"""A municipality's own words about a period, in Brå's order: problem, measures, follow-up."""

from datetime import datetime

from django.db import transaction

from fieldwork.domain.follow_up.periods import Period
from fieldwork.models import FollowUpPolicy, FollowUpWords
from scheduling.domain.origins import Origin
from volunteers.models import Municipality


@transaction.atomic
def write_words(
    town: Municipality, period: Period, *, problem: str, measures: str, outcome: str, origin: Origin, now: datetime
) -> FollowUpWords:
    """What stands about the period from now on. What has been frozen keeps the words that it had."""
    words, _is_new = FollowUpWords.objects.update_or_create(
        municipality=town,
        first=period.first,
        last=period.last,
        defaults={
            "problem": problem,
            "measures": measures,
            "outcome": outcome,
            "written_by": origin.actor,
            "written_at": now,
        },
    )
    return words


def words_of(town: Municipality, period: Period) -> FollowUpWords:
    """What has been written about the period; empty words that are not kept where nothing has."""
    found = FollowUpWords.objects.select_related("written_by").filter(
        municipality=town, first=period.first, last=period.last
    )
    return found.first() or FollowUpWords(municipality=town, first=period.first, last=period.last)


def smallest_of(town: Municipality) -> int:
    """The least number of people that may leave the municipality."""
    policy = FollowUpPolicy.objects.filter(municipality=town).first() or FollowUpPolicy()
    return policy.smallest


def set_smallest(town: Municipality, smallest: int) -> None:
    FollowUpPolicy.objects.update_or_create(municipality=town, defaults={"smallest": smallest})
