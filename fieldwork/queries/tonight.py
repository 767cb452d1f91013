"""Reading tonight's board: every group of one night, and whoever is still out or calls for help from another.

A fixed number of queries, however many the groups.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.http import Http404

from fieldwork.enums import UNRESOLVED, WalkState
from fieldwork.models import Alarm, AlarmNotice, CheckIn, FieldEvent, HostDuty, LogOccurrence, Walk
from messaging.models import InboundMessage
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.enums import VolunteerState
from volunteers.queries import Standing

_S = AttendanceState
CREW = (_S.CONFIRMED, _S.ATTENDED, _S.NO_SHOW)


class Place(NamedTuple):
    """One person's place on the crew."""

    shift: int
    volunteer: int
    name: str
    mobile: str
    is_leader: bool
    state: str


class Registered(NamedTuple):
    """One person who is registered as out with a group, or has come home."""

    shift: int
    volunteer: int
    name: str
    mobile: str
    is_leader: bool
    out_at: datetime
    home_at: datetime | None


class Heard(NamedTuple):
    """The last that a group said: by which event, and in which words where it was a text."""

    shift: int
    at: datetime
    kind: str
    words: str


def night_shifts(standing: Standing, first: datetime, last: datetime) -> list[Shift]:
    """Those that begin from `first` until `last`, and those of another night whose group is still out or has an alarm.

    With place, association, town and its policy, walk and log; `heard` is the key of the crew's last event.
    """
    still_out = Walk.objects.filter(state=WalkState.OUT).values("shift")
    alarmed = Alarm.objects.filter(state__in=sorted(UNRESOLVED)).values("shift")
    chosen = Q(starts_at__gte=first, starts_at__lt=last) | Q(pk__in=still_out) | Q(pk__in=alarmed)
    said = FieldEvent.objects.filter(Q(by__isnull=False) | Q(answer__isnull=False), shift=OuterRef("pk"))
    shifts = Shift.objects.within(**standing.reach).filter(chosen).exclude(state=ShiftState.DRAFT)
    along = ("association__municipality__alarm_policy", "route__district", "walk", "log")
    found = shifts.select_related(*along).defer("route__line", "note", "log__note")
    return list(found.annotate(heard=Subquery(said.order_by("-at", "-pk").values("pk")[:1])))


def places_on(shifts: Collection[int]) -> list[Place]:
    people = Attendance.objects.filter(shift__in=shifts, state__in=CREW)
    people = people.exclude(volunteer__state=VolunteerState.FORGOTTEN).order_by("-is_leader", "confirmed_at", "pk")
    told = ("shift_id", "volunteer_id", "volunteer__name", "volunteer__mobile", "is_leader", "state")
    return [Place(*row) for row in people.values_list(*told)]


def registered_on(shifts: Collection[int]) -> list[Registered]:
    people = CheckIn.objects.filter(walk__shift__in=shifts).order_by("-is_leader", "out_at", "pk")
    told = ("volunteer_id", "volunteer__name", "volunteer__mobile", "is_leader", "out_at", "home_at")
    return [Registered(*row) for row in people.values_list("walk__shift_id", *told)]


def heard_from(events: Iterable[int]) -> list[Heard]:
    rows = FieldEvent.objects.filter(pk__in=list(events)).order_by()
    return [Heard(*row[:3], row[3] or "") for row in rows.values_list("shift_id", "at", "kind", "answer__body")]


def last_texts(numbers: Collection[str], *, since: datetime) -> dict[str, tuple[datetime, str]]:
    """The last text from each of these numbers, when and what."""
    texts = InboundMessage.objects.filter(from_number__in=numbers, received_at__gte=since, is_automatic=False)
    rows = texts.order_by("received_at", "pk").values_list("from_number", "received_at", "body")
    return {number: (at, body) for number, at, body in rows}


def alarms_of(shifts: Collection[int]) -> list[Alarm]:
    """Those that stand, oldest first, with who was told in each step and what became of it."""
    told = AlarmNotice.objects.select_related("text").defer("text__body").order_by("pk")
    standing = Alarm.objects.filter(shift__in=shifts, state__in=sorted(UNRESOLVED))
    return list(
        standing.prefetch_related("steps", Prefetch("steps__notices", queryset=told)).order_by("opened_at", "pk")
    )


def occurrences_on(shifts: Collection[int]) -> list[tuple[int, str, int]]:
    """What logs of these shifts tell of: the shift, what, and how many times."""
    told = LogOccurrence.objects.filter(log__shift__in=shifts).order_by("pk")
    return list(told.values_list("log__shift_id", "kind", "count"))


def hosts_at_work(towns: Collection[int], *, now: datetime) -> list[HostDuty]:
    at_work = HostDuty.objects.filter(municipality__in=towns, starts_at__lte=now, ends_at__gt=now)
    return list(at_work.select_related("municipality").prefetch_related("districts").order_by("ends_at", "pk"))


def access_alarm(standing: Standing, pk: int) -> Alarm:
    """Raises Http404 for an alarm about a group of another association or municipality."""
    reached = Shift.objects.within(**standing.reach).values("pk")
    alarm = Alarm.objects.filter(pk=pk, shift__in=reached).select_related("shift__association__municipality").first()
    if alarm is None:
        raise Http404
    return alarm
