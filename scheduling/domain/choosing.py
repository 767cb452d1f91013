"""Whom a night could ask, read from the rota: for the page and for the rounds alike."""

from collections.abc import Sequence
from datetime import datetime

from scheduling.domain.crew_list import rule_words
from scheduling.domain.crews import leaders_missing
from scheduling.domain.seasons.days import is_risk_night
from scheduling.domain.suggesting import Night, Suggestion, suggest
from scheduling.domain.walk_rules.reading import Gate
from scheduling.models import Shift
from scheduling.queries import places_held_meanwhile
from scheduling.queries.records import records_of
from volunteers.models import Volunteer


def suggestions_for(
    shift: Shift, people: Sequence[Volunteer], gate: Gate, *, language: str, now: datetime
) -> list[Suggestion]:
    """`people` as `in_view_of` reads them; the gate knows them all. Two queries."""
    zone = shift.association.municipality.zone
    keys = [person.pk for person in people]
    night = Night(
        shift,
        wants_leader=leaders_missing(shift) > 0,
        zone=zone,
        language=language,
        now=now,
        is_risk=is_risk_night(shift.night) or any(getattr(person, "is_marked", False) for person in people),
    )
    return suggest(
        night,
        people,
        records=records_of(keys, shift, now=now),
        elsewhere=places_held_meanwhile(shift, keys),
        rules={
            one.pk: rule_words(gate.findings(one), gate.brings(one), night=shift.night, is_needed=gate.stands_by(one))
            for one in people
        },
    )
