"""A group for one night: people who said yes, the first of them leading, and what stands of them afterwards."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fieldwork.domain.walks.coming_home import CameHome, come_home
from fieldwork.domain.walks.starting import CheckedOut, check_out
from fieldwork.models import CheckIn, FieldEvent, Walk
from fieldwork.queries.nights import Night, read_night
from scheduling.domain.attendance import count_crew
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import Attendance, Shift
from tests.factories import AttendanceFactory, ShiftFactory, member_of
from volunteers.models import Association, Volunteer

START = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)  # of ShiftFactory's night: Friday 20.30 in Swedish summer time
END = START + timedelta(hours=4)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BY_HAND = Origin(Door.PERSONAL)
NAMES = ("Karin Öberg", "Anna Lindqvist", "Bo Berg", "Cia Carlsson", "Doris Dahl", "Erik Ek", "Fatima Farah")


@dataclass
class Group:
    shift: Shift
    people: list[Volunteer]

    def place(self, n: int) -> Attendance:
        place: Attendance = Attendance.objects.get(shift=self.shift, volunteer=self.people[n])
        return place

    @property
    def places(self) -> list[Attendance]:
        return [self.place(n) for n in range(len(self.people))]

    @property
    def walk(self) -> Walk:
        return Walk.objects.get(shift=self.shift)

    def night(self) -> Night:
        return read_night(
            Shift.objects.select_related("association__municipality", "route__district").get(pk=self.shift.pk)
        )

    def check_in(self, n: int) -> CheckIn:
        return CheckIn.objects.get(walk__shift=self.shift, volunteer=self.people[n])

    def go_out(self, *which: int, now: datetime = START) -> CheckedOut:
        """Those by their places, all without any; the first of the group says so."""
        places = [self.place(n) for n in which or range(len(self.people))]
        return check_out(self.shift, places, origin=BY_HAND, by=self.people[0], now=now)

    def go_home(self, *which: int, now: datetime = END, by: int = 0) -> CameHome:
        chosen = [self.check_in(n) for n in which] if which else list(CheckIn.objects.filter(walk=self.walk))
        return come_home(self.walk, chosen, origin=BY_HAND, by=self.people[by], now=now)

    def states(self) -> list[str]:
        return [one.state for one in self.places]

    def told(self) -> list[str]:
        """The kinds of what happened, in order."""
        return list(FieldEvent.objects.filter(shift=self.shift).order_by("pk").values_list("kind", flat=True))


def group_of(size: int = 4, *, leaders: int = 1, association: Association | None = None, **fields: Any) -> Group:
    """So many who said yes to the night of ShiftFactory."""
    given = {"association": association} if association else {}
    shift: Shift = ShiftFactory(**given | fields)
    people = [member_of(shift.association, name=NAMES[n]) for n in range(size)]
    for n, person in enumerate(people):
        AttendanceFactory(shift=shift, volunteer=person, state="confirmed", is_leader=n < leaders)
    count_crew(shift, now=START - HOUR * 24)
    return Group(shift, people)
