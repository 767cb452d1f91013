"""Where somebody says on their own page which of a season's nights they can. Each press is kept at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from scheduling.domain.season_questions.nights import asked_nights, last_day_of, takes_answers
from scheduling.domain.season_questions.showing import choices_of, said_of
from scheduling.exceptions import SchedulingError
from scheduling.models import SeasonReply
from scheduling.queries.season_questions import access_own_reply
from scheduling.views.doors import UNPROCESSABLE, see_other
from scheduling.views.own_gate import Mine, of_the_person
from scheduling.views.season_presses import take_press


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_person
def nights(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    """404 for what another person was asked."""
    reply = access_own_reply(mine.volunteer, pk)
    if request.method != "POST":
        return draw(request, mine, reply)
    try:
        place = take_press(request.POST, reply, now=mine.now)
    except SchedulingError as error:
        return draw(request, mine, reply, problem=str(error))
    return see_other(f"{reverse('scheduling:me_season', args=[mine.token, pk])}#{place}")


def draw(request: HttpRequest, mine: Mine, reply: SeasonReply, *, problem: str = "") -> HttpResponse:
    question, language = reply.question, get_language() or "sv"
    season = question.season
    zone = season.association.municipality.zone
    choices = choices_of(asked_nights(season, now=mine.now), said_of(reply), zone=zone, language=language)
    context = {
        "token": mine.token,
        "season": season,
        "reply": reply,
        "choices": choices,
        "can": sum(one.said is True for one in choices),
        "is_open": takes_answers(question, now=mine.now),
        "last_day": last_day_of(question, zone),
        "problem": problem,
    }
    return render(request, "scheduling/me_season.html", context, status=UNPROCESSABLE if problem else 200)
