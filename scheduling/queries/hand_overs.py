"""Reading who wants to hand over a place."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from scheduling.enums import AttendanceState, HandOverState, ShiftState
from scheduling.models import Attendance, HandOver, Shift
from volunteers.models import Volunteer

HANDS_OVER = (
    "hands_over"  # read along with a shift: whether one on it wants to hand over a place, or gets one in return
)
SWAPPED_WITHIN = timedelta(days=92)  # how far apart two nights may be that change owners


def handing_over() -> Exists:
    """Of a shift: see HANDS_OVER."""
    here = Q(attendance__shift=OuterRef("pk")) | Q(in_return__shift=OuterRef("pk"))
    return Exists(HandOver.objects.filter(here, state=HandOverState.OPEN))


def with_hand_overs(people: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Of whoever wants to hand over a place: `handing_since` when, `handing_to` whom alone, `handing_for` which night.

    At most one wish of a place is open, so that nobody comes twice.
    """
    return people.annotate(
        handing=FilteredRelation("hand_overs", condition=Q(hand_overs__state=HandOverState.OPEN)),
        handing_since=F("handing__opened_at"),
        handing_to=F("handing__to__volunteer__name"),
        handing_for=F("handing__in_return__starts_at"),
    )


def with_offers(questions: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Of a question to this person alone: `offered_by` whose place, `offered_for` which night's is given in return.

    A question is about one open offer at most.
    """
    return questions.annotate(
        offer=FilteredRelation("offers", condition=Q(offers__state=HandOverState.OPEN)),
        offered_by=F("offer__attendance__volunteer__name"),
        offered_for=F("offer__in_return__starts_at"),
    )


def places_to_swap(shift: Shift, *, now: datetime) -> QuerySet[Attendance]:
    """Places of the association's other walkers on other nights, which could change owners with one on this shift."""
    here = shift.attendances.filter(state__in=[AttendanceState.CONFIRMED, AttendanceState.WAITING]).values("volunteer")
    places = Attendance.objects.filter(
        shift__association=shift.association_id,
        shift__state=ShiftState.PUBLISHED,
        state=AttendanceState.CONFIRMED,
        starts_at__gt=now,
        starts_at__lt=max(now, shift.starts_at) + SWAPPED_WITHIN,
        volunteer__in=Volunteer.objects.active().values("pk"),
    ).exclude(shift=shift)
    related = places.exclude(volunteer__in=here).select_related("volunteer", "shift__association__municipality")
    return related.select_related("shift__route__district").order_by("volunteer__name", "starts_at", "pk")


def places_to_swap_alone(shift: Shift, people: Collection[int], *, after: datetime) -> QuerySet[Attendance]:
    """Of those the ones that these people have, by night, and that nobody else has been promised in return."""
    promised = HandOver.objects.filter(state=HandOverState.OPEN, in_return__isnull=False).values("in_return")
    places = places_to_swap(shift, now=after).filter(volunteer__in=people).exclude(pk__in=promised)
    return places.order_by("starts_at", "shift", "volunteer__name", "pk")
