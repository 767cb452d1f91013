"""The crew list on paper: who and what stands on it, who may see it, and one page of A4 out of the printer."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from scheduling.domain.paper_lists import PaperList, paper_list
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Shift
from scheduling.queries.walked import going_on
from tests.factories import AssociationFactory, AttendanceFactory, ShiftFactory, coordinator_of, leader_of, member_of
from volunteers.domain.people import forget_volunteer
from volunteers.models import Association

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
NUMBERS = {
    "Karin Öberg": "+46701740620",
    "Anna Lindqvist": "+46701740621",
    "Zahra": "+46701740622",
    "Nej Nilsson": "+46701740623",
    "Vänta Viksten": "+46701740624",
    "Fråga Falk": "+46701740625",
}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def person_on(shift: Shift, name: str, state: str, *, leads: bool = False) -> None:
    volunteer = member_of(
        shift.association,
        name=name,
        mobile=NUMBERS[name],
        email="hemlig@lykta.example",
        birth_year=1971,
        note="Allergisk",
    )
    AttendanceFactory(shift=shift, volunteer=volunteer, state=state, is_leader=leads)


@pytest.fixture
def shift() -> Shift:
    association = AssociationFactory(
        name="Vårby IF", contact_name="Kim Kontakt", contact_number="+46701740630", contact_email="kim@lykta.example"
    )
    made: Shift = ShiftFactory(association=association, note="Ta med ficklampa", confirmed_count=3, leader_count=1)
    person_on(made, "Zahra", AttendanceState.CONFIRMED)
    person_on(made, "Anna Lindqvist", AttendanceState.CONFIRMED)
    person_on(made, "Karin Öberg", AttendanceState.CONFIRMED, leads=True)
    person_on(made, "Nej Nilsson", AttendanceState.DECLINED)
    person_on(made, "Vänta Viksten", AttendanceState.WAITING)
    person_on(made, "Fråga Falk", AttendanceState.ASKED)
    return made


def paper_of(shift: Shift, *, now: datetime = MONDAY) -> PaperList:
    """From everyone on the shift, also those whom the page never reads."""
    return paper_list(shift, shift.attendances.select_related("volunteer"), now=now)


def text_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


def test_leaders_stand_first_then_the_others_by_name(shift: Shift) -> None:
    assert [(one.name, one.mobile, one.is_leader) for one in paper_of(shift).people] == [
        ("Karin Ö", "+46701740620", True),
        ("Anna L", "+46701740621", False),
        ("Zahra", "+46701740622", False),
    ]
    assert paper_of(shift).leaders == ("Karin Ö",)


def test_numbers_are_of_those_who_always_answer_and_of_the_contacts(shift: Shift) -> None:
    assert paper_of(shift).numbers == (
        ("Vid fara", "112"),
        ("Polisen", "114 14"),
        ("Föreningens kontakt", "+46701740630"),
        ("Samordnaren", "+46701740610"),
    )
    shift.association.contact_number = shift.association.municipality.contact_number = ""
    assert paper_of(shift).numbers == (("Vid fara", "112"), ("Polisen", "114 14"))


def test_names_and_numbers_are_gone_a_day_after_the_night(shift: Shift) -> None:
    a_day_after = shift.ends_at + timedelta(hours=24)
    assert len(paper_of(shift, now=a_day_after - timedelta(seconds=1)).people) == 3
    late = paper_of(shift, now=a_day_after)
    assert (late.people, late.why_empty) == (
        (),
        "Kvällen är förbi. Ett dygn efteråt skrivs inga namn och nummer ut.",
    )


def test_paper_says_why_nobody_is_on_it(shift: Shift) -> None:
    assert paper_list(shift, [], now=MONDAY).why_empty == "Ingen är klar för kvällen än."
    shift.state = ShiftState.CANCELLED
    assert (paper_of(shift).people, paper_of(shift).why_empty) == ((), "Passet är inställt, så ingen går.")


def test_somebody_forgotten_is_not_on_it(shift: Shift) -> None:
    forget_volunteer(shift.attendances.get(volunteer__name="Zahra").volunteer, now=MONDAY)
    assert [one.name for one in paper_of(shift).people] == ["Karin Ö", "Anna L"]
    assert {one.volunteer.name for one in going_on(shift)} == {"Karin Öberg", "Anna Lindqvist"}


def test_page_has_what_is_needed_out_there_and_nothing_more(client: Client, shift: Shift) -> None:
    client.force_login(leader_of(shift.association))
    answer = client.get(f"/pass/{shift.pk}/lista")
    page = text_of(answer.content)
    needed = (
        "20.30–00.30 4 timmar",
        "Biblioteket Vårby gårds centrum 1",
        "Karin Ö ledare 070-174 06 20",
        "Anna L 070-174 06 21",
        "Vid fara 112",
        "114 14",
        "Föreningens kontakt 070-174 06 30",
        "Ta med ficklampa",
        "Förstör listan efter kvällen.",
        "Hämtad ur Lykta mån 12 okt 12.00",
    )
    assert [words for words in needed if words not in page] == []
    unneeded = ("Öberg", "Lindqvist", "1971", "hemlig@", "kim@", "Kim", "Allergisk", "Nej N", "Vänta", "Fråga F")
    assert [words for words in (*unneeded, "06 23", "06 24", "06 25") if words in page] == []
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("starts_at", "words"),
    [
        (
            datetime(2027, 3, 27, 19, 30, tzinfo=UTC),
            "20.30–03.30 6 timmar: klockan ställs fram en timme den natten.",
        ),
        (
            datetime(2027, 10, 30, 18, 30, tzinfo=UTC),
            "20.30–02.30 7 timmar: klockan ställs tillbaka en timme den natten.",
        ),
    ],
)
def test_nights_when_the_clock_changes_are_as_long_as_they_are(client: Client, starts_at: datetime, words: str) -> None:
    hours = 6 if starts_at.month == 3 else 7
    night = ShiftFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours))
    client.force_login(leader_of(night.association))
    assert words in text_of(client.get(f"/pass/{night.pk}/lista").content)


def test_only_those_who_see_the_shift_see_its_paper(client: Client, shift: Shift) -> None:
    here = f"/pass/{shift.pk}/lista"
    assert client.get(here).status_code == 302
    neighbour: Association = AssociationFactory(municipality=shift.association.municipality)
    for user in (leader_of(neighbour), coordinator_of(AssociationFactory().municipality)):
        client.force_login(user)
        assert client.get(here).status_code == 404
    client.force_login(coordinator_of(shift.association.municipality))
    assert client.get(here).status_code == 200


def test_shift_leads_to_its_paper_until_the_names_are_gone(client: Client, shift: Shift) -> None:
    client.force_login(leader_of(shift.association))
    link = f'href="/pass/{shift.pk}/lista"'
    assert link in client.get(f"/pass/{shift.pk}").content.decode()
    with time_machine.travel(shift.ends_at + timedelta(hours=25)):
        assert link not in client.get(f"/pass/{shift.pk}").content.decode()
