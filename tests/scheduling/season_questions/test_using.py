"""What people said of a season's nights decides who is asked first, and silence decides nothing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.choosing import suggestions_for
from scheduling.domain.rounds import candidates
from scheduling.domain.season_questions.answering import say_none, say_of_night
from scheduling.domain.season_questions.asking import ask_season
from scheduling.domain.season_questions.nights import AskedNight
from scheduling.domain.season_questions.showing import choices_of, people_of, tallies_of
from scheduling.domain.text_plans import plan_of
from scheduling.domain.walk_rules.reading import Gate
from scheduling.models import Season, SeasonReply, Shift
from scheduling.queries.records import in_view_of
from scheduling.queries.season_questions import replies_to
from tests.factories import leader_of, member_of
from tests.scheduling.seasons.terms import FIRST, SECOND, SEPTEMBER, published_october, shift_on
from volunteers.domain.availability import set_availability
from volunteers.models import Volunteer

MONDAY = 0
LAST_DAY = date(2026, 9, 14)
NIGHTS = [date(2026, 10, day) for day in (2, 3, 9, 10)]


@pytest.fixture
def season() -> Season:
    return Season.objects.select_related("association__municipality").get(pk=published_october().pk)


def asked(season: Season) -> dict[Volunteer, SeasonReply]:
    question = ask_season(season, last_day=LAST_DAY, author=leader_of(season.association), now=SEPTEMBER)
    return {reply.volunteer: reply for reply in question.replies.select_related("volunteer")}


def night_of(season: Season, night: date) -> Shift:
    found = Shift.objects.select_related("association__municipality", "route__district")
    return found.get(pk=shift_on(season, night).pk)


def reasons(shift: Shift, person: Volunteer) -> list[str]:
    people = list(in_view_of(Volunteer.objects.filter(pk=person.pk), shift))
    [one] = suggestions_for(shift, people, Gate(shift, people), language="sv", now=SEPTEMBER)
    return [reason.words for reason in one.reasons]


@pytest.mark.django_db
def test_a_round_asks_those_who_can_first_and_those_who_cannot_never(season: Season) -> None:
    silent, can, cannot, none = (
        member_of(season.association, name=name) for name in ("Alva Tyst", "Berit Kan", "Cilla Kan Inte", "David Ingen")
    )
    set_availability(can, weekdays=[MONDAY], most_a_month=None, districts=[])
    replies = asked(season)
    say_of_night(replies[can], FIRST, can=True, now=SEPTEMBER)
    say_of_night(replies[cannot], FIRST, can=False, now=SEPTEMBER)
    say_none(replies[none], now=SEPTEMBER)
    first, second = night_of(season, FIRST), night_of(season, SECOND)
    turn = [one.pk for one in candidates(first, plan_of(season.association), now=SEPTEMBER)]
    assert turn == [can.pk, silent.pk]
    assert "Har sagt sig kunna den här kvällen" in reasons(first, can)
    assert "Helst måndagar" not in reasons(first, can)
    assert "Helst måndagar" in reasons(second, can)
    assert "Har sagt att den här kvällen inte går" in reasons(first, cannot)
    assert "Har sagt att den här kvällen inte går" not in reasons(second, cannot)
    assert reasons(first, silent) == ["Har inte fått någon fråga än"]


@pytest.mark.django_db
def test_the_table_keeps_silence_apart(season: Season) -> None:
    anna, mehmet, alva = (member_of(season.association, name=name) for name in ("Anna Ek", "Mehmet Öz", "Alva Tyst"))
    replies = asked(season)
    say_of_night(replies[anna], FIRST, can=True, now=SEPTEMBER)
    say_none(replies[mehmet], now=SEPTEMBER)
    zone = season.association.municipality.zone
    nights = [AskedNight(FIRST, *span(FIRST), ("Vårby",)), AskedNight(SECOND, *span(SECOND), ("Vårby",))]
    read = replies_to(replies[anna].question)
    first, second = tallies_of(nights, read, zone=zone, language="sv")
    assert (first.can, first.cannot, first.unsaid) == (("Anna E",), 1, 1)
    assert (second.can, second.cannot, second.unsaid) == ((), 1, 2)
    assert [(line.name, line.words) for line in people_of(read, nights)] == [
        ("Alva Tyst", "Har inte svarat"),
        ("Anna Ek", "Kan 1 kväll av 2"),
        ("Mehmet Öz", "Kan inte någon av kvällarna"),
    ]
    assert alva in replies


def span(night: date) -> tuple[datetime, datetime]:
    return (
        datetime(night.year, night.month, night.day, 18, 30, tzinfo=UTC),
        datetime(night.year, night.month, night.day, 22, 30, tzinfo=UTC),
    )


@given(said=st.dictionaries(st.sampled_from(NIGHTS), st.booleans()))
def test_silence_is_shown_as_neither_yes_nor_no(said: dict[date, bool]) -> None:
    nights = [AskedNight(night, *span(night), ("Vårby",)) for night in NIGHTS]
    shown = {one.night: one.said for one in choices_of(nights, said, zone=UTC, language="sv")}  # type: ignore[arg-type]  # any zone will do
    assert {night: word for night, word in shown.items() if word is not None} == said
    assert [night for night, word in shown.items() if word is None] == [one for one in NIGHTS if one not in said]
