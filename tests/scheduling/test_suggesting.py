"""Whom to ask, best first, with the reasons that a leader reads."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling.domain.choosing import suggestions_for
from scheduling.domain.suggesting import Suggestion, in_turn
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import AttendanceState as State
from scheduling.enums import ShiftState
from scheduling.models import Shift
from tests.factories import AttendanceFactory, DistrictFactory, ShiftFactory, member_of
from volunteers.domain.availability import add_away, set_availability
from volunteers.models import Volunteer
from volunteers.queries import with_availability

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 10, tzinfo=UTC)  # the Monday before the night
FRIDAY, SATURDAY = 4, 5


@pytest.fixture
def shift() -> Shift:
    shift: Shift = ShiftFactory()
    shift.route.district.name = "Vårby"
    shift.route.district.save()
    return shift


def found(shift: Shift) -> list[Suggestion]:
    people = list(with_availability(Volunteer.objects.active(), shift.night))
    return suggestions_for(shift, people, Gate(shift, people), language="sv", now=NOW)


def words(shift: Shift, person: Volunteer) -> list[tuple[str, bool]]:
    (one,) = [one for one in found(shift) if one.pk == person.pk]
    return [(reason.words, reason.is_for) for reason in one.reasons]


def walked(shift: Shift, person: Volunteer, night: date, **fields: object) -> None:
    starts_at = datetime(night.year, night.month, night.day, 18, 30, tzinfo=UTC)
    past = ShiftFactory(
        association=shift.association, starts_at=starts_at, state=ShiftState.DONE, **{"route": shift.route} | fields
    )
    AttendanceFactory(
        shift=past,
        volunteer=person,
        state=State.ATTENDED,
        asked_at=starts_at - timedelta(days=5),
        answered_at=starts_at - timedelta(days=4),
    )


def test_reasons_are_what_a_leader_would_say(shift: Shift) -> None:
    birgitta = member_of(shift.association, name="Birgitta Holm", home_district=shift.route.district)
    set_availability(birgitta, weekdays=[FRIDAY], most_a_month=None, districts=[])
    for night in (date(2026, 8, 7), date(2026, 8, 14), date(2026, 8, 21), date(2026, 9, 5)):
        walked(shift, birgitta, night)
    assert words(shift, birgitta) == [
        ("Gick senast för fem veckor sedan", True),
        ("Har gått den här rutten fyra gånger", True),
        ("Bor i Vårby", True),
        ("Fredagar passar, enligt egna dagar", True),
        ("Säger oftast ja: 4 av 4 gånger", True),
    ]


def test_whoever_lives_in_a_part_of_the_district_or_around_it_lives_near(shift: Shift) -> None:
    town = shift.association.municipality
    around = DistrictFactory(municipality=town, name="Västra Huddinge")
    shift.route.district.parent = around
    shift.route.district.save()
    part = DistrictFactory(municipality=town, name="Vårby gård", parent=shift.route.district)
    beside = DistrictFactory(municipality=town, name="Masmo", parent=around)
    homes = {home: member_of(shift.association, home_district=home) for home in (around, part, beside)}
    near = {home.name: [said for said, _is_for in words(shift, one) if "Bor" in said] for home, one in homes.items()}
    assert near == {"Västra Huddinge": ["Bor i Västra Huddinge"], "Vårby gård": ["Bor i Vårby gård"], "Masmo": []}


def test_what_speaks_against_is_said_too(shift: Shift) -> None:
    daniel = member_of(shift.association, name="Daniel Tesfaye", leader_training_until=date(2026, 12, 31))
    elsewhere = DistrictFactory(municipality=shift.association.municipality, name="Skogås")
    set_availability(daniel, weekdays=[SATURDAY], most_a_month=None, districts=[elsewhere])
    walked(shift, daniel, date(2026, 10, 9))
    assert words(shift, daniel) == [
        ("Kan leda, har gått utbildningen", True),
        ("Har gått den här rutten en gång", True),
        ("Gick senast fre 9 okt", False),
        ("Helst lördagar", False),
        ("Går helst i Skogås", False),
    ]


def test_wish_for_a_district_holds_for_what_lies_below_it(shift: Shift) -> None:
    whole = DistrictFactory(municipality=shift.association.municipality, name="Västra Huddinge")
    shift.route.district.parent = whole
    shift.route.district.save()
    person = member_of(shift.association)
    set_availability(person, weekdays=[], most_a_month=None, districts=[whole])
    assert words(shift, person) == [("Har inte fått någon fråga än", True)]


def test_away_and_enough_for_the_month_come_last_and_no_round_asks_them(shift: Shift) -> None:
    away = member_of(shift.association, name="Bortrest Person")
    add_away(away, first_on=date(2026, 10, 1), last_on=date(2026, 10, 20), today=NOW.date())
    enough = member_of(shift.association, name="Nöjd Person")
    set_availability(enough, weekdays=[], most_a_month=1, districts=[])
    walked(shift, enough, date(2026, 10, 3))
    often = member_of(shift.association, name="Van Person")
    walked(shift, often, date(2026, 10, 10))
    assert [one.pk for one in found(shift)] == [often.pk, away.pk, enough.pk]
    assert ("Borta till och med tis 20 okt", False) in words(shift, away)
    assert ("Högst 1 kväll i månaden, och har redan en", False) in words(shift, enough)
    assert [one.pk for one in in_turn(found(shift), (), week_cap=2)] == [often.pk]


def test_least_asked_lately_first_and_never_past_the_weeks_questions(shift: Shift) -> None:
    people = [member_of(shift.association, name=name) for name in ("Två Frågor", "En Fråga", "Ingen Fråga")]
    for questions, person in zip((2, 1, 0), people, strict=True):
        for n in range(questions):
            other = ShiftFactory(association=shift.association, starts_at=shift.starts_at + timedelta(days=7 * (n + 1)))
            AttendanceFactory(shift=other, volunteer=person, asked_at=NOW - timedelta(days=6))
    assert [one.pk for one in found(shift)] == [person.pk for person in reversed(people)]
    assert ("Har fått två frågor den senaste veckan", False) in words(shift, people[0])
    assert [one.pk for one in in_turn(found(shift), (), week_cap=2)] == [people[2].pk, people[1].pk]
    assert [one.pk for one in in_turn(found(shift), {people[2].pk}, week_cap=2)] == [people[1].pk]


def test_where_a_leader_is_missing_those_who_may_lead_come_first(shift: Shift) -> None:
    member_of(shift.association, name="Anna Lindqvist")
    leads = member_of(shift.association, name="Östen Ek", leader_training_until=date(2027, 1, 31))
    assert found(shift)[0].pk == leads.pk
    Shift.objects.filter(pk=shift.pk).update(leaders_needed=0)
    shift.refresh_from_db()
    assert found(shift)[0].name == "Anna Lindqvist"


def test_whoever_walks_elsewhere_that_night_is_hindered(shift: Shift) -> None:
    busy = member_of(shift.association, name="Upptagen Person")
    other = ShiftFactory(association=shift.association, route=shift.route)
    AttendanceFactory(shift=other, volunteer=busy, state=State.CONFIRMED)
    (one,) = found(shift)
    assert one.hindrance == "Går redan fre 16 okt i Vårby"
    assert in_turn([one], (), week_cap=2) == []


def test_nobody_to_choose_from_is_no_trouble(shift: Shift) -> None:
    assert found(shift) == []


def silent(shift: Shift, person: Volunteer, times: int, *, state: State = State.LAPSED, **fields: object) -> None:
    for n in range(1, times + 1):
        other = ShiftFactory(association=shift.association, starts_at=shift.starts_at - timedelta(days=14 + n))
        asked_at = NOW - timedelta(days=20 + n)
        AttendanceFactory(shift=other, volunteer=person, state=state, asked_at=asked_at, **fields)


def test_whoever_never_answers_comes_after_the_others_and_the_leader_reads_why(shift: Shift) -> None:
    never = member_of(shift.association, name="Aron Tyst")
    twice = member_of(shift.association, name="Beata Tyst")
    says_no = member_of(shift.association, name="Cecilia Nej")
    silent(shift, never, 3)
    silent(shift, twice, 2)
    silent(shift, says_no, 2, state=State.DECLINED, answered_at=NOW - timedelta(days=20))
    assert found(shift)[-1].pk == never.pk
    assert ("Har inte svarat på någon av tre frågor de senaste två månaderna", False) in words(shift, never)
    assert not [said for said, _is_for in words(shift, twice) + words(shift, says_no) if said.startswith("Har inte sv")]


def test_whoever_says_no_every_time_comes_after_the_others_until_they_say_yes(shift: Shift) -> None:
    says_no = member_of(shift.association, name="Aron Nej")
    twice = member_of(shift.association, name="Beata Nej")
    silent(shift, says_no, 3, state=State.DECLINED, answered_at=NOW - timedelta(days=20))
    silent(shift, twice, 2, state=State.DECLINED, answered_at=NOW - timedelta(days=20))
    reason = ("Har sagt nej till alla tre frågor de senaste två månaderna", False)
    assert [one.pk for one in found(shift)] == [twice.pk, says_no.pk]
    assert (reason in words(shift, says_no), reason in words(shift, twice)) == (True, False)
    agreed = ShiftFactory(association=shift.association, starts_at=shift.starts_at - timedelta(days=10))
    AttendanceFactory(shift=agreed, volunteer=says_no, state=State.CONFIRMED, asked_at=NOW - timedelta(days=9))
    assert reason not in words(shift, says_no)


def test_one_answer_is_enough_to_be_asked_in_turn_again(shift: Shift) -> None:
    person = member_of(shift.association, name="Aron Tyst")
    silent(shift, person, 3)
    answered = ShiftFactory(association=shift.association, starts_at=shift.starts_at - timedelta(days=10))
    AttendanceFactory(shift=answered, volunteer=person, state=State.CONFIRMED, asked_at=NOW - timedelta(days=9))
    assert not [said for said, _is_for in words(shift, person) if said.startswith("Har inte sv")]


def test_open_question_is_no_silence_until_two_days_have_gone(shift: Shift) -> None:
    person = member_of(shift.association, name="Aron Tyst")
    silent(shift, person, 2)
    ahead = ShiftFactory(association=shift.association, starts_at=shift.starts_at + timedelta(days=10))
    question = AttendanceFactory(shift=ahead, volunteer=person, asked_at=NOW - timedelta(days=1))
    assert not [said for said, _is_for in words(shift, person) if said.startswith("Har inte sv")]
    question.asked_at = NOW - timedelta(days=3)
    question.save()
    assert [said for said, _is_for in words(shift, person) if said.startswith("Har inte sv")]


def test_leaders_are_saved_for_nights_that_lack_one(shift: Shift) -> None:
    member_of(shift.association, name="Anna Ek", leader_training_until=date(2027, 1, 31))
    walks = member_of(shift.association, name="Östen Ek")
    leads = member_of(shift.association, name="Berit Ek", leader_training_until=date(2027, 1, 31))
    AttendanceFactory(shift=shift, volunteer=leads, is_leader=True, asked_at=NOW)
    shift.asked_leader_count = 1
    assert found(shift)[0].pk == walks.pk
