"""A town with three owners, a lamp that is dark, and whoever coordinates there."""

from datetime import UTC, date, datetime, timedelta

from fieldwork.domain.owners.keeping import add_rule
from fieldwork.domain.referrals.opening import open_referrals
from fieldwork.domain.referrals.reviewing import approve_referral, hand_over_by_hand
from fieldwork.domain.referrals.sending import send_referrals
from fieldwork.models import Observation, ObservationCategory, PlaceOwner, Referral
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.factories import DistrictFactory, MunicipalityFactory, coordinator_of
from tests.factories.fieldwork import ObservationCategoryFactory, ObservationFactory, PlaceOwnerFactory
from volunteers.models import District, Municipality, User

MONDAY = datetime(2026, 10, 19, 7, 30, tzinfo=UTC)  # 09.30 in Sweden
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)
TARGET = date(2026, 11, 2)


class Town:
    """`street` gets everything by e-mail, the yards are `housing`'s, by hand."""

    def __init__(self) -> None:
        self.town: Municipality = MunicipalityFactory(name="Huddinge kommun")
        self.maria: User = coordinator_of(self.town)
        self.district: District = DistrictFactory(municipality=self.town, name="Vårby")
        self.yards: District = DistrictFactory(municipality=self.town, name="Vårby gård", parent=self.district)
        self.lighting: ObservationCategory = ObservationCategoryFactory(municipality=self.town, name="Belysning")
        self.lamp: ObservationCategory = ObservationCategoryFactory(
            municipality=self.town, name="En lampa är trasig", parent=self.lighting
        )
        self.street: PlaceOwner = PlaceOwnerFactory(
            municipality=self.town, name="Gatukontoret", way="email", email="fel@gatan.example"
        )
        self.housing: PlaceOwner = PlaceOwnerFactory(municipality=self.town, name="Huge", way="by_hand", email="")
        add_rule(self.town, owner=self.street, category=None, district=None)
        add_rule(self.town, owner=self.housing, category=None, district=self.yards)

    @property
    def by_maria(self) -> Origin:
        return Origin(Door.PAGE, actor=self.maria)

    def sees(self, reference: str = "VA-7K3F", **facts: object) -> Observation:
        """Somebody has noted a dark lamp."""
        given = {"district": self.district, "target_on": TARGET, "note": "Helt mörkt vid trappan", "lamp_post": "1234"}
        observation: Observation = ObservationFactory(
            municipality=self.town, category=self.lamp, reference=reference, **given | facts
        )
        return observation

    def opened(self, **facts: object) -> Referral:
        """What the clock puts before the coordinator."""
        observation = self.sees(**facts)  # type: ignore[arg-type]  # each value is of its own type
        open_referrals(MONDAY)
        referral: Referral = observation.referrals.get()
        return referral

    def approve(self, referral: Referral, **given: object) -> Referral:
        facts = {"owner": self.street, "message": "Helt mörkt vid trappan", "origin": self.by_maria, "now": MONDAY}
        return approve_referral(referral, **facts | given)  # type: ignore[arg-type]  # each value is of its own type

    def sent(self, **facts: object) -> Referral:
        """By e-mail, to the street office."""
        referral = self.opened(**facts)
        self.approve(referral)
        send_referrals(MONDAY)
        referral.refresh_from_db()
        return referral

    def told_by_hand(self, **facts: object) -> Referral:
        referral = self.opened(district=self.yards, **facts)
        given = {"owner": self.housing, "message": "", "reference": "H-17", "origin": self.by_maria, "now": MONDAY}
        return hand_over_by_hand(referral, **given)  # type: ignore[arg-type]  # each value is of its own type


def states(referral: Referral) -> tuple[str, str]:
    """Of what is handed over, and of what was seen."""
    referral.refresh_from_db()
    return referral.state, Observation.objects.get(pk=referral.observation_id).state


def told(referral: Referral) -> list[tuple[str, str]]:
    """The history, oldest first."""
    return [(event.kind, event.detail) for event in referral.events.order_by("pk")]
