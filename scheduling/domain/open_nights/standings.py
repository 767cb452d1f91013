"""How people stand with open nights: on one, before a leader, or free to take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef

from scheduling.domain.open_nights.showing import Card, cards_of, open_nights, with_place, with_terms
from scheduling.domain.open_nights.signing import require_open_to
from scheduling.domain.open_nights.waves import Crowd, is_opened
from scheduling.enums import AttendanceState, ShiftState, SignUpState
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance, Shift, SignUp
from volunteers.models import Membership, Municipality, Volunteer
from volunteers.queries import active_associations

OFFERED_AT_MOST = 4
LOOKED_THROUGH = 40  # the next nights of the town; whoever wants later ones has the public page
State = AttendanceState


class Standing(StrEnum):
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    WISHED = "wished"  # a leader answers first
    FREE = "free"


@dataclass(frozen=True)
class Stands:
    """One person and one night."""

    person: Volunteer
    standing: Standing


@dataclass(frozen=True)
class Offers:
    """Nights that a person may take, and those that wait for a leader's answer."""

    free: list[Card]
    wished: list[Card]


def people_with(number: str, town: Municipality) -> list[Volunteer]:
    """Those of the municipality who have this number, paused ones too. A family can share one."""
    return list(Volunteer.objects.known().filter(mobile=number, municipality=town).order_by("name", "pk"))


def how_they_stand(shift: Shift, people: Sequence[Volunteer]) -> list[Stands]:
    """Two queries."""
    places = dict(Attendance.objects.filter(shift=shift, volunteer__in=people).values_list("volunteer", "state"))
    wishes = SignUp.objects.filter(shift=shift, volunteer__in=people, state=SignUpState.WAITS)
    wished = set(wishes.values_list("volunteer", flat=True))
    return [Stands(one, _standing(places.get(one.pk, ""), is_wished=one.pk in wished)) for one in people]


def _standing(state: str, *, is_wished: bool) -> Standing:
    if state in {State.CONFIRMED, State.WAITING}:
        return Standing(state)
    return Standing.WISHED if is_wished else Standing.FREE


def why_not_new(shift: Shift, *, now: datetime) -> str:
    """What keeps somebody whom nobody knows yet from the night; nothing when they may want it."""
    try:
        require_open_to(shift, Crowd.NEW, shift.association.open_night_terms, now=now)
    except SchedulingError as error:
        return str(error)
    return ""


def offers_for(person: Volunteer, *, language: str, now: datetime) -> Offers:
    """What the person's own page offers: the next nights in a wave of theirs. At most eight queries."""
    town = person.municipality
    today = now.astimezone(town.zone).date()
    mine = set(Membership.objects.filter(volunteer=person).values_list("association", flat=True))
    nights = open_nights(list(active_associations(town)), most=LOOKED_THROUGH, now=now)
    told_of = Attendance.objects.filter(volunteer=person, shift__in=nights)
    settled = {
        *told_of.exclude(state__in=[State.DECLINED, State.LAPSED]).values_list("shift", flat=True),
        *SignUp.objects.filter(
            volunteer=person, shift__in=nights, state__in=[SignUpState.WAITS, SignUpState.REFUSED]
        ).values_list("shift", flat=True),
    }
    free = [
        shift
        for shift in nights
        if shift.pk not in settled
        and is_opened(
            shift.association.open_night_terms,
            Crowd.MEMBERS if shift.association_id in mine else Crowd.OTHERS,
            shift.night,
            today=today,
        )
    ]
    return Offers(
        free=cards_of(free[:OFFERED_AT_MOST], language=language, now=now),
        wished=cards_of(_wished(person, now=now), language=language, now=now),
    )


def _wished(person: Volunteer, *, now: datetime) -> list[Shift]:
    """Nights to come about which a leader has not answered the person yet, nearest first."""
    place = Attendance.objects.filter(
        shift=OuterRef("pk"), volunteer=person, state__in=[State.CONFIRMED, State.WAITING, State.ASKED]
    )
    nights = Shift.objects.filter(
        ~Exists(place.order_by()),
        sign_ups__volunteer=person,
        sign_ups__state=SignUpState.WAITS,
        state=ShiftState.PUBLISHED,
        starts_at__gt=now,
    )
    return list(with_terms(with_place(nights)))
