"""A night of a small crew, walked and not told of yet."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fieldwork.domain.logs.words import LogWords
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, Door
from scheduling.models import Attendance, Shift
from tests.factories import AttendanceFactory, ShiftFactory, member_of
from volunteers.models import Volunteer

ON_ITS_PAGE, BY_TEXT, BY_HAND = Origin(Door.PERSONAL), Origin(Door.SMS), Origin(Door.PAGE)
HOME = datetime(2026, 10, 16, 22, 40, tzinfo=UTC)  # ten minutes after the end of ShiftFactory's night


@dataclass
class Night:
    """Karin leads; Johan and Anna are along."""

    shift: Shift
    karin: Attendance
    johan: Attendance
    anna: Attendance

    @property
    def leader(self) -> Volunteer:
        return self.karin.volunteer

    def telling(self, **said: object) -> LogWords:
        """A calm night as it was planned, or what is said of it."""
        usual = {"started_at": self.shift.starts_at, "ended_at": self.shift.ends_at, "route": self.shift.route_id}
        return LogWords(**({**usual, "mood": "calm"} | said))  # type: ignore[arg-type]  # each value is of its own type


def walked_night(**fields: object) -> Night:
    shift: Shift = ShiftFactory(**({"state": "done"} | fields))
    if "route" not in fields:
        shift.route.district.name = "Vårby"
        shift.route.district.save()
    names = {"Karin Öberg": "+46701740612", "Johan Ek": "+46701740613", "Anna Lind": "+46701740614"}
    crew = [
        AttendanceFactory(
            shift=shift,
            volunteer=member_of(shift.association, name=name, mobile=mobile),
            state=AttendanceState.CONFIRMED,
            is_leader=name.startswith("Karin"),
        )
        for name, mobile in names.items()
    ]
    Shift.objects.filter(pk=shift.pk).update(confirmed_count=3, leader_count=1)
    return Night(shift, *crew)


def another_night(night: Night, *, days: int) -> Night:
    """The same association on the same route, so many days later, with a crew of its own."""
    shift = night.shift
    return walked_night(
        association=shift.association, route=shift.route, starts_at=shift.starts_at + timedelta(days=days)
    )


def later(hours: float) -> datetime:
    return HOME + timedelta(hours=hours)
