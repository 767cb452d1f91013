"""The page of those who want to walk, as leaders and coordinators meet it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from messaging.domain.opt_outs import record_opt_out
from tests.factories import AssociationFactory, coordinator_of, leader_of, member_of
from tests.volunteers.wanting import NOW, YASMIN, wanting
from volunteers.domain.interests import accept_interest
from volunteers.enums import InterestState
from volunteers.models import Association, Interest, Volunteer

pytestmark = pytest.mark.django_db
PAGE = "/folk/vill-ga-med"


@pytest.fixture
def varby() -> Association:
    made: Association = AssociationFactory(name="Vårby vuxna på stan")
    return made


@pytest.fixture
def masmo(varby: Association) -> Association:
    made: Association = AssociationFactory(name="Masmo går", municipality=varby.municipality)
    return made


@pytest.fixture
def leader(client: Client, varby: Association) -> Client:
    client.force_login(leader_of(varby))
    return client


def post(client: Client, name: str, interest: Interest, **fields: str | int) -> tuple[int, str]:
    answer = client.post(reverse(f"volunteers:{name}", args=[interest.pk]), fields, follow=True)
    return answer.status_code, answer.content.decode()


def test_leader_takes_somebody_in(leader: Client, varby: Association, masmo: Association) -> None:
    interest = wanting(varby, masmo)
    assert "1 person vill gå med" in leader.get("/folk").content.decode()
    page = leader.get(PAGE).content.decode()
    assert ["Yasmin Karlsson" in page, "070-174 06 89" in page, "Ta emot i Vårby vuxna på stan" in page] == [True] * 3
    status, page = post(leader, "accept_interest", interest)
    assert (status, "Yasmin Karlsson är med i Vårby vuxna på stan och har fått ett sms." in page) == (200, True)
    assert "Till text 1" in page
    assert "Ingen väntar på svar." in leader.get(PAGE).content.decode()


def test_whoever_has_said_stop_is_to_be_phoned(leader: Client, varby: Association) -> None:
    interest = wanting(varby)
    record_opt_out(YASMIN, source="text", now=NOW)
    assert "har sagt stopp till sms. Ring och berätta." in post(leader, "accept_interest", interest)[1]


def test_leader_who_comes_second_sees_who_was_first(leader: Client, varby: Association, masmo: Association) -> None:
    interest = wanting(varby, masmo)
    accept_interest(interest, masmo, by=leader_of(masmo), now=NOW)
    status, page = post(leader, "accept_interest", interest)
    assert (status, "Masmo går hann före: Yasmin Karlsson är med där." in page) == (422, True)
    assert "Är med i Masmo går" in page


def test_leader_says_no_and_the_others_still_can_say_yes(
    leader: Client, varby: Association, masmo: Association
) -> None:
    interest = wanting(varby, masmo)
    assert "De andra föreningarna kan fortfarande ta emot" in post(leader, "decline_interest", interest)[1]
    assert "Yasmin" not in leader.get(PAGE).content.decode()
    assert post(leader, "accept_interest", interest)[0] == 404
    last = Client()
    last.force_login(leader_of(masmo))
    assert "har fått ett vänligt sms" in post(last, "decline_interest", interest)[1]
    interest.refresh_from_db()
    assert interest.state == InterestState.DECLINED


def test_leader_of_another_association_sees_nothing(leader: Client, masmo: Association) -> None:
    interest = wanting(masmo)
    assert "Yasmin" not in leader.get(PAGE).content.decode()
    assert [post(leader, name, interest)[0] for name in ("accept_interest", "decline_interest")] == [404, 404]


def test_leader_cannot_place_somebody_in_an_association_of_others(
    leader: Client, varby: Association, masmo: Association
) -> None:
    interest = wanting(varby, masmo)
    status, page = post(leader, "accept_interest", interest, association=masmo.pk)
    assert (status, "Välj en förening först." in page) == (422, True)


def test_coordinator_sees_all_and_chooses_the_association(
    client: Client, varby: Association, masmo: Association
) -> None:
    client.force_login(coordinator_of(varby.municipality))
    interest = wanting(varby)
    status, page = post(client, "accept_interest", interest)
    assert (status, "Välj en förening först." in page) == (422, True)
    assert post(client, "accept_interest", interest, association=masmo.pk)[0] == 200
    assert list(Volunteer.objects.get().associations.all()) == [masmo]


def test_coordinators_no_is_told_at_once(client: Client, varby: Association, masmo: Association) -> None:
    client.force_login(coordinator_of(varby.municipality))
    assert "har fått ett vänligt sms" in post(client, "decline_interest", wanting(varby, masmo))[1]


def test_number_known_by_another_name_is_said_where_it_is_to_be_put_right(leader: Client, varby: Association) -> None:
    interest = wanting(varby)
    member_of(varby, name="Göran Åkesson", mobile=YASMIN)
    status, page = post(leader, "accept_interest", interest)
    assert (status, "under ett annat namn" in page) == (422, True)


def test_page_takes_as_many_questions_for_three_as_for_one(
    leader: Client, varby: Association, masmo: Association
) -> None:
    counts = []
    for number in ("89", "90", "91"):
        wanting(varby, masmo, number=f"+467017406{number}")
        with CaptureQueriesContext(connection) as asked:
            leader.get(PAGE)
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[2]


def test_visitor_goes_to_sign_in(client: Client, varby: Association) -> None:
    interest = wanting(varby)
    assert client.get(PAGE).status_code == 302
    assert client.post(reverse("volunteers:accept_interest", args=[interest.pk])).status_code == 302
