"""The simulated term: that people are the same whoever asks them, that each way plays to its end, and the page."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from bench.term_counting import count_term
from bench.term_figures import EVERYBODY, IN_ROUNDS, LYKTA, ONE_BY_ONE, UNASKED, Term
from bench.term_page import page
from bench.term_people import PEOPLE, WILLING, Mind, people_of
from bench.term_play import Play
from bench.term_stage import FIRST_MONDAY, nights, set_stage
from bench.term_ways import WAYS
from messaging.models import InboundMessage
from scheduling.enums import ShiftState
from scheduling.models import SeasonReply, Shift
from volunteers.models import Municipality

WEEKS = 3  # two nights, on the second of which the clock is put back
ZONE = Municipality().zone


def test_people_and_minds_depend_on_the_seed_alone() -> None:
    one, other = (people_of(1, FIRST_MONDAY, 26, willing=WILLING) for _ in range(2))
    assert one == other != people_of(2, FIRST_MONDAY, 26, willing=WILLING)
    assert Counter(who.can_lead for who in one) == {True: 15, False: 45}
    assert (len(one), sum(who.is_dead for who in one), sum(who.silent == 1.0 for who in one)) == (PEOPLE, 3, 4)
    assert not any(who.can_lead and (who.is_dead or who.silent == 1.0) for who in one)


def test_who_knows_already_foresees_what_they_will_want_and_nobody_a_night_away() -> None:
    right = said = 0
    for who in people_of(1, FIRST_MONDAY, 26, willing=WILLING):
        for mind in (Mind(who, 1, night) for night in nights(26)):
            foreseen = mind.foresees()
            said += foreseen is not None
            right += foreseen is mind.wants(0)
        assert not any(Mind(who, 1, first).foresees() for first, _last in who.away)
    assert 0.8 < right / said < 0.95


def test_nobody_answers_in_the_night_or_says_yes_while_away() -> None:
    asked_at = datetime(2026, 10, 13, 19, tzinfo=UTC)
    for who in people_of(1, FIRST_MONDAY, 26, willing=WILLING):
        mind = Mind(who, 1, nights(26)[0])
        at = mind.answers_at(asked_at, ZONE, about="ask")
        assert at is None or (at >= asked_at and 7 <= at.astimezone(ZONE).hour <= 22)
        assert not mind.wants(who.most_a_month)
        for first, _last in who.away:
            assert not Mind(who, 1, first).wants(0)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_plays_to_its_end(way: str, transactional_db: None, settings: Any) -> None:
    settings.CLOCK = "bench.term_clock.now"
    settings.SMS_GATEWAY = "messaging.gateways.memory.MemoryGateway"
    settings.TWILIO_PER_SECOND = 0
    stage = set_stage(1, weeks=WEEKS, willing=WILLING, fills_by_itself=way in IN_ROUNDS)
    play = Play(stage, WAYS[way], asks_season=way == LYKTA)
    play.play()
    done = count_term(play, way=way, willing=WILLING, seconds=1.0)
    assert set(Shift.objects.values_list("state", flat=True)) == {ShiftState.DONE}
    assert InboundMessage.objects.exclude(handled_at=None).count() == InboundMessage.objects.count() > 0
    assert 0 <= done.full <= done.safe <= done.nights == 2
    assert 0 < done.yes < done.first_questions <= done.questions < done.texts
    assert done.too_often == 0 or way not in IN_ROUNDS
    assert SeasonReply.objects.exclude(answered_at=None).exists() == (way == LYKTA)


def test_page_says_whether_the_aim_is_met() -> None:
    def term(way: str, *, safe: int, texts: int) -> Term:
        return Term(way, WILLING, 1, 60, safe, safe, 200, texts, texts // 2, texts // 3, 90, 0, 50.5, {"inbox": 12}, 60)

    terms = [
        term(LYKTA, safe=58, texts=2_000),
        term(UNASKED, safe=58, texts=2_500),
        term(EVERYBODY, safe=57, texts=8_000),
        term(ONE_BY_ONE, safe=30, texts=3_000),
    ]
    text = page(terms, weeks=26)
    assert "| **Lykta**, the season's question first | 58 | 58 | 10 | 5 | 0 | 0.2 | 50 |" in text
    assert "in 1 of 1 terms. At most a third of the texts: 25% (yes). Nobody asked more than twice a week: yes." in text
    assert "A reluctant association" not in text
