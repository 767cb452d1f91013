"""The pages of rules, the exceptions on a shift's page, and the warnings ahead."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from messaging.models import OutboundMessage
from scheduling.domain.walk_rules.keeping import own_rules, save_rule
from scheduling.domain.walk_rules.warnings import warn_of_rules
from scheduling.enums import EventKind, RuleForce, RuleKind, ShiftState
from scheduling.models import CrewRule, RuleWarning, Shift, ShiftEvent
from tests.factories import RouteFactory, ShiftFactory, coordinator_of, leader_of, member_of
from tests.scheduling.rota import MONDAY, make_rota
from volunteers.models import Association

pytestmark = pytest.mark.django_db
AGE = {"kind": "min_age", "force": "hard", "number": "20", "may_except": ""}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def association() -> Association:
    found: Association = ShiftFactory().association
    return found


def post(client: Client, name: str, pk: int, **fields: str) -> tuple[int, str]:
    answer = client.post(reverse(f"scheduling:{name}", args=[pk]), fields)
    return answer.status_code, answer.content.decode()


def test_coordinator_makes_a_rule_of_the_town(client: Client, association: Association) -> None:
    client.force_login(coordinator_of(association.municipality))
    assert post(client, "town_rules", association.municipality_id, **AGE)[0] == 303
    rule = own_rules(association.municipality)[RuleKind.MIN_AGE]
    assert (rule.force, rule.number, rule.may_except) == ("hard", 20, False)
    page = client.get(reverse("scheduling:town_rules", args=[association.municipality_id])).content.decode()
    assert "Stoppar · 20 år" in page


def test_leader_sees_the_towns_rules_and_can_only_tighten_them(client: Client, association: Association) -> None:
    save_rule(association.municipality, RuleKind.MIN_AGE, force=RuleForce.HARD, number=20)
    client.force_login(leader_of(association))
    status, page = post(client, "association_rules", association.pk, **AGE | {"number": "18"})
    assert (status, "Kommunens regel är strängare." in page) == (422, True)
    assert post(client, "association_rules", association.pk, **AGE | {"number": "22"})[0] == 303
    assert own_rules(association)[RuleKind.MIN_AGE].number == 22
    assert post(client, "follow_town_rule", association.pk, kind="min_age")[0] == 303
    assert own_rules(association) == {}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (AGE | {"number": "7"}, "Skriv ett tal från 13 till 30."),
        (AGE | {"number": "tjugo"}, "Skriv ett helt tal."),
        ({"kind": "mixed", "force": "hard"}, "Välj ett giltigt alternativ"),
    ],
)
def test_page_says_what_is_wrong(
    client: Client, association: Association, fields: dict[str, str], sentence: str
) -> None:
    client.force_login(coordinator_of(association.municipality))
    status, page = post(client, "town_rules", association.municipality_id, **fields)
    assert (status, sentence in page, CrewRule.objects.count()) == (422, True, 0)


def test_rule_of_no_known_kind_does_not_exist(client: Client, association: Association) -> None:
    client.force_login(coordinator_of(association.municipality))
    assert post(client, "town_rules", association.municipality_id, kind="nonsense", force="hard")[0] == 404


def test_rules_of_a_route_are_the_coordinators(client: Client, association: Association) -> None:
    route = RouteFactory(municipality=association.municipality)
    client.force_login(leader_of(association))
    assert client.get(reverse("scheduling:route_rules", args=[route.pk])).status_code == 404
    assert (
        reverse("scheduling:route_rules", args=[route.pk])
        not in client.get(reverse("scheduling:route", args=[route.pk])).content.decode()
    )
    client.force_login(coordinator_of(association.municipality))
    assert post(client, "route_rules", route.pk, kind="languages", force="soft", languages="arabiska, finska")[0] == 303
    assert own_rules(route)[RuleKind.LANGUAGES].languages == ["ar", "fi"]
    assert (
        "Varnar · arabiska, finska" in client.get(reverse("scheduling:route_rules", args=[route.pk])).content.decode()
    )


def test_shift_page_says_who_may_not_and_takes_an_exception(client: Client) -> None:
    rota = make_rota(people=1)
    association = rota.shift.association
    save_rule(association, RuleKind.INTRODUCTION, force=RuleForce.HARD, may_except=True)
    client.force_login(leader_of(association))
    page = client.get(reverse("scheduling:shift", args=[rota.shift.pk])).content.decode()
    assert "Person0 Test: har inte läst introduktionen" in page
    member_of(association, name="Pia Paus", state="paused")
    page = client.get(reverse("scheduling:shift", args=[rota.shift.pk])).content.decode()
    assert "Pia Paus: är pausad och får inga frågor" in page
    person = str(rota.people[0].pk)
    assert post(client, "ask", rota.shift.pk, volunteers=person)[0] == 422
    assert post(client, "ask", rota.shift.pk, volunteers=person, exception="Läser på plats")[0] == 303
    assert rota.state(rota.people[0]) == "asked"
    assert ShiftEvent.objects.get(kind=EventKind.EXCEPTED).detail.endswith("Läser på plats")


def test_shift_page_says_who_cannot_lead_and_takes_an_exception(client: Client) -> None:
    rota = make_rota(people=1)
    association = rota.shift.association
    rota.ask()
    save_rule(association, RuleKind.LEADER_TRAINING, force=RuleForce.HARD)
    client.force_login(leader_of(association))
    address = reverse("scheduling:shift", args=[rota.shift.pk])
    lead = reverse("scheduling:make_leader", args=[rota.shift.pk, rota.attendance(rota.people[0]).pk])
    page = client.get(address).content.decode()
    assert ("Person0 Test har ingen ledarutbildning och kan inte leda." in page, lead in page) == (True, False)
    save_rule(association, RuleKind.LEADER_TRAINING, force=RuleForce.HARD, may_except=True)
    assert lead in client.get(address).content.decode()
    assert client.post(lead).status_code == 422
    assert client.post(lead, {"exception": "Går med Karin"}).status_code == 303
    assert rota.attendance(rota.people[0]).is_leader
    assert ShiftEvent.objects.get(kind=EventKind.EXCEPTED).detail.endswith("Går med Karin")


def test_shift_page_warns_of_a_soft_rule_and_tells_what_speaks_for_a_person(client: Client) -> None:
    rota = make_rota(people=1)
    association = rota.shift.association
    save_rule(association, RuleKind.MIN_AGE, force=RuleForce.SOFT, number=18)
    save_rule(association, RuleKind.LANGUAGES, force=RuleForce.SOFT, languages=["ar"])
    member_of(association, name="Noor Haddad", languages=["ar"], birth_year=1980)
    client.force_login(leader_of(association))
    page = client.get(reverse("scheduling:shift", args=[rota.shift.pk])).content.decode()
    assert "Talar arabiska, som önskas" in page
    assert "Ålder saknas: gränsen är 18" in page
    rota.ask(rota.people[0])


def test_training_that_ends_is_told_sixty_thirty_and_seven_days_ahead(association: Association) -> None:
    save_rule(association.municipality, RuleKind.LEADER_TRAINING, force=RuleForce.HARD)
    leader_of(association)
    ends_on = date(2026, 12, 11)  # sixty days from the Monday
    karin = member_of(association, name="Karin Ek", leader_training_until=ends_on)
    member_of(association, name="Maja Falk", leader_training_until=ends_on + timedelta(days=1))
    days = [warn_of_rules(MONDAY + timedelta(days=day)) for day in (0, 0, 29, 30, 53, 60, 61)]
    assert days == [1, 0, 1, 1, 2, 1, 0]
    bodies = OutboundMessage.objects.filter(to_number=karin.mobile).values_list("body", flat=True)
    assert set(bodies) == {
        f"Hej Karin! Din ledarutbildning gäller till fre 11/12. Fråga {association.name} om nästa kurs."
    }
    assert len(bodies) == 3
    assert "Karin E: ledarutbildningen gäller till den 11 december" in mail.outbox[0].body
    assert f"/folk/{karin.pk}\n" in mail.outbox[0].body


def test_missing_introduction_is_told_before_the_first_night(association: Association) -> None:
    rota = make_rota(people=2)
    town = rota.shift.association.municipality
    rota.ask()
    rota.people[1].introduced_on = date(2026, 1, 1)
    rota.people[1].save()
    save_rule(town, RuleKind.INTRODUCTION, force=RuleForce.SOFT)
    assert warn_of_rules(MONDAY) == 1
    text = OutboundMessage.objects.get(kind="rule_warning")
    assert (text.to_number, text.body[:47]) == (
        rota.people[0].mobile,
        "Hej Person0! Läs introduktionen före fre 16/10,",
    )


@pytest.mark.parametrize(("days", "told"), [(60, 1), (61, 0)])
def test_training_that_a_single_route_asks_for_is_told_of_while_nights_are_planned_there(days: int, told: int) -> None:
    shift = ShiftFactory(night=date(2026, 10, 12) + timedelta(days=days))
    save_rule(shift.route, RuleKind.LEADER_TRAINING, force=RuleForce.HARD)
    member_of(shift.association, leader_training_until=date(2026, 12, 1))
    assert warn_of_rules(MONDAY) == told


def test_the_route_that_asks_for_the_freshest_extract_is_told_of(association: Association) -> None:
    save_rule(association.municipality, RuleKind.EXTRACT_SHOWN, force=RuleForce.HARD, number=24)
    save_rule(Shift.objects.get().route, RuleKind.EXTRACT_SHOWN, force=RuleForce.HARD, number=12)
    member_of(association, extract_shown_on=date(2025, 11, 1))
    member_of(association, extract_shown_on=date(2024, 11, 1))
    assert warn_of_rules(MONDAY) == 1
    assert RuleWarning.objects.get().day == date(2026, 11, 1)


def test_introduction_is_not_asked_for_where_the_route_has_the_rule_switched_off_or_the_night_is_cancelled() -> None:
    rota = make_rota(people=1)
    rota.ask()
    save_rule(rota.shift.association.municipality, RuleKind.INTRODUCTION, force=RuleForce.SOFT)
    save_rule(rota.shift.route, RuleKind.INTRODUCTION, force=RuleForce.OFF)
    assert warn_of_rules(MONDAY) == 0
    CrewRule.objects.filter(route=rota.shift.route).delete()
    Shift.objects.update(state=ShiftState.CANCELLED)
    assert warn_of_rules(MONDAY) == 0
    Shift.objects.update(state=ShiftState.PUBLISHED)
    assert warn_of_rules(MONDAY) == 1


def test_nobody_is_told_of_what_no_rule_asks_for(association: Association) -> None:
    member_of(association, leader_training_until=date(2026, 10, 20))
    assert warn_of_rules(MONDAY) == 0
