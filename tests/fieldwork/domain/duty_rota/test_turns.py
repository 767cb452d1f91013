"""Giving duty, handing it over, swapping it and taking it back, and what those concerned are told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from fieldwork.domain.duty_rota.rotas import DutyRota, Person, rota_of
from fieldwork.domain.duty_rota.turns import give_duty, hand_turn, swap_turns, take_back
from fieldwork.exceptions import FieldworkError
from fieldwork.models import DutyTurn
from messaging.enums import Priority
from messaging.models import OutboundMessage
from tests.factories import AssociationFactory, MunicipalityFactory, UserFactory, VolunteerFactory, coordinator_of
from volunteers.models import Municipality, User

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
FRIDAY, SATURDAY = date(2026, 10, 16), date(2026, 10, 17)
HOURS = {"start": time(20), "end": time(2)}
PETER = Person("Peter Åkesson", "+46701740613")
SAMIRA = Person("Samira Nouri", "+46701740615")


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Lyktköping")
    return made


@pytest.fixture
def maria(town: Municipality) -> User:
    user: User = coordinator_of(town)
    user.name = "Maria Ekström"
    user.save()
    return user


def give(town: Municipality, person: Person, *nights: date, by: User, now: datetime = MONDAY) -> list[DutyTurn]:
    return give_duty(DutyRota(town), person, nights or [FRIDAY], **HOURS, by=by, now=now)


def told() -> list[tuple[str, str, str]]:
    rows = OutboundMessage.objects.order_by("pk")
    return [(row.to_number, row.kind, row.body) for row in rows]


def test_whoever_is_given_duty_by_another_gets_one_text_for_all_of_it(town: Municipality, maria: User) -> None:
    turns = give(town, PETER, FRIDAY, SATURDAY, by=maria)
    assert [(turn.starts_at.day, turn.ends_at.hour) for turn in turns] == [(16, 0), (17, 0)]
    assert told() == [
        (
            PETER.number,
            "duty_given",
            (
                "Jour: Maria Ekström har satt dig på jouren för Lyktköping fre 16/10 kl 20.00-02.00 och en kväll till. "
                "Är en grupp sen hem får du larmet."
            ),
        )
    ]
    text = OutboundMessage.objects.get()
    assert (text.lane, text.payer, text.priority) == (town.pk, None, Priority.USUAL)


def test_nobody_is_texted_of_what_they_did_themselves(town: Municipality, maria: User) -> None:
    own = Person("Maria Ekström", "+46701740612", maria)
    (turn,) = give(town, own, by=maria)
    take_back(turn, by=maria, now=MONDAY)
    assert (told(), DutyTurn.objects.count()) == ([], 0)


def test_text_is_in_the_persons_language_and_urgent_for_tonight(town: Municipality, maria: User) -> None:
    VolunteerFactory(municipality=town, mobile=PETER.number, text_language="en")
    give(town, PETER, by=maria, now=datetime(2026, 10, 16, 12, 0, tzinfo=UTC))
    text = OutboundMessage.objects.get()
    assert (text.body.split(":")[0], text.priority) == ("Duty", Priority.SAFETY)


def test_landline_has_the_duty_without_a_text(town: Municipality, maria: User) -> None:
    assert len(give(town, Person("Växeln", "+46846500421"), by=maria)) == 1
    assert told() == []


def test_form_sent_twice_gives_the_duty_once(town: Municipality, maria: User) -> None:
    give(town, PETER, FRIDAY, by=maria)
    give(town, PETER, FRIDAY, SATURDAY, by=maria)
    with pytest.raises(FieldworkError, match="Peter Åkesson har redan jouren då"):
        give(town, PETER, FRIDAY, SATURDAY, by=maria)
    assert list(DutyTurn.objects.values_list("starts_at__day", flat=True)) == [16, 17]


def test_night_that_has_been_cannot_be_given(town: Municipality, maria: User) -> None:
    with pytest.raises(FieldworkError, match="har redan varit"):
        give(town, PETER, FRIDAY, by=maria, now=datetime(2026, 10, 17, 0, 0, tzinfo=UTC))
    assert len(give(town, PETER, FRIDAY, by=maria, now=datetime(2026, 10, 16, 23, 0, tzinfo=UTC))) == 1


def test_turn_handed_over_tells_both(town: Municipality, maria: User) -> None:
    (turn,) = give(town, PETER, by=maria)
    OutboundMessage.objects.all().delete()
    hand_turn(turn, SAMIRA, by=maria, now=MONDAY)
    turn.refresh_from_db()
    assert (turn.name, turn.number) == ("Samira Nouri", SAMIRA.number)
    assert [(number, kind) for number, kind, _body in told()] == [
        (PETER.number, "duty_lifted"),
        (SAMIRA.number, "duty_given"),
    ]
    assert told()[0][2] == (
        "Jour: du har inte längre jouren för Lyktköping fre 16/10 kl 20.00-02.00. Samira Nouri har den nu."
    )


def test_turn_is_not_handed_to_whoever_has_it_nor_when_it_is_over(town: Municipality, maria: User) -> None:
    (turn,) = give(town, PETER, by=maria)
    with pytest.raises(FieldworkError, match="har redan jouren"):
        hand_turn(turn, PETER, by=maria, now=MONDAY)
    with pytest.raises(FieldworkError, match="redan över"):
        hand_turn(turn, SAMIRA, by=maria, now=MONDAY + timedelta(days=6))
    with pytest.raises(FieldworkError, match="redan över"):
        take_back(turn, by=maria, now=MONDAY + timedelta(days=6))


def test_two_swap_their_turns_and_each_is_told_of_both(town: Municipality, maria: User) -> None:
    (friday,) = give(town, PETER, FRIDAY, by=maria)
    (saturday,) = give(town, SAMIRA, SATURDAY, by=maria)
    OutboundMessage.objects.all().delete()
    swap_turns(friday, saturday, by=maria, now=MONDAY)
    turns = DutyTurn.objects.order_by("starts_at")
    assert [turn.name for turn in turns] == ["Samira Nouri", "Peter Åkesson"]
    assert [(number, kind) for number, kind, _body in told()] == [
        (PETER.number, "duty_lifted"),
        (SAMIRA.number, "duty_given"),
        (SAMIRA.number, "duty_lifted"),
        (PETER.number, "duty_given"),
    ]


def test_turns_of_two_rotas_are_not_swapped(town: Municipality, maria: User) -> None:
    (one,) = give(town, PETER, by=maria)
    rota = rota_of(AssociationFactory(municipality=town))
    (other,) = give_duty(rota, SAMIRA, [FRIDAY], **HOURS, by=maria, now=MONDAY)
    with pytest.raises(FieldworkError, match="inte till samma lista"):
        swap_turns(one, other, by=maria, now=MONDAY)


def test_turn_taken_back_by_another_is_told_of(town: Municipality, maria: User) -> None:
    (turn,) = give(town, PETER, by=maria)
    OutboundMessage.objects.all().delete()
    take_back(turn, by=UserFactory(), now=MONDAY)
    assert [kind for _number, kind, _body in told()] == ["duty_lifted"]
    with pytest.raises(FieldworkError, match="finns inte kvar"):
        take_back(turn, by=maria, now=MONDAY)
