"""People who have been asked about a night, ready to answer."""

from datetime import UTC, datetime, timedelta

from messaging.models import OutboundMessage
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import Shift
from tests.factories import ShiftFactory, VolunteerFactory, fictional_number
from volunteers.models import Membership


def ask_people(count: int, *, places: int = 50) -> Shift:
    """One night in ten days; the person with `fictional_number(n)` is asked for each n. Nothing waits to be sent."""
    starts_at = datetime.now(UTC).replace(hour=18, minute=30, second=0, microsecond=0) + timedelta(days=10)
    shift: Shift = ShiftFactory(starts_at=starts_at, crew_max=places, crew_target=places)
    municipality = shift.association.municipality
    people = [VolunteerFactory(municipality=municipality, mobile=fictional_number(n)) for n in range(count)]
    Membership.objects.bulk_create(Membership(volunteer=person, association=shift.association) for person in people)
    invite_volunteers(shift, people, origin=Origin(Door.PAGE), now=datetime.now(UTC))
    OutboundMessage.objects.update(state="delivered", provider_sid=None)
    return shift


def sid_of(n: int, turn: int = 0) -> str:
    return f"SM{turn:04x}{n:028x}"
