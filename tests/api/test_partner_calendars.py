"""Calendars of partners: what they show, who hands them out, and that none outlives its key."""

from datetime import timedelta
from typing import Any, cast

import pytest
import time_machine
from django.db.models import RestrictedError
from django.test import Client
from django.urls import reverse

from api.domain.keys import make_key, revoke_key, rotate_key
from api.domain.partner_calendars import calendars_of, make_calendar, renew_calendar
from api.domain.partners import close_out, let_in
from api.enums import Scope
from api.exceptions import KeyRefused
from api.models import ApiKey, Partner, PartnerCalendar
from messaging.gateways import clock
from scheduling.domain.calendar_links import find_link, revoke_link
from scheduling.domain.feeds import Grant
from scheduling.domain.feeds.grants import read_grant
from scheduling.exceptions import LinkClosed
from scheduling.models import CalendarLink
from tests.factories import AssociationFactory, DistrictFactory, MunicipalityFactory, coordinator_of, leader_of
from tests.scheduling.feeds.town import EARLIER, NOW, Town, body_at, values
from volunteers.models import District, User

pytestmark = pytest.mark.django_db
PLAIN = {"label": "", "alarm": "0"}
A_YEAR = timedelta(days=365)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def partner(town: Town) -> Partner:
    return Partner.objects.create(municipality=town.municipality, name="Polisen (påhittad)")


@pytest.fixture
def maria(town: Town) -> User:
    user: User = coordinator_of(town.municipality)
    return user


@pytest.fixture
def page(client: Client, maria: User) -> Client:
    client.force_login(maria)
    return client


def key_of(partner: Partner, *districts: District, scopes: tuple[str, ...] = (Scope.SHIFTS,), **fields: Any) -> ApiKey:
    places = [str(one.uuid) for one in districts]
    return make_key(partner, scopes=scopes, districts=places, **{"now": EARLIER, "name": "Helgen", **fields})[0]


def link_of(token: str) -> CalendarLink:
    return cast("CalendarLink", find_link(token))


def token_on(answer: Any) -> str:
    return str(answer.context["addresses"].https).rsplit("/", 1)[1].removesuffix(".ics")


def added(page: Client, key: ApiKey, **fields: Any) -> Any:
    return page.post(reverse("api:add_partner_calendar", args=[key.partner_id]), {"key": key.pk, **PLAIN, **fields})


def test_calendar_shows_what_the_key_opens_with_counts_and_no_name(town: Town, partner: Partner) -> None:
    body = body_at(make_calendar(key_of(partner, town.whole), now=NOW)).decode()
    everything = body_at(make_calendar(key_of(partner), now=NOW)).decode()
    assert [text.count("BEGIN:VEVENT") for text in (body, everything)] == [2, 3]
    assert "1/" in body
    assert ("Anna" in everything, "+46701740633" in everything) == (False, False)


def test_calendar_of_a_key_that_may_read_names_shows_none(town: Town, partner: Partner) -> None:
    body = body_at(make_calendar(key_of(partner, scopes=tuple(Scope.values)), now=NOW)).decode()
    assert ("Anna" in body, "Hemlig" in body) == (False, False)


def test_grant_is_the_keys_districts_whatever_is_asked_for(town: Town, partner: Partner) -> None:
    grant = Grant(districts=(town.elsewhere.pk,), only_short=True)
    token = make_calendar(key_of(partner, town.part), grant=grant, now=NOW)
    assert read_grant(link_of(token).grant) == Grant(districts=(town.part.pk,), only_short=True)


def test_grant_stays_narrow_when_a_district_is_removed(town: Town, partner: Partner) -> None:
    gone = DistrictFactory(municipality=town.municipality)
    key = key_of(partner, gone)
    token = make_calendar(key, now=NOW)
    gone.delete()
    assert values(body_at(token), "SUMMARY") == ["Inga kvällar inplanerade än"]
    with pytest.raises(KeyRefused):
        make_calendar(key, now=NOW)


@pytest.mark.parametrize("trouble", ["revoked", "expired", "closed out", "no shifts"])
def test_key_that_opens_no_nights_gives_no_calendar(partner: Partner, trouble: str) -> None:
    scopes = (Scope.DISTRICTS,) if trouble == "no shifts" else (Scope.SHIFTS,)
    key = key_of(partner, scopes=scopes, expires_at=NOW if trouble == "expired" else None)
    if trouble == "revoked":
        revoke_key(key, now=NOW)
    elif trouble == "closed out":
        close_out(partner, now=NOW)
    with pytest.raises(KeyRefused):
        make_calendar(key, now=NOW)
    assert CalendarLink.objects.count() == 0


