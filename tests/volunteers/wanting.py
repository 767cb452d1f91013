"""Somebody who wants to walk, for tests."""

from datetime import UTC, datetime
from uuid import uuid4

from volunteers.domain.interests import take_interest
from volunteers.models import Association, Interest

NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
YASMIN = "+46701740689"  # which no factory gives anybody


def wanting(*associations: Association, number: str = YASMIN, now: datetime = NOW, **told: object) -> Interest:
    """Offered to these associations of one town."""
    given: dict[str, object] = {
        "name": "Yasmin Karlsson",
        "district": None,
        "birth_year": None,
        "born_on": None,
        "languages": ["sv", "ar"],
        "text_language": "sv",
        "consent_version": "1",
        "consented_at": now,
    }
    interest = take_interest(
        number,
        proof=uuid4(),
        municipality=associations[0].municipality,
        associations=associations,
        now=now,
        **(given | told),  # type: ignore[arg-type]  # each test gives the right ones
    )
    assert interest is not None
    return interest
