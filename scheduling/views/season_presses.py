"""A button pressed among a season's nights, by the person or by a leader on the phone with them."""

from datetime import datetime

from django.http import QueryDict

from scheduling.domain.season_questions.answering import say_none, say_of_night
from scheduling.forms.season_questions import pressed
from scheduling.models import SeasonReply

DONE = "klart"


def take_press(data: QueryDict, reply: SeasonReply, *, is_leader: bool = False, now: datetime) -> str:
    """Write it down. Returns which part of the page it was about. Raises QuestionRefused."""
    word = pressed(data)
    if data.get("svar") == "ingen":
        say_none(reply, is_leader=is_leader, now=now)
    elif word is not None:
        say_of_night(reply, word[0], can=word[1], is_leader=is_leader, now=now)
        return f"n-{word[0]}"
    return DONE
