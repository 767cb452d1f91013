"""Invented walks, logs and observations for tests."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from fieldwork.models import (
    Briefing,
    CheckIn,
    DutyTurn,
    HostDuty,
    KitItem,
    Observation,
    ObservationCategory,
    ObservationPhoto,
    PlaceOwner,
    Walk,
    WalkLog,
)
from scheduling.models import Attendance
from tests.factories import AssociationFactory, AttendanceFactory, MunicipalityFactory, ShiftFactory


class WalkFactory(DjangoModelFactory[Walk]):
    """A group that went out when its shift began."""

    class Meta:
        model = Walk

    shift = factory.SubFactory(ShiftFactory, state="under_way")
    started_at = factory.SelfAttribute("shift.starts_at")
    due_home_at = factory.SelfAttribute("shift.ends_at")


class CheckInFactory(DjangoModelFactory[CheckIn]):
    """Somebody on the crew who went out with the group."""

    class Meta:
        model = CheckIn

    walk = factory.SubFactory(WalkFactory)
    attendance = factory.SubFactory(AttendanceFactory, shift=factory.SelfAttribute("..walk.shift"), state="confirmed")
    volunteer = factory.SelfAttribute("attendance.volunteer")
    is_leader = factory.SelfAttribute("attendance.is_leader")
    out_at = factory.SelfAttribute("walk.started_at")
    out_door = "personal"


def out_with(walk: Walk, attendance: Attendance) -> CheckIn:
    check_in: CheckIn = CheckInFactory(walk=walk, attendance=attendance)
    return check_in


class WalkLogFactory(DjangoModelFactory[WalkLog]):
    """A calm night, told half an hour after it ended."""

    class Meta:
        model = WalkLog

    shift = factory.SubFactory(ShiftFactory, state="done")
    client_key = factory.LazyFunction(uuid4)
    started_at = factory.SelfAttribute("shift.starts_at")
    ended_at = factory.SelfAttribute("shift.ends_at")
    route = factory.SelfAttribute("shift.route")
    mood = "calm"
    met = "11_30"
    debrief_held = True
    filed_at = factory.LazyAttribute(lambda log: log.ended_at + timedelta(minutes=30))
    door = "personal"


class DutyTurnFactory(DjangoModelFactory[DutyTurn]):
    """A municipality's coordinator on duty on the night of ShiftFactory, 20.00-02.00, unless told otherwise."""

    class Meta:
        model = DutyTurn

    municipality = factory.Maybe("association", None, factory.SubFactory(MunicipalityFactory))
    association = None
    name = "Maria Ekström"
    number = "+46701740612"
    starts_at = datetime(2026, 10, 16, 18, 0, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda turn: turn.starts_at + timedelta(hours=6))


class ObservationCategoryFactory(DjangoModelFactory[ObservationCategory]):
    class Meta:
        model = ObservationCategory

    municipality = factory.SubFactory(MunicipalityFactory)
    code = factory.Sequence(lambda n: f"lighting-{n}")
    name = "Trasig lampa"
    icon = "bulb"


class PlaceOwnerFactory(DjangoModelFactory[PlaceOwner]):
    class Meta:
        model = PlaceOwner

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Gatukontoret {n}")
    email = "felanmalan@lykta.example"


class ObservationFactory(DjangoModelFactory[Observation]):
    """A lamp that was dark on the night of ShiftFactory."""

    class Meta:
        model = Observation

    municipality = factory.SubFactory(MunicipalityFactory)
    category = factory.SubFactory(ObservationCategoryFactory, municipality=factory.SelfAttribute("..municipality"))
    reference = factory.Sequence(lambda n: f"TEST-{n}")
    latitude = 59.264
    longitude = 17.883
    place = "Tunneln mot Masmo"
    first_seen_at = datetime(2026, 10, 16, 19, 30, tzinfo=UTC)
    last_seen_at = factory.SelfAttribute("first_seen_at")


class HostDutyFactory(DjangoModelFactory[HostDuty]):
    """A team in the whole municipality on the night of ShiftFactory, 18-02 Swedish summer time."""

    class Meta:
        model = HostDuty

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Värdar {n}")
    number = "+46701740688"
    starts_at = datetime(2026, 10, 16, 16, 0, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda duty: duty.starts_at + timedelta(hours=8))


class KitItemFactory(DjangoModelFactory[KitItem]):
    class Meta:
        model = KitItem

    association = factory.SubFactory(AssociationFactory)
    kind = "vest"
    label = factory.Sequence(lambda n: f"Gula västar {n}")
    quantity = 4
    kept_at = "Skåpet i föreningslokalen"


class ObservationPhotoFactory(DjangoModelFactory[ObservationPhoto]):
    class Meta:
        model = ObservationPhoto

    observation = factory.SubFactory(ObservationFactory)
    jpeg = b"\xff\xd8\xff\xe0 a lamp \xff\xd9"
    width = 4
    height = 3
    added_at = factory.SelfAttribute("observation.first_seen_at")


class BriefingFactory(DjangoModelFactory[Briefing]):
    """For the whole municipality on the night of ShiftFactory, shown from four hours before."""

    class Meta:
        model = Briefing

    municipality = factory.SubFactory(MunicipalityFactory)
    first_night = date(2026, 10, 16)
    last_night = factory.SelfAttribute("first_night")
    text = "Skolavslutning på gymnasiet. Mycket folk väntas vid torget efter 22."
