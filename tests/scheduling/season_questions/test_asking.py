"""A season asks which nights people can: who is asked, once, and what becomes of the silent."""

from datetime import UTC, date, datetime, timedelta

import pytest

from messaging.domain.opt_outs import record_opt_out
from messaging.models import OutboundMessage
from scheduling.domain.leaving import release_forgotten
from scheduling.domain.personal_links import VALID_FOR
from scheduling.domain.season_questions.answering import say_none, say_of_night
from scheduling.domain.season_questions.asking import ask_season, close_question, open_question, remind_silent
from scheduling.domain.season_questions.nights import last_day_of
from scheduling.exceptions import QuestionRefused
from scheduling.models import PersonalLink, ReplyNight, Season, SeasonQuestion, SeasonReply
from tests.factories import leader_of, member_of
from tests.scheduling.seasons.terms import FIRST, SECOND, SEPTEMBER, october, published_october
from volunteers.domain.people import forget_volunteer, pause_volunteer
from volunteers.enums import ContactWay
from volunteers.models import User, Volunteer

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 9, 14)


@pytest.fixture
def season() -> Season:
    return Season.objects.select_related("association__municipality").get(pk=published_october().pk)


@pytest.fixture
def karin(season: Season) -> User:
    karin: User = leader_of(season.association)
    return karin


@pytest.fixture
def anna(season: Season) -> Volunteer:
    anna: Volunteer = member_of(season.association, name="Anna Lindqvist")
    return anna


def ask(season: Season, karin: User, *, last_day: date = LAST_DAY, now: datetime = SEPTEMBER) -> SeasonQuestion:
    return ask_season(season, last_day=last_day, author=karin, now=now)


def texts() -> list[str]:
    return [text.kind for text in OutboundMessage.objects.order_by("pk")]


def test_each_member_is_asked_once_with_a_link_of_their_own(season: Season, karin: User, anna: Volunteer) -> None:
    question = ask(season, karin)
    text = OutboundMessage.objects.get(to_number=anna.mobile)
    assert "Vilka kvällar kan du gå med" in text.body
    assert "mån 14/9" in text.body
    assert PersonalLink.objects.get().volunteer == anna
    with pytest.raises(QuestionRefused, match="redan tillfrågade"):
        ask(season, karin)
    late = member_of(season.association, name="Sen Ankomst")
    assert ask(season, karin, last_day=date(2026, 9, 20)) == question
    assert [reply.volunteer for reply in question.replies.all()] == [anna, late]
    assert "mån 14/9" in OutboundMessage.objects.get(to_number=late.mobile).body
    assert texts() == ["season_ask", "season_ask"]


def test_whom_no_text_reaches_stands_there_for_a_person_to_ask(season: Season, karin: User) -> None:
    stopped = member_of(season.association, name="Stopp Sagt")
    record_opt_out(stopped.mobile, source="text", now=SEPTEMBER)
    rung = member_of(season.association, name="Rings Upp", contact_way=ContactWay.CALL)
    pause_volunteer(member_of(season.association, name="Pausad Person"))
    question = ask(season, karin)
    assert {reply.volunteer: reply.is_texted for reply in question.replies.all()} == {stopped: False, rung: False}
    assert texts() == []


@pytest.mark.parametrize(
    ("last_day", "why"),
    [
        (date(2026, 8, 31), "inte har varit"),
        (date(2026, 11, 1), "efter säsongens sista kväll"),
        ((SEPTEMBER + VALID_FOR + timedelta(days=1)).date(), "Länken i sms:et gäller i 30 dagar"),
    ],
)
def test_last_day_must_leave_time_and_the_link_must_hold(
    season: Season, karin: User, anna: Volunteer, last_day: date, why: str
) -> None:
    with pytest.raises(QuestionRefused, match=why):
        ask(season, karin, last_day=last_day)
    assert not SeasonQuestion.objects.exists()
    assert texts() == []


