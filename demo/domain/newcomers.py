"""Two people who want to walk, and wait for an answer."""

from datetime import datetime, timedelta
from uuid import uuid4

from demo.domain.data import read_data
from scheduling.domain.newcomers import associations_near
from volunteers.domain.consents import CURRENT
from volunteers.domain.interests import take_interest
from volunteers.models import InterestOffer, Municipality


def load_newcomers(town: Municipality, *, numbers: str, now: datetime) -> None:
    """`numbers` is how the town's numbers begin."""
    for person in read_data("newcomers"):
        district = town.districts.filter(name=person["district"]).select_related("parent").first()
        at = now - timedelta(days=person["days_ago"])
        take_interest(
            numbers.format(person["number"]),
            proof=uuid4(),
            municipality=town,
            associations=associations_near(district, town, now=now),
            now=at,
            name=person["name"],
            district=district,
            birth_year=person["born"],
            born_on=None,
            languages=person["languages"],
            text_language="sv",
            consent_version=CURRENT,
            consented_at=at,
        )
    InterestOffer.objects.update(told_at=now)  # the leaders have had their e-mail
