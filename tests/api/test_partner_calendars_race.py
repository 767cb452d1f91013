"""Calendars are made while their key is revoked or changed and their partner closed out: none stays open alone."""

from collections.abc import Callable

import pytest

from api.domain.keys import make_key, revoke_key, rotate_key
from api.domain.partner_calendars import make_calendar
from api.domain.partners import close_out
from api.enums import Scope
from api.exceptions import KeyRefused
from api.models import ApiKey, Partner, PartnerCalendar
from scheduling.models import CalendarLink
from scheduling.queries import open_links
from tests.factories import MunicipalityFactory, coordinator_of
from tests.scheduling.feeds.town import EARLIER, NOW
from tests.support.at_once import at_once, threads_share_the_database

pytestmark = pytest.mark.django_db(transaction=True)
MAKERS = 5


def made_during(act: Callable[[ApiKey], object], partner: Partner) -> tuple[ApiKey, list[PartnerCalendar]]:
    """The calendars that are open when several were made at the same moment as the key met with something."""
    key, _token = make_key(partner, scopes=[Scope.SHIFTS], now=EARLIER)
    makers = [lambda: make_calendar(key, now=NOW)] * MAKERS
    results = at_once(*makers[:2], lambda: act(key), *makers[2:])
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, KeyRefused)] == []
    links = open_links(CalendarLink.objects.filter(municipality=partner.municipality_id), now=NOW)
    return key, list(PartnerCalendar.objects.filter(link__in=links.order_by()).select_related("link", "key"))


@pytest.fixture
def partner() -> Partner:
    threads_share_the_database()
    return Partner.objects.create(municipality=MunicipalityFactory(), name="Polisen (påhittad)")


def test_none_stays_open_when_the_key_is_revoked(partner: Partner) -> None:
    _key, still_open = made_during(lambda key: revoke_key(key, now=NOW), partner)
    assert still_open == []


def test_none_stays_open_when_the_partner_is_closed_out(partner: Partner) -> None:
    _key, still_open = made_during(lambda _key: close_out(partner, now=NOW), partner)
    assert still_open == []


def test_each_ends_with_the_key_it_has_when_the_key_is_changed(partner: Partner) -> None:
    maria = coordinator_of(partner.municipality)
    _key, still_open = made_during(lambda key: rotate_key(key, by=maria, now=NOW), partner)
    assert [each.link.ends_at for each in still_open] == [each.key.expires_at for each in still_open]
    assert len(still_open) == MAKERS
