"""How well a shift is crewed, as conditions for the database. crews.coverage() says the same of one shift.

A test holds the two together.
"""

from django.db.models import F, Q

from scheduling.enums import Coverage, ShiftState

LIVE = Q(state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY])
STAFFED = Q(confirmed_count__gte=F("crew_min"), leader_count__gte=F("leaders_needed"))
SAFE = Q(confirmed_count__gte=F("crew_safe"), leader_count__gte=F("leaders_needed"))  # crews.is_safe()
CALM = STAFFED & (Q(asked_count=0) | Q(confirmed_count__gte=F("crew_target")))
LACKING = Q(crew_target__gt=F("confirmed_count") + F("asked_count")) | Q(
    leaders_needed__gt=F("leader_count") + F("asked_leader_count")
)
COVERED: dict[str, Q] = {
    Coverage.MISSING: LIVE & ~STAFFED & LACKING,
    Coverage.ASKED: LIVE & ~CALM & (STAFFED | ~LACKING),
    Coverage.CONFIRMED: LIVE & CALM,
    Coverage.DONE: Q(state=ShiftState.DONE),
    Coverage.CANCELLED: Q(state=ShiftState.CANCELLED),
}
