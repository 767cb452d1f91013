"""Invented people, places and nights for tests. Numbers come from the range that Sweden reserves for fiction."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from factory.django import DjangoModelFactory

from messaging.models import InboundMessage
from scheduling.models import Attendance, PresenceRequest, Route, Season, SeasonRoute, Shift, SpecialDay, TextPlan
from volunteers.enums import RoleKind
from volunteers.models import Association, District, Membership, Municipality, Role, User, Volunteer

# 070-174 06 05 … 06 88; the emulator gives 06 90–98 special meanings, 06 99 is the town's own.
NAMED = {612, 613, 614, 615, 630, 633, 651, 688}  # tests give them to people of theirs, and nobody else shall have them
FREE = [number for number in range(605, 689) if number not in NAMED]


def fictional_number(n: int) -> str:
    return f"+4670174{FREE[n % len(FREE)]:04d}"


class TextPlanFactory(DjangoModelFactory[TextPlan]):
    """A plan by which every text leaves at once, at any hour; the hours before a night are the product's own."""

    class Meta:
        model = TextPlan

    municipality = factory.SubFactory("tests.factories.MunicipalityFactory", plan=None)
    quiet_from = time(0)
    quiet_to = time(0)
    day_cap = 20
    gather_minutes = 0


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality
        skip_postgeneration_save = True

    plan = factory.RelatedFactory(TextPlanFactory, factory_related_name="municipality")
    name = factory.Sequence(lambda n: f"Lyktköping {n}")
    contact_number = "+46701740610"


class DistrictFactory(DjangoModelFactory[District]):
    class Meta:
        model = District

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Område {n}")


class AssociationFactory(DjangoModelFactory[Association]):
    class Meta:
        model = Association

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Förening {n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@lykta.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("en lång och bra fras")


class RoleFactory(DjangoModelFactory[Role]):
    class Meta:
        model = Role

    user = factory.SubFactory(UserFactory)
    kind = RoleKind.LEADER


def leader_of(association: Association) -> User:
    user: User = UserFactory()
    RoleFactory(user=user, kind=RoleKind.LEADER, association=association)
    return user


def coordinator_of(municipality: Municipality) -> User:
    user: User = UserFactory()
    RoleFactory(user=user, kind=RoleKind.COORDINATOR, municipality=municipality)
    return user


class VolunteerFactory(DjangoModelFactory[Volunteer]):
    class Meta:
        model = Volunteer
        skip_postgeneration_save = True

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Vandrare{n} Testsson")
    mobile = factory.Sequence(fictional_number)


def member_of(association: Association, **fields: object) -> Volunteer:
    volunteer: Volunteer = VolunteerFactory(municipality=association.municipality, **fields)
    Membership.objects.create(volunteer=volunteer, association=association)
    return volunteer


class RouteFactory(DjangoModelFactory[Route]):
    class Meta:
        model = Route

    municipality = factory.SubFactory(MunicipalityFactory)
    district = factory.SubFactory(DistrictFactory, municipality=factory.SelfAttribute("..municipality"))
    name = factory.Sequence(lambda n: f"Vårby {n}")
    meeting_point = "biblioteket"
    meeting_address = "Vårby gårds centrum 1"
    latitude = 59.264
    longitude = 17.883
    line = factory.LazyFunction(lambda: [[17.883, 59.264], [17.886, 59.266], [17.88, 59.267]])


class ShiftFactory(DjangoModelFactory[Shift]):
    """A published shift on Friday 16 October 2026, 20.30-00.30 Swedish summer time, unless told otherwise."""

    class Meta:
        model = Shift

    association = factory.SubFactory(AssociationFactory)
    route = factory.SubFactory(RouteFactory, municipality=factory.SelfAttribute("..association.municipality"))
    starts_at = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda shift: shift.starts_at + timedelta(hours=4))
    night = factory.LazyAttribute(lambda shift: local_date(shift.starts_at))
    state = "published"


class SeasonRouteFactory(DjangoModelFactory[SeasonRoute]):
    class Meta:
        model = SeasonRoute

    season = factory.SubFactory("tests.factories.SeasonFactory", stop=None)
    route = factory.SubFactory(RouteFactory, municipality=factory.SelfAttribute("..season.association.municipality"))
    position = 0


class SeasonFactory(DjangoModelFactory[Season]):
    """Fridays and Saturdays of October 2026, 20.30-00.30, one group on one route, unless told otherwise."""

    class Meta:
        model = Season
        skip_postgeneration_save = True

    stop = factory.RelatedFactory(SeasonRouteFactory, factory_related_name="season")
    association = factory.SubFactory(AssociationFactory)
    name = factory.Sequence(lambda n: f"Hösten {n}")
    first_night = date(2026, 10, 2)
    last_night = date(2026, 10, 31)
    rule = "FREQ=WEEKLY;BYDAY=FR,SA"
    start_time = time(20, 30)
    end_time = time(0, 30)


class SpecialDayFactory(DjangoModelFactory[SpecialDay]):
    """The autumn break of 2026."""

    class Meta:
        model = SpecialDay

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = "school_break"
    name = "Höstlov"
    first_on = date(2026, 10, 26)
    last_on = date(2026, 10, 30)


def local_date(moment: datetime) -> date:
    return moment.astimezone(Municipality().zone).date()


class AttendanceFactory(DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    shift = factory.SubFactory(ShiftFactory)
    volunteer = factory.LazyAttribute(lambda attendance: member_of(attendance.shift.association))
    starts_at = factory.SelfAttribute("shift.starts_at")
    ends_at = factory.SelfAttribute("shift.ends_at")


class InboundFactory(DjangoModelFactory[InboundMessage]):
    class Meta:
        model = InboundMessage

    provider_sid = factory.Sequence(lambda n: f"SM{n:032x}")
    from_number = "+46701740614"
    to_number = "+46701740699"
    received_at = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)


class PresenceRequestFactory(DjangoModelFactory[PresenceRequest]):
    """The police wish for a group at the route's place on the evening of ShiftFactory, 21-23, unless told otherwise."""

    class Meta:
        model = PresenceRequest

    municipality = factory.SubFactory(MunicipalityFactory)
    label = "Polisen"
    door = "api"
    where = "point"
    district = factory.SubFactory(DistrictFactory, municipality=factory.SelfAttribute("..municipality"))
    longitude = 17.883
    latitude = 59.264
    place = "vid biblioteket"
    starts_at = datetime(2026, 10, 16, 19, 0, tzinfo=UTC)
    ends_at = datetime(2026, 10, 16, 21, 0, tzinfo=UTC)
    category = "unrest"
    text = "Stort och högljutt sällskap två fredagar i rad"
