"""A small rota to test against: one association, one published shift, and people to ask."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from messaging.enums import OutboundState
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.origins import Origin
from scheduling.domain.replies import apply_inbound
from scheduling.enums import Door
from scheduling.models import Attendance, Shift
from tests.factories import InboundFactory, ShiftFactory, member_of
from volunteers.models import Volunteer

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
BY_LEADER = Origin(Door.PAGE)


@dataclass
class Rota:
    shift: Shift
    people: list[Volunteer]

    def ask(
        self, *people: Volunteer, now: datetime = MONDAY, as_leader: bool = False, arrives: bool = True
    ) -> list[Attendance]:
        chosen = list(people) or self.people
        asked = invite_volunteers(self.shift, chosen, as_leader=as_leader, origin=BY_LEADER, now=now)
        if arrives:
            OutboundMessage.objects.filter(state=OutboundState.QUEUED).update(state=OutboundState.DELIVERED)
        return asked

    def attendance(self, person: Volunteer) -> Attendance:
        return Attendance.objects.get(shift=self.shift, volunteer=person)

    def state(self, person: Volunteer) -> str:
        return self.attendance(person).state


def make_rota(people: int = 4, **fields: object) -> Rota:
    shift: Shift = ShiftFactory(**fields)
    shift.route.district.name = "Vårby"
    shift.route.district.save()
    return Rota(shift, [member_of(shift.association, name=f"Person{n} Test") for n in range(people)])


def sms(
    person: Volunteer, body: str, *, now: datetime = MONDAY + timedelta(hours=1), **fields: object
) -> InboundMessage:
    """A text that came in and was taken care of."""
    inbound: InboundMessage = InboundFactory(from_number=person.mobile, body=body, received_at=now, **fields)
    apply_inbound(inbound, now=now)
    inbound.refresh_from_db()
    return inbound


def texts_to(person: Volunteer) -> list[str]:
    """The kinds of texts to a person, oldest first."""
    rows = OutboundMessage.objects.filter(to_number=person.mobile).order_by("pk")
    return list(rows.values_list("kind", flat=True))