def test_nights_that_nobody_knows_of_are_not_asked_about(anna: Volunteer) -> None:
    drafts = Season.objects.select_related("association__municipality").get(pk=october().pk)
    member_of(drafts.association)
    with pytest.raises(QuestionRefused, match="Publicera den först"):
        ask(drafts, leader_of(drafts.association))


def test_the_silent_are_reminded_once_and_nobody_else(season: Season, karin: User, anna: Volunteer) -> None:
    mehmet = member_of(season.association, name="Mehmet Yilmaz")
    question = ask(season, karin)
    say_of_night(question.replies.get(volunteer=anna), FIRST, can=True, now=SEPTEMBER)
    assert remind_silent(question, now=SEPTEMBER + timedelta(days=3)) == 1
    assert OutboundMessage.objects.get(kind="season_ask_again").to_number == mehmet.mobile
    with pytest.raises(QuestionRefused, match="redan påminda"):
        remind_silent(question, now=SEPTEMBER + timedelta(days=4))


def test_answers_are_taken_through_the_last_day_in_town(season: Season, karin: User, anna: Volunteer) -> None:
    question = ask(season, karin)
    reply = question.replies.get()
    assert last_day_of(question, season.association.municipality.zone) == LAST_DAY
    say_of_night(reply, FIRST, can=True, now=datetime(2026, 9, 14, 21, 59, tzinfo=UTC))
    with pytest.raises(QuestionRefused, match="tar inte emot svar"):
        say_of_night(reply, SECOND, can=True, now=datetime(2026, 9, 14, 22, 0, tzinfo=UTC))
    say_of_night(reply, SECOND, can=False, is_leader=True, now=datetime(2026, 9, 15, tzinfo=UTC))
    close_question(question, now=datetime(2026, 9, 16, tzinfo=UTC))
    with pytest.raises(QuestionRefused):
        say_none(reply, is_leader=True, now=datetime(2026, 9, 16, tzinfo=UTC))
    assert {one.night: one.can for one in reply.nights.all()} == {FIRST: True, SECOND: False}


def test_a_question_whose_day_has_passed_makes_room_for_the_next(season: Season, karin: User, anna: Volunteer) -> None:
    first = ask(season, karin)
    later = SEPTEMBER + timedelta(days=20)
    second = ask(season, karin, last_day=date(2026, 10, 10), now=later)
    first.refresh_from_db()
    assert (first.closed_at, open_question(season)) == (later, second)
    assert texts() == ["season_ask", "season_ask"]


def test_none_is_an_answer_and_what_is_taken_back_is_silence(season: Season, karin: User, anna: Volunteer) -> None:
    reply = ask(season, karin).replies.get()
    say_none(reply, now=SEPTEMBER)
    reply.refresh_from_db()
    assert (reply.is_none, {one.can for one in reply.nights.all()}, reply.nights.count()) == (True, {False}, 10)
    say_of_night(reply, FIRST, can=True, now=SEPTEMBER)
    reply.refresh_from_db()
    assert (reply.is_none, reply.nights.get(night=FIRST).can) == (False, True)
    for one in list(reply.nights.all()):
        say_of_night(reply, one.night, can=None, now=SEPTEMBER)
    reply.refresh_from_db()
    assert (reply.is_none, reply.answered_at, ReplyNight.objects.count()) == (False, None, 0)


def test_only_nights_of_the_season_can_be_answered(season: Season, karin: User, anna: Volunteer) -> None:
    reply = ask(season, karin).replies.get()
    with pytest.raises(QuestionRefused, match="Den kvällen"):
        say_of_night(reply, date(2026, 10, 5), can=True, now=SEPTEMBER)
    assert not reply.nights.exists()


def test_what_a_forgotten_person_said_is_forgotten_too(season: Season, karin: User, anna: Volunteer) -> None:
    say_none(ask(season, karin).replies.get(), now=SEPTEMBER)
    forget_volunteer(anna, now=SEPTEMBER)
    release_forgotten(SEPTEMBER)
    assert not SeasonReply.objects.exists()
