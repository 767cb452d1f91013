"""Reading logs. Whoever asks has been let in already, but for `access_…`, which lets in."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from fieldwork.enums import WalkState
from fieldwork.models import LogAsk, LogRevision, Walk, WalkLog
from scheduling.enums import ON_CREW, ShiftKind, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer

LISTED_FOR = timedelta(days=60)  # after a night: what nobody has written by then, nobody remembers
NOTES_REACH = timedelta(days=21)  # from one night to the next on the same route
EARLY = timedelta(hours=2)  # before the start: a group that gathers early may be home early too
CREW_WRITES_FOR = timedelta(days=14)  # after the end; a leader writes for longer


def logs_told() -> QuerySet[WalkLog]:
    """Logs with all that they say."""
    return WalkLog.objects.select_related(
        "shift__association__municipality", "shift__route__district", "route", "filed_by", "filed_by_user"
    ).prefetch_related("occurrences", "contacts")


def log_of(shift: Shift) -> WalkLog | None:
    """With its history, newest first."""
    revisions = Prefetch("revisions", LogRevision.objects.select_related("by", "by_user"))
    return logs_told().prefetch_related(revisions).filter(shift=shift).first()


def access_night_to_log(volunteer: Volunteer, pk: int, *, now: datetime) -> Attendance:
    """The person's place on a night whose log they may write: from when a group can gather until two weeks after.

    Raises Http404 for a night that is somebody else's, was called off, is to come, or is too long ago.
    """
    place = (
        Attendance.objects.filter(
            pk=pk,
            volunteer=volunteer,
            state__in=ON_CREW,
            starts_at__lte=now + EARLY,
            ends_at__gt=now - CREW_WRITES_FOR,
        )
        .exclude(shift__state__in=[ShiftState.DRAFT, ShiftState.CANCELLED])
        .select_related("volunteer", "shift__association__municipality", "shift__route__district")
        .first()
    )
    if place is None:
        raise Http404
    return place


def nights_to_log(number: str, *, since: timedelta, now: datetime) -> list[Attendance]:
    """Places that somebody with this number had on nights that have begun and ended no longer ago, last first."""
    places = Attendance.objects.filter(
        volunteer__mobile=number, state__in=ON_CREW, starts_at__lte=now, ends_at__gt=now - since
    ).exclude(shift__state__in=[ShiftState.DRAFT, ShiftState.CANCELLED])
    related = places.select_related("volunteer", "shift__association__municipality", "shift__route__district")
    has_log = Exists(WalkLog.objects.filter(shift=OuterRef("shift")))
    return list(related.annotate(has_log=has_log).order_by("-starts_at", "pk"))


def nights_without_log(*, since: datetime, now: datetime) -> QuerySet[Shift]:
    """Night walks that ended after `since`, on which somebody walked, whose group is home and has told nothing."""
    walked = Attendance.objects.filter(shift=OuterRef("pk"), state__in=ON_CREW)
    still_out = Walk.objects.filter(shift=OuterRef("pk"), state=WalkState.OUT)
    return Shift.objects.filter(
        Exists(walked),
        ~Exists(WalkLog.objects.filter(shift=OuterRef("pk"))),
        ~Exists(still_out),
        kind=ShiftKind.NIGHT_WALK,
        state=ShiftState.DONE,
        ends_at__lte=now,
        ends_at__gt=since,
    )


def missing_logs(*, municipalities: Collection[int], associations: Collection[int], now: datetime) -> QuerySet[Shift]:
    """Nights within reach whose log is missing, newest first, each with how often it was asked for and of whom."""
    within = Q(association__municipality__in=municipalities) | Q(association__in=associations)
    asks = Prefetch("log_asks", LogAsk.objects.select_related("volunteer"))
    missing = nights_without_log(since=now - LISTED_FOR, now=now).filter(within)
    related = missing.select_related("association__municipality", "route__district").prefetch_related(asks)
    return related.order_by("-starts_at", "pk")


def last_note_before(shift: Shift) -> WalkLog | None:
    """The last log with a note from the same route; where that has none, from the same district."""
    told = logs_told().filter(shift__starts_at__lt=shift.starts_at, shift__starts_at__gt=shift.starts_at - NOTES_REACH)
    noted = told.exclude(note="").exclude(shift=shift).order_by("-shift__starts_at", "-pk")
    same_route = noted.filter(shift__route=shift.route_id).first()
    return same_route or noted.filter(shift__route__district=shift.route.district_id).first()