def test_calendar_ends_with_its_key(partner: Partner) -> None:
    token = make_calendar(key_of(partner, expires_at=NOW + A_YEAR), now=NOW)
    assert link_of(token).ends_at == NOW + A_YEAR
    assert [len(calendars_of(partner, now=now)) for now in (NOW, NOW + A_YEAR)] == [1, 0]


def test_revoked_key_closes_its_own_calendars_alone(partner: Partner, maria: User) -> None:
    key, other = key_of(partner), key_of(partner)
    closed, stays = (link_of(make_calendar(each, now=NOW)) for each in (key, other))
    revoke_key(key, by=maria, now=NOW)
    for link in (closed, stays):
        link.refresh_from_db()
    assert [(link.revoked_at, link.revoked_by) for link in (closed, stays)] == [(NOW, maria), (None, None)]


def test_partner_closed_out_loses_its_calendars_for_good(partner: Partner, maria: User) -> None:
    make_calendar(key_of(partner), now=NOW)
    elsewhere = Partner.objects.create(municipality=MunicipalityFactory(), name="En annan")
    make_calendar(key_of(elsewhere), now=NOW)
    close_out(partner, by=maria, now=NOW)
    let_in(partner)
    assert [len(calendars_of(each, now=NOW)) for each in (partner, elsewhere)] == [0, 1]


def test_changed_key_takes_its_calendars_along(town: Town, partner: Partner, maria: User) -> None:
    old = key_of(partner, town.whole, expires_at=EARLIER + A_YEAR)
    token = make_calendar(old, now=NOW)
    gone = make_calendar(old, now=NOW)
    revoke_link(link_of(gone), now=NOW)
    new, _token = rotate_key(old, by=maria, now=NOW)
    assert [(each.key, each.link) for each in PartnerCalendar.objects.filter(key=new)] == [(new, link_of(token))]
    assert link_of(token).ends_at == new.expires_at == NOW + A_YEAR
    revoke_key(old, now=NOW)
    assert len(calendars_of(partner, now=NOW)) == 1
    revoke_key(new, now=NOW)
    assert calendars_of(partner, now=NOW) == []


def test_renewed_calendar_shows_the_same_and_ends_with_the_key(town: Town, partner: Partner, maria: User) -> None:
    key = key_of(partner, town.part, expires_at=NOW + A_YEAR)
    before = make_calendar(key, grant=Grant(alarm=60), label="Vakthavande", now=NOW)
    later = NOW + timedelta(days=100)
    calendar = PartnerCalendar.objects.select_related("key", "link").get()
    after = renew_calendar(calendar, by=maria, now=later)
    old, new = link_of(before), link_of(after)
    assert (old.revoked_at, old.revoked_by) == (later, maria)
    assert (new.grant, new.label, new.ends_at, new.made_by) == (old.grant, "Vakthavande", NOW + A_YEAR, maria)
    assert [row.calendar.link for row in calendars_of(partner, now=later)] == [new]
    with pytest.raises(LinkClosed):
        renew_calendar(calendar, now=later)


def test_key_with_a_calendar_is_not_removed_by_itself_but_with_its_town(town: Town, partner: Partner) -> None:
    key = key_of(partner)
    make_calendar(key, now=NOW)
    with pytest.raises(RestrictedError):
        key.delete()
    elsewhere = Partner.objects.create(municipality=MunicipalityFactory(), name="En annan")
    make_calendar(key_of(elsewhere), now=NOW)
    elsewhere.municipality.delete()
    assert PartnerCalendar.objects.count() == CalendarLink.objects.count() == 1


def test_calendar_is_made_on_its_page_and_shown_once(page: Client, town: Town, partner: Partner, maria: User) -> None:
    key = key_of(partner, town.whole, expires_at=clock.now() + A_YEAR)
    answer = added(page, key, label="Vakthavande", districts=[town.elsewhere.pk], kinds=["night_walk"])
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Länken för Polisen (påhittad) är klar" in answer.content.decode()
    link = link_of(token_on(answer))
    assert read_grant(link.grant) == Grant(districts=(town.whole.pk,), kinds=("night_walk",))
    assert (link.label, link.made_by, link.ends_at) == ("Vakthavande", maria, key.expires_at)
    listed = page.get(reverse("api:partner", args=[partner.pk])).content.decode()
    assert ["Vakthavande" in listed, "Inte än" in listed, token_on(answer) in listed] == [True, True, False]


