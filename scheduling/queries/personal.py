"""Reading what a volunteer's own page shows. Whoever asks has come through its gate."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from scheduling.enums import AttendanceState, ShiftKind, ShiftState
from scheduling.models import Attendance
from scheduling.queries.hand_overs import with_hand_overs, with_offers
from scheduling.queries.queues import ahead_of_outer
from scheduling.queries.walked import HAS_WALKED
from volunteers.models import Association, District, Volunteer

State = AttendanceState
AT_HAND = timedelta(hours=12)
TOLD_WITHIN = timedelta(days=3)  # of the end of a walk
TOLD_OF = (State.ASKED, State.CONFIRMED, State.WAITING, State.DECLINED, State.LAPSED, State.ATTENDED)


def own_nights(volunteer: Volunteer, *, now: datetime) -> list[Attendance]:
    """Nights that are not over and that the person knows of, earliest first.

    Each with `ahead`: how many wait before the person, where there is a queue; and with what is to be handed over.
    """
    before = ahead_of_outer().values("shift").annotate(count=Count("pk")).values("count")
    nights = Attendance.objects.filter(
        Q(asked_at=None) | Q(asked_at__lte=now),
        volunteer=volunteer,
        state__in=TOLD_OF,
        ends_at__gt=now,
        shift__state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY],
    )
    related = nights.select_related("volunteer", "last_text", "shift__association__municipality")
    counted = related.select_related("shift__route__district").annotate(ahead=Coalesce(Subquery(before), 0))
    return list(with_offers(with_hand_overs(counted)).defer("last_text__body").order_by("starts_at", "pk"))


def nights_at_hand(volunteer: Volunteer, *, now: datetime) -> list[Attendance]:
    """The person's places on nights that are near, on, or just over, earliest first: some come home late."""
    near = Attendance.objects.filter(
        volunteer=volunteer,
        state__in=[State.CONFIRMED, State.ATTENDED],
        starts_at__lt=now + AT_HAND,
        ends_at__gt=now - AT_HAND,
        shift__state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE],
    )
    return list(near.select_related("shift__route__district").order_by("starts_at", "pk"))


def nights_to_tell(volunteer: Volunteer, *, now: datetime) -> list[Attendance]:
    """The person's places on walks that ended lately, which their group tells of in a log; the last first."""
    lately = Attendance.objects.filter(
        volunteer=volunteer,
        state__in=[State.CONFIRMED, State.ATTENDED],
        ends_at__lte=now,
        ends_at__gt=now - TOLD_WITHIN,
        shift__kind=ShiftKind.NIGHT_WALK,
        shift__state__in=[ShiftState.UNDER_WAY, ShiftState.DONE],
    )
    return list(lately.select_related("shift__route__district").order_by("-starts_at", "pk"))


def access_own_night(volunteer: Volunteer, pk: int, *, now: datetime) -> Attendance:
    """Raises Http404 for a night of somebody else, or one that is over."""
    night = next((one for one in own_nights(volunteer, now=now) if one.pk == pk), None)
    if night is None:
        raise Http404
    return night


def count_walked(volunteer: Volunteer, *, since: date) -> int:
    """How many nights the person has walked from that date on."""
    return Attendance.objects.filter(HAS_WALKED, volunteer=volunteer, shift__night__gte=since).count()


def own_associations(volunteer: Volunteer) -> list[Association]:
    """Those that the person walks with, by name."""
    mine = Association.objects.filter(memberships__volunteer=volunteer, is_active=True)
    return list(mine.select_related("municipality").order_by("name"))


def fellow_walkers(volunteer: Volunteer) -> QuerySet[Volunteer]:
    """Others who have walked the same nights and still walk."""
    mine = Attendance.objects.filter(HAS_WALKED, volunteer=volunteer).values("shift")
    beside = Attendance.objects.filter(HAS_WALKED, shift__in=mine).exclude(volunteer=volunteer).values("volunteer")
    return Volunteer.objects.active().filter(pk__in=beside)


def walked_beside(volunteer: Volunteer) -> list[Volunteer]:
    """Those of them who are not wished for yet, by name."""
    return list(fellow_walkers(volunteer).exclude(wished_for__volunteer=volunteer).order_by("name", "pk"))


def districts_to_walk(volunteer: Volunteer) -> list[District]:
    """Where the municipality has routes, and what the person has wished for before; by name."""
    in_use = Q(routes__is_active=True) | Q(wished_by__volunteer=volunteer)
    found = District.objects.filter(in_use, municipality=volunteer.municipality_id)
    return list(found.distinct().order_by("name", "pk"))
