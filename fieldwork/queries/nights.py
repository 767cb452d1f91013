"""Reading a night as it stands: the crew, who of them is registered as out, and who has come home."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.models import Arrival, CheckIn, FieldEvent, Walk
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer

State = AttendanceState
TOLD_WITHIN = timedelta(hours=12)  # before the start and after the end
WALKED = (ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE)
SHOWN_AHEAD, SHOWN_AFTER = timedelta(hours=12), timedelta(days=3)  # how long around a night its people see its page
OF_THE_CREW = (State.CONFIRMED, State.ATTENDED, State.NO_SHOW)


@dataclass
class Night:
    """One shift, its crew with leaders first, and those registered, in the order they went out.

    `here` are those of the crew, by the key of their attendance, who have said that they stand at the meeting place.
    """

    shift: Shift
    walk: Walk | None
    crew: list[Attendance]
    check_ins: list[CheckIn]
    here: dict[int, datetime] = field(default_factory=dict)

    @property
    def is_out(self) -> bool:
        return self.walk is not None and self.walk.state == WalkState.OUT

    @property
    def is_home(self) -> bool:
        return self.walk is not None and self.walk.state == WalkState.HOME

    @property
    def out(self) -> list[CheckIn]:
        return [one for one in self.check_ins if one.home_at is None]

    @property
    def awaited(self) -> list[Attendance]:
        """Those of the crew who are not registered: they are counted on, or did not come."""
        registered = {one.volunteer_id for one in self.check_ins}
        return [one for one in self.crew if one.state == State.CONFIRMED and one.volunteer_id not in registered]

    @property
    def leaders(self) -> list[Attendance]:
        return [one for one in self.crew if one.is_leader and one.state != State.NO_SHOW]

    def attendance(self, pk: int) -> Attendance | None:
        return next((one for one in self.crew if one.pk == pk), None)

    def check_in_of(self, attendance: Attendance) -> CheckIn | None:
        return next((one for one in self.check_ins if one.volunteer_id == attendance.volunteer_id), None)

    def speaks_for_all(self, attendance: Attendance) -> bool:
        """A leader's word is for the group; where nobody leads, anybody's is."""
        return attendance.is_leader or not self.leaders


def read_night(shift: Shift) -> Night:
    """Four queries. The shift comes with what its reader needs of it."""
    people = shift.attendances.filter(state__in=OF_THE_CREW).exclude(volunteer__state=VolunteerState.FORGOTTEN)
    crew = list(people.select_related("volunteer", "last_text").order_by("-is_leader", "pk"))
    walk = Walk.objects.filter(shift=shift).first()
    registered = (
        CheckIn.objects.filter(walk__shift=shift).select_related("volunteer").order_by("-is_leader", "out_at", "pk")
    )
    check_ins = list(registered)
    for one in crew:
        one.shift = shift
    if walk is not None:
        walk.shift = shift
        for check_in in check_ins:
            check_in.walk = walk
    here = dict(Arrival.objects.filter(attendance__shift=shift).values_list("attendance", "at"))
    return Night(shift, walk, crew, check_ins, here)


def out_elsewhere(volunteers: Collection[int], *, but: int) -> list[CheckIn]:
    """Those of these people who are registered as out with another group than that of this shift."""
    found = CheckIn.objects.filter(volunteer__in=volunteers, home_at=None).exclude(walk__shift=but)
    return list(found.select_related("volunteer", "walk__shift__route__district").order_by("pk"))


def access_own_place(volunteer: Volunteer, pk: int, *, now: datetime) -> Attendance:
    """The person's place on a night that is near, on, or was lately, or that somebody was lately presumed home from,
    which is to be put right. Raises Http404.
    """
    presumed = FieldEvent.objects.filter(
        shift=OuterRef("shift"), kind=FieldEventKind.PRESUMED_HOME, at__gt=now - SHOWN_AFTER
    )
    mine = Attendance.objects.filter(
        Q(ends_at__gt=now - SHOWN_AFTER) | Exists(presumed),
        pk=pk,
        volunteer=volunteer,
        state__in=OF_THE_CREW,
        starts_at__lt=now + SHOWN_AHEAD,
        shift__state__in=WALKED,
    )
    place = mine.select_related("volunteer", "shift__association__municipality", "shift__route__district").first()
    if place is None:
        raise Http404
    return place


def groups_to_join(shift: Shift, *, now: datetime) -> list[Shift]:
    """Other groups of the same night and town that gather or are out and have room, those already out first."""
    town = shift.association.municipality_id
    live = Shift.objects.live().filter(association__municipality=town, night=shift.night, ends_at__gt=now)
    with_room = live.filter(confirmed_count__lt=F("crew_max"), confirmed_count__gt=0).exclude(pk=shift.pk)
    open_ones = with_room.exclude(walk__state=WalkState.HOME)
    return list(
        open_ones.select_related("walk", "association", "route__district").order_by(
            "walk__started_at", "starts_at", "pk"
        )
    )


def members_to_bring(shift: Shift) -> QuerySet[Volunteer]:
    """Active members of the association who are not on the crew, by name."""
    on_crew = shift.attendances.filter(state__in=OF_THE_CREW).values("volunteer")
    active = Volunteer.objects.active().filter(memberships__association=shift.association_id)
    return active.exclude(pk__in=on_crew).order_by("name", "pk")


def tonights_places(number: str, *, now: datetime) -> list[Attendance]:
    """What a text from this number can be about tonight: places on nights near, on or lately over, and those that
    somebody is still registered as out from.
    """
    near = Q(starts_at__lt=now + TOLD_WITHIN, ends_at__gt=now - TOLD_WITHIN, shift__state__in=WALKED)
    still_out = Q(checkin__isnull=False, checkin__home_at=None)
    places = Attendance.objects.filter(near | still_out, volunteer__mobile=number, state__in=OF_THE_CREW)
    related = places.select_related(
        "volunteer", "checkin__walk", "shift__association__municipality", "shift__route__district"
    )
    return list(related.exclude(volunteer__state=VolunteerState.FORGOTTEN).order_by("starts_at", "pk"))
