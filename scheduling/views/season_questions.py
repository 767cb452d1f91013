"""Where a leader lets a season ask which nights people can, reads the answers, and writes down what a call said."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.domain.personal_links import hide_page_link
from messaging.gateways import clock
from scheduling.domain.season_questions.asking import (
    ask_season,
    body_of,
    close_question,
    first_choice,
    look_at_people,
    open_question,
    remind_silent,
    unasked_people,
)
from scheduling.domain.season_questions.nights import AskedNight, asked_nights, last_day_of, takes_answers
from scheduling.domain.season_questions.showing import choices_of, people_of, said_of, tallies_of
from scheduling.domain.text_kinds import SEASON_ASK
from scheduling.exceptions import SchedulingError
from scheduling.forms.season_questions import AskSeasonForm
from scheduling.models import Season, SeasonQuestion
from scheduling.queries.season_questions import access_reply, replies_to
from scheduling.queries.seasons import access_season
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from scheduling.views.season_presses import take_press
from volunteers.models import User, Volunteer
from volunteers.queries import standing_of

Context = dict[str, Any]


@require_http_methods(["GET", "HEAD"])
@signed_in
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be asked of whom; or, once it is asked, what has been answered."""
    return show(request, access_season(standing_of(request.user), pk))


@require_POST
@signed_in
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    season = access_season(standing_of(request.user), pk)
    form = AskSeasonForm(request.POST)
    if not form.is_valid():
        return show(request, season, form=form)
    try:
        ask_season(season, last_day=form.cleaned_data["last_day"], author=cast("User", request.user), now=clock.now())
    except SchedulingError as error:
        form.add_error("last_day", str(error))
        return show(request, season, form=form)
    messages.success(request, _("Frågan är på väg. Svaren kommer här."))
    return see_other(reverse("scheduling:season_question", args=[pk]))


@require_POST
@signed_in
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    season = access_season(standing_of(request.user), pk)
    asked = open_question(season)
    try:
        count = remind_silent(asked, now=clock.now()) if asked else 0
    except SchedulingError as error:
        return show(request, season, problem=str(error))
    words = ngettext(
        "Påminnelsen är på väg till %(count)s person.", "Påminnelsen är på väg till %(count)s personer.", count
    )
    messages.success(request, words % {"count": count})
    return see_other(reverse("scheduling:season_question", args=[pk]))


@require_POST
@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    season = access_season(standing_of(request.user), pk)
    asked = open_question(season)
    if asked is not None:
        close_question(asked, now=clock.now())
        messages.success(request, _("Frågan är stängd. Svaren finns kvar när ni fyller kvällarna."))
    return see_other(reverse("scheduling:season_question", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reply(request: HttpRequest, pk: int, reply_pk: int) -> HttpResponse:
    """One person's nights, for what was said on the phone."""
    season = access_season(standing_of(request.user), pk)
    found, now, problem = access_reply(season, reply_pk), clock.now(), ""
    if request.method == "POST":
        try:
            place = take_press(request.POST, found, is_leader=True, now=now)
        except SchedulingError as error:
            problem = str(error)
        else:
            return see_other(f"{reverse('scheduling:season_reply', args=[pk, reply_pk])}#{place}")
    zone, language = season.association.municipality.zone, get_language() or "sv"
    context = {
        "season": season,
        "reply": found,
        "choices": choices_of(asked_nights(season, now=now), said_of(found), zone=zone, language=language),
        "problem": problem,
    }
    return render(request, "scheduling/season_reply.html", context, status=UNPROCESSABLE if problem else 200)


def show(request: HttpRequest, season: Season, *, form: AskSeasonForm | None = None, problem: str = "") -> HttpResponse:
    now = clock.now()
    asked = open_question(season) or season.questions.first()
    nights = asked_nights(season, now=now)
    context: Context = {
        "season": season,
        "nights": nights,
        "zone": season.association.municipality.zone,
        "now": now,
        "problem": problem,
        "form": form or AskSeasonForm(initial={"last_day": first_choice(season, now=now)}),
    }
    if asked is not None:
        context |= answers_context(asked, nights, now=now)
    if nights:
        context |= asking_context(season, asked, now=now)
    status = UNPROCESSABLE if problem or (form is not None and form.errors) else 200
    return render(request, "scheduling/season_question.html", context, status=status)


def answers_context(asked: SeasonQuestion, nights: list[AskedNight], *, now: datetime) -> Context:
    zone, language = asked.season.association.municipality.zone, get_language() or "sv"
    replies = replies_to(asked)
    people = people_of(replies, nights)
    silent = [line for line in people if line.is_silent]
    return {
        "asked": asked,
        "is_open": takes_answers(asked, now=now),
        "last_day": last_day_of(asked, zone),
        "tallies": tallies_of(nights, replies, zone=zone, language=language),
        "people": people,
        "answered": len(people) - len(silent),
        "may_remind": asked.reminded_at is None and any(line.is_texted for line in silent),
    }


def asking_context(season: Season, asked: SeasonQuestion | None, *, now: datetime) -> Context:
    """Whom the question would reach if it went now: everybody, or those who have come since it was asked."""
    is_going = asked is not None and takes_answers(asked, now=now)
    zone = season.association.municipality.zone
    people = unasked_people(season, asked if is_going else None)
    day = last_day_of(asked, zone) if asked is not None and is_going else first_choice(season, now=now)
    return {
        "is_going": is_going,
        "look": look_at_people(season, people, last_day=day, now=now) if people else None,
        "example": hide_page_link(example_of(season, people, last_day=day)),
        "has_other_languages": len({person.text_language for person in people}) > 1,
        "last_day_value": day.isoformat(),
    }


def example_of(season: Season, people: Sequence[Volunteer], *, last_day: date) -> str:
    """The text to the first of those who read it in the language of the page, so that the leader can read it too."""
    language = get_language() or "sv"
    readers = [person for person in people if person.text_language == language] or people
    return body_of(SEASON_ASK, season, readers[0], last_day=last_day) if readers else ""
