"""Becoming a walker: what is asked, the code, who hears of it, and what no page tells."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from messaging.domain.opt_outs import record_opt_out
from messaging.models import OutboundMessage
from scheduling.domain.newcomers import Terms, associations_near, terms_of
from scheduling.domain.walk_rules.keeping import save_rule
from scheduling.enums import RuleForce, RuleKind
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    SeasonFactory,
    ShiftFactory,
    member_of,
)
from tests.scheduling.newcomers import YASMIN, code_sent, codes_to, right_code, seen, written
from tests.scheduling.rota import MONDAY
from volunteers.enums import InterestState
from volunteers.models import Association, District, Interest, NumberProof, Volunteer

pytestmark = pytest.mark.django_db
BO = "+46701740629"
CODE, DONE = "/bli-nattvandrare/kod", "/bli-nattvandrare/tack"


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def association() -> Association:
    """The only one of the only town; it walks in Vårby."""
    made: Association = AssociationFactory(name="Vårby vuxna på stan")
    varby = DistrictFactory(municipality=made.municipality, name="Vårby")
    ShiftFactory(association=made, route=RouteFactory(municipality=made.municipality, district=varby))
    return made


def test_form_code_and_thanks(client: Client, association: Association) -> None:
    varby = District.objects.get(name="Vårby")
    page = client.get(reverse("scheduling:become")).content.decode()
    assert ["Ditt samtycke" in page, "Födelseår" in page, "Vårby" in page] == [True, False, True]
    answer = written(client, district=str(varby.pk), languages="svenska, arabiska")
    assert (answer.status_code, answer["Location"]) == (303, CODE)
    assert not Interest.objects.exists()
    assert "070-174 06 89" in client.get(CODE).content.decode()
    answer = code_sent(client, right_code())
    assert (answer.status_code, answer["Location"]) == (303, DONE)
    interest = Interest.objects.get()
    assert (interest.name, interest.number, interest.district, interest.languages, interest.consent_version) == (
        "Yasmin Karlsson",
        YASMIN,
        varby,
        ["sv", "ar"],
        "1",
    )
    assert (interest.consented_at, interest.created_at, interest.state) == (MONDAY, MONDAY, InterestState.NEW)
    assert [offer.association for offer in interest.offers.all()] == [association]
    page = client.get(DONE).content.decode()
    assert "Tack, Yasmin" in page
    assert "Vårby vuxna på stan får veta att du vill gå" in page


def test_what_was_written_stays_in_the_browser_until_the_number_is_proved(
    client: Client, association: Association
) -> None:
    written(client)
    held = client.cookies["lykta_bli"]
    words = held.value
    assert (held["path"], held["httponly"], held["samesite"], held["max-age"]) == ("/bli-nattvandrare", True, "Lax", "")
    code_sent(client, right_code())
    assert len(client.cookies["lykta_bli"].value) < len(words)
    client.cookies["lykta_bli"] = words[:-2] + "xx"
    assert client.get(CODE)["Location"] == "/bli-nattvandrare"
    assert client.get(DONE)["Location"] == "/bli-nattvandrare"


def test_nothing_is_lost_on_the_way_back_or_after_a_slip(client: Client, association: Association) -> None:
    answer = written(client, number="12345", languages="arabiska", agrees="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Det är inget mobilnummer: 12345." in page
    assert "Läs texten och kryssa i rutan" in page
    assert ["Yasmin Karlsson" in page, 'value="12345"' in page, "arabiska" in page] == [True] * 3
    assert not OutboundMessage.objects.exists()
    written(client, languages="arabiska")
    page = client.get(reverse("scheduling:become")).content.decode()
    assert ["Yasmin Karlsson" in page, 'value="070-174 06 89"' in page, "arabiska" in page] == [True] * 3


def test_wrong_old_and_used_codes(client: Client, association: Association) -> None:
    written(client)
    right = right_code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    answer = code_sent(client, "12")
    assert (answer.status_code, "Koden har sex siffror." in answer.content.decode()) == (422, True)
    assert NumberProof.objects.get().tries == 0
    answer = code_sent(client, wrong)
    assert (answer.status_code, "4 försök är kvar" in answer.content.decode()) == (422, True)
    with time_machine.travel(MONDAY + timedelta(minutes=11), tick=False):
        assert "slutat gälla" in code_sent(client, right).content.decode()
        answer = client.post(reverse("scheduling:become_new_code"), {})  # type: ignore[assignment]  # the client's own answer is one
        assert answer["Location"] == f"{CODE}?ny=1"
        assert "En ny kod är på väg" in client.get(answer["Location"]).content.decode()
        assert code_sent(client, right_code())["Location"] == DONE
    assert (codes_to(YASMIN), Interest.objects.count()) == (2, 1)


def test_code_sent_twice_is_one_interest(client: Client, association: Association) -> None:
    written(client)
    held = client.cookies["lykta_bli"].value
    code = right_code()
    code_sent(client, code)
    client.cookies["lykta_bli"] = held
    assert code_sent(client, code)["Location"] == DONE
    assert Interest.objects.count() == 1


def test_code_is_of_no_use_in_another_browser(client: Client, association: Association) -> None:
    written(client)
    other = Client()
    written(other, number="070-174 06 29")
    assert "4 försök är kvar" in code_sent(other, right_code(YASMIN)).content.decode()


def test_too_many_codes_are_said_and_none_leaves(client: Client, association: Association) -> None:
    for _ in range(3):
        written(client)
    answer = written(client)
    assert (answer.status_code, "Vänta en timme" in answer.content.decode()) == (422, True)
    again = client.post(reverse("scheduling:become_new_code"), {})
    assert (again.status_code, "Vänta en timme" in again.content.decode()) == (422, True)
    assert codes_to(YASMIN) == 3


def test_address_has_its_share_of_a_day(client: Client, association: Association, settings: Settings) -> None:
    settings.CODES_PER_ADDRESS = 1
    written(client)
    assert "härifrån" in written(Client(), number="070-174 06 29").content.decode()
    assert written(Client(REMOTE_ADDR="198.51.100.9"), number="070-174 06 29").status_code == 303


def test_machine_that_fills_in_everything_gets_the_same_pages_and_no_code(
    client: Client, association: Association
) -> None:
    answer = written(client, website="https://spam.example")
    assert (answer.status_code, answer["Location"]) == (303, CODE)
    assert client.get(CODE).status_code == 200
    assert not OutboundMessage.objects.exists()
    assert not NumberProof.objects.exists()


@pytest.mark.parametrize("standing", ["member", "rests", "elsewhere", "silenced", "waits"])
def test_no_page_tells_whether_a_number_is_known(association: Association, standing: str) -> None:
    prepare = {
        "member": lambda: member_of(association, mobile=YASMIN),
        "rests": lambda: member_of(association, mobile=YASMIN, state="paused"),
        "elsewhere": lambda: member_of(AssociationFactory(municipality=association.municipality), mobile=YASMIN),
        "silenced": lambda: record_opt_out(YASMIN, source="text", now=MONDAY),
        "waits": lambda: asked_before(YASMIN),
    }
    pages_met("+46701740631")  # the first visit of all fills caches
    unknown = pages_met(BO)
    prepare[standing]()
    assert pages_met(YASMIN) == unknown


def asked_before(number: str) -> None:
    with time_machine.travel(MONDAY - timedelta(days=2), tick=False):
        client = Client()
        written(client, number=number)
        code_sent(client, right_code(number))


def pages_met(number: str) -> list[object]:
    """Everything that a visitor who does not hold the phone sees, and how many questions it took, digits aside."""
    client = Client()
    before = codes_to(number)
    answers: list[Any]
    with CaptureQueriesContext(connection) as asked:
        answers = [
            written(client, number=number),
            client.get(CODE),
            code_sent(client, "12"),
            code_sent(client, "000000"),
            client.post(reverse("scheduling:become_new_code"), {}),
            client.get(reverse("scheduling:become")),
            client.get(DONE),
        ]
    met: list[object] = []
    for answer in answers:
        page = seen(answer).replace(f"06 {number[-2:]}", "06 ••")
        met += [answer.status_code, answer.get("Location", ""), sorted(answer.headers), page]
    return [*met, len(asked.captured_queries), codes_to(number) - before]


def test_member_is_told_so_only_when_the_number_is_proved(client: Client, association: Association) -> None:
    member_of(association, mobile=YASMIN)
    written(client)
    code_sent(client, right_code())
    page = client.get(DONE).content.decode()
    assert "Du är redan med" in page
    assert "Numret finns hos Vårby vuxna på stan." in page
    assert not Interest.objects.exists()


def test_taken_back_on_the_page_of_thanks(client: Client, association: Association) -> None:
    written(client)
    code_sent(client, right_code())
    page = client.post(reverse("scheduling:become_undo"), {}).content.decode()
    assert ("Det du skrev är borttaget" in page, Interest.objects.exists()) == (True, False)
    assert client.get(DONE)["Location"] == "/bli-nattvandrare"
    assert "ingen anmälan som väntar" in client.post(reverse("scheduling:become_undo"), {}).content.decode()


def test_age_is_asked_only_where_a_rule_is_about_it_and_the_day_only_where_the_year_is_not_enough(
    client: Client, association: Association
) -> None:
    save_rule(association.municipality, RuleKind.MIN_AGE, force=RuleForce.HARD, number=20)
    page = client.get(reverse("scheduling:become")).content.decode()
    assert ["Födelseår" in page, "Födelsedag" in page] == [True, False]
    page = written(client, birth_year="2010").content.decode()
    assert "Här nattvandrar man från det att man har fyllt 20." in page
    page = written(client, birth_year="2006").content.decode()
    assert "Födelsedag" in page
    page = written(client, birth_year="2006", born_on="2006-10-13").content.decode()
    assert "har fyllt 20" in page
    assert written(client, birth_year="2006", born_on="2006-10-12").status_code == 303
    code_sent(client, right_code())
    assert Interest.objects.get().born_on == date(2006, 10, 12)
    assert written(client, birth_year="1985").status_code == 303
    code_sent(client, right_code())
    assert list(Interest.objects.values_list("birth_year", "born_on")) == [(1985, None)]


def test_soft_rule_and_rules_for_youths_ask_and_stop_nobody(association: Association) -> None:
    town = association.municipality
    assert terms_of(town) == Terms(0, frozenset(), is_beside_experienced=False)
    save_rule(town, RuleKind.MIN_AGE, force=RuleForce.SOFT, number=20)
    assert terms_of(town) == Terms(0, frozenset({20}), is_beside_experienced=False)
    save_rule(town, RuleKind.MIN_AGE, force=RuleForce.HARD, number=15)
    save_rule(town, RuleKind.GUARDIAN_CONSENT, force=RuleForce.HARD)
    assert terms_of(town) == Terms(15, frozenset({15, 18}), is_beside_experienced=False)
    save_rule(town, RuleKind.MIN_AGE, force=RuleForce.OFF)
    assert terms_of(town) == Terms(0, frozenset({18}), is_beside_experienced=False)


def test_first_walk_beside_somebody_is_promised_where_it_is_a_rule(client: Client, association: Association) -> None:
    promise = "Första kvällen går du med någon som är van."
    assert promise not in client.get(reverse("scheduling:become")).content.decode()
    save_rule(association.municipality, RuleKind.FIRST_WALK, force=RuleForce.HARD, number=3)
    assert promise in client.get(reverse("scheduling:become")).content.decode()
    written(client)
    code_sent(client, right_code())
    assert promise in client.get(DONE).content.decode()


def test_several_towns_are_chosen_from(client: Client, association: Association) -> None:
    other = MunicipalityFactory(name="Skogstad")
    page = client.get(reverse("scheduling:become")).content.decode()
    assert f"?kommun={other.pk}" in page
    address = f"{reverse('scheduling:become')}?kommun={other.pk}"
    assert "Skogstad" in client.get(address).content.decode()
    assert client.get(f"{reverse('scheduling:become')}?kommun=99999").status_code == 404


def test_nearest_associations_hear_of_it(association: Association) -> None:
    town = association.municipality
    varby = District.objects.get(name="Vårby")
    masmo: District = DistrictFactory(municipality=town, parent=varby)
    elsewhere: District = DistrictFactory(municipality=town)
    other: Association = AssociationFactory(municipality=town)
    asleep: Association = AssociationFactory(municipality=town, is_active=False)
    SeasonFactory(association=other, stop__route=RouteFactory(municipality=town, district=masmo))
    SeasonFactory(association=asleep, stop__route=RouteFactory(municipality=town, district=masmo))

    def near(district: District | None) -> set[Association]:
        return set(associations_near(district, town, now=MONDAY))

    assert near(masmo) == {other}
    assert near(varby) == {association, other}
    assert near(elsewhere) == near(None) == {association, other}
    assert near(DistrictFactory(municipality=town, parent=masmo)) == {other}
    assert set(associations_near(varby, town, now=MONDAY + timedelta(days=800))) == {association, other}


def test_nothing_is_kept_of_somebody_who_never_proves_the_number(client: Client, association: Association) -> None:
    written(client)
    assert not Interest.objects.exists()
    assert not Volunteer.objects.filter(mobile=YASMIN).exists()
