"""One association of the demo has asked which nights its people can: some said, one can none, one is silent."""

import random
from datetime import datetime, timedelta

from demo.domain.season import settle_texts
from scheduling.domain.season_questions.answering import say_none, say_of_night
from scheduling.domain.season_questions.asking import ask_season
from scheduling.domain.season_questions.nights import asked_nights
from scheduling.models import Season
from volunteers.models import Municipality, User

ASSOCIATION = "Fullersta handboll"
SEED, MOSTLY = 1843, 0.6
ASKED_AGO = timedelta(days=2)
ANSWER_WITHIN = timedelta(days=9)


def load_season_question(town: Municipality, *, now: datetime) -> None:
    season = Season.objects.select_related("association__municipality").get(
        association__municipality=town, association__name=ASSOCIATION
    )
    chance, asked_at = random.Random(SEED), now - ASKED_AGO
    leader = User.objects.filter(roles__association=season.association).order_by("pk").first()
    last_day = min((now + ANSWER_WITHIN).astimezone(town.zone).date(), asked_nights(season, now=now)[-1].night)
    question = ask_season(season, last_day=last_day, author=leader, now=asked_at)
    _silent, none, *others = question.replies.order_by("volunteer__name")
    say_none(none, now=asked_at)
    for reply in others:
        for one in asked_nights(season, now=now):
            say_of_night(reply, one.night, can=chance.random() < MOSTLY, now=asked_at)
    settle_texts(now=now)