def test_only_keys_of_the_partner_that_show_nights_are_offered(page: Client, partner: Partner) -> None:
    shows = key_of(partner, name="Visar")
    for fields in ({"scopes": (Scope.ROUTES,)}, {"expires_at": NOW}):
        key_of(partner, **fields)
    other = key_of(Partner.objects.create(municipality=partner.municipality, name="Huge (påhittad)"))
    form = page.get(reverse("api:add_partner_calendar", args=[partner.pk])).context["form"]
    assert form.fields["key"].choices == [(str(shows.pk), "Visar")]
    answer = page.post(reverse("api:add_partner_calendar", args=[partner.pk]), {"key": other.pk, **PLAIN})
    assert (answer.status_code, CalendarLink.objects.count()) == (422, 0)


def test_partner_without_such_a_key_is_told_so(page: Client, partner: Partner) -> None:
    body = page.get(reverse("api:partner", args=[partner.pk])).content.decode()
    assert "En kalender behöver en öppen nyckel som får läsa pass." in body
    form = page.get(reverse("api:add_partner_calendar", args=[partner.pk])).content.decode()
    assert "Ingen öppen nyckel får läsa pass." in form


def test_key_whose_districts_are_removed_says_so_on_the_page(page: Client, town: Town, partner: Partner) -> None:
    gone = DistrictFactory(municipality=town.municipality)
    key = key_of(partner, gone)
    gone.delete()
    answer = added(page, key)
    assert (answer.status_code, "Nyckeln öppnar inga kvällar." in answer.content.decode()) == (422, True)


def test_calendar_is_renewed_and_closed_on_the_partners_page(page: Client, partner: Partner) -> None:
    before = token_on(added(page, key_of(partner)))
    renewed = page.post(reverse("api:renew_partner_calendar", args=[PartnerCalendar.objects.get().pk]))
    assert "Den gamla länken är stängd." in renewed.content.decode()
    assert link_of(before).revoked_at is not None
    pk = PartnerCalendar.objects.latest("pk").pk
    closed = page.post(reverse("api:close_partner_calendar", args=[pk]), follow=True).content.decode()
    assert ["Länken är stängd." in closed, "Ingen kalender än." in closed] == [True, True]
    assert page.post(reverse("api:close_partner_calendar", args=[pk])).status_code == 404
    assert page.post(reverse("api:renew_partner_calendar", args=[pk])).status_code == 404


def test_revoked_key_and_closed_partner_take_calendars_along_on_the_pages(page: Client, partner: Partner) -> None:
    key = key_of(partner)
    for address in (reverse("api:revoke_key", args=[key.pk]), reverse("api:close_partner", args=[partner.pk])):
        token = make_calendar(key_of(partner) if "stang" in address else key, now=clock.now())
        page.post(address)
        assert link_of(token).revoked_by == page.get(reverse("api:partners")).context["user"]


@pytest.mark.parametrize("name", ["add_partner_calendar", "renew_partner_calendar", "close_partner_calendar"])
@pytest.mark.parametrize("who", ["nobody", "leader", "stranger"])
def test_partners_calendars_are_the_coordinators_alone(client: Client, partner: Partner, name: str, who: str) -> None:
    key = key_of(partner)
    make_calendar(key, now=NOW)
    pk = partner.pk if name == "add_partner_calendar" else PartnerCalendar.objects.get().pk
    if who == "leader":
        client.force_login(leader_of(AssociationFactory(municipality=partner.municipality)))
    elif who == "stranger":
        client.force_login(coordinator_of(MunicipalityFactory()))
    answer = client.post(reverse(f"api:{name}", args=[pk]), {"key": key.pk, **PLAIN})
    assert answer.status_code == (302 if who == "nobody" else 404)
    assert [link.revoked_at for link in CalendarLink.objects.all()] == [None]


def test_calendar_is_named_after_its_partner_among_all_and_after_its_key_among_theirs(
    page: Client, partner: Partner
) -> None:
    make_calendar(key_of(partner, name="Lägesbild"), now=NOW)
    assert "Polisen (påhittad)" in page.get("/kalender").content.decode()
    assert [row.title for row in calendars_of(partner, now=NOW)] == ["Lägesbild"]


def test_key_that_was_changed_is_told_from_the_one_in_its_place(page: Client, partner: Partner, maria: User) -> None:
    old = key_of(partner)
    with time_machine.travel(NOW, tick=False):
        rotate_key(old, by=maria, now=NOW)
        form = page.get(reverse("api:add_partner_calendar", args=[partner.pk])).context["form"]
    assert [str(words) for _pk, words in form.fields["key"].choices] == ["Helgen", "Helgen, till mån 19/10"]
