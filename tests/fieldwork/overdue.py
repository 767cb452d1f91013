"""Groups that are out, for tests of what happens in the night."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fieldwork.models import Alarm, AlarmNotice, CheckIn, FieldEvent, Walk
from messaging.enums import Channel
from messaging.models import OutboundMessage
from scheduling.models import Shift
from tests.factories import AssociationFactory, AttendanceFactory, ShiftFactory, member_of
from tests.factories.fieldwork import WalkFactory, out_with
from volunteers.models import Volunteer

LEADER, SECOND, THIRD = "+46701740612", "+46701740613", "+46701740614"
ASSOCIATION, COORDINATOR = "+46701740630", "+46701740610"
DUE = datetime(2026, 10, 16, 22, 30, tzinfo=UTC)  # 00.30 by the clock in Sweden
MINUTE = timedelta(minutes=1)


@dataclass
class Group:
    """Karin leads Johan and Anna through Vårby, until half past midnight."""

    shift: Shift
    walk: Walk
    people: list[CheckIn]

    @property
    def leader(self) -> Volunteer:
        person: Volunteer = self.people[0].volunteer
        return person

    @property
    def alarm(self) -> Alarm:
        return Alarm.objects.get(shift=self.shift)

    def comes_home(self, person: CheckIn, *, at: datetime) -> None:
        CheckIn.objects.filter(pk=person.pk).update(home_at=at, home_door="sms")

    def is_home(self, *, at: datetime) -> None:
        CheckIn.objects.filter(walk=self.walk).update(home_at=at, home_door="sms")
        Walk.objects.filter(pk=self.walk.pk).update(state="home", home_at=at)


def group_out(*, due: datetime = DUE, **of_shift: object) -> Group:
    association = of_shift.pop("association", None) or AssociationFactory(
        contact_name="Johan Ek", contact_number=ASSOCIATION, municipality__contact_number=COORDINATOR
    )
    shift = ShiftFactory(
        association=association,
        state="under_way",
        starts_at=due - timedelta(hours=4),
        ends_at=due,
        route__district__name="Vårby",
        **of_shift,
    )
    walk = WalkFactory(shift=shift)
    people = [
        out_with(
            walk,
            AttendanceFactory(
                shift=shift,
                volunteer=member_of(association, name=name, mobile=number),
                is_leader=number == LEADER,
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                state="confirmed",
            ),
        )
        for name, number in (("Karin Öberg", LEADER), ("Johan Sandberg", SECOND), ("Anna Lindqvist", THIRD))
    ]
    return Group(shift, walk, people)


def told(alarm: Alarm, step: int) -> list[tuple[str, str]]:
    """(number, channel) of everyone told in a step, in order."""
    notices = AlarmNotice.objects.filter(step__alarm=alarm, step__number=step).order_by("pk")
    return list(notices.values_list("number", "channel"))


def texts_to(number: str, *, channel: str = Channel.SMS) -> list[str]:
    """What has been queued to a number, oldest first."""
    found = OutboundMessage.objects.filter(to_number=number, channel=channel).order_by("pk")
    return list(found.values_list("body", flat=True))


def story(shift: Shift) -> list[tuple[str, str]]:
    """(kind, detail) of the night's history, oldest first."""
    return list(FieldEvent.objects.filter(shift=shift).order_by("at", "pk").values_list("kind", "detail"))
