"""A volunteer's own page: the open question first, where to go, one's nights, when it suits, the calendar, the end.

Every act is a POST, and each leads back to the page.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.domain.opt_outs import is_opted_out
from scheduling.domain.awaited import open_to_answers
from scheduling.domain.hand_overs.refusals import fit_for
from scheduling.domain.hand_overs.requests import keep_place, request_hand_over
from scheduling.domain.open_nights.standings import offers_for
from scheduling.domain.origins import Origin
from scheduling.domain.own_page import (
    OwnNight,
    company_words,
    contact_for,
    half_year,
    in_focus,
    own_night,
    question_words,
    shown_as,
    state_words,
    thanks_words,
)
from scheduling.domain.personal_links import note_use
from scheduling.domain.presence.cards import wish_lines
from scheduling.domain.routes import sketch_of
from scheduling.domain.silence import break_silence, fall_silent
from scheduling.domain.telling import leader_of
from scheduling.domain.text_plans import plan_of
from scheduling.enums import AttendanceState, Door
from scheduling.exceptions import SchedulingError
from scheduling.forms.own_page import OwnAwayForm, OwnCompanyForm, OwnPatternForm
from scheduling.models import Attendance
from scheduling.queries.personal import (
    access_own_night,
    count_walked,
    districts_to_walk,
    nights_at_hand,
    nights_to_tell,
    own_associations,
    own_nights,
    walked_beside,
)
from scheduling.queries.presence import requests_carried
from scheduling.queries.season_questions import own_replies
from scheduling.queries.walked import going_on
from scheduling.views.answers import ANSWERS
from scheduling.views.doors import UNPROCESSABLE, see_other
from scheduling.views.own_gate import Mine, has_passed, known, led_on, let_in, of_the_person, turn_away
from volunteers.forms.availability import availability_initial
from volunteers.models import Volunteer
from volunteers.queries import availability_of, away_ahead, companions_of

Context = dict[str, Any]
OWN_ANSWERS: dict[str, Callable[..., object]] = {**ANSWERS, "fraga-andra": request_hand_over, "behall": keep_place}
SECTIONS = {"pattern": "kan", "away_form": "borta", "company_form": "sallskap"}  # where each form stands


@require_http_methods(["GET", "HEAD", "POST"])
@known
def me(request: HttpRequest, mine: Mine) -> HttpResponse:
    """The gate until it is answered in this browser; then the page. "Nej" closes it again."""
    if request.method == "POST":
        return take_word(request, mine)
    if not has_passed(request, mine):
        return render(request, "scheduling/me_gate.html", {"name": mine.volunteer.first_name})
    return page(request, mine)


def take_word(request: HttpRequest, mine: Mine) -> HttpResponse:
    """What somebody answered to whose page it is."""
    if request.POST.get("vem") != "ja":
        return turn_away(render(request, "scheduling/me_not.html"), mine)
    note_use(mine.link, now=mine.now)
    return let_in(see_other(led_on(request, mine)), request, mine)


@require_POST
@of_the_person
def answer(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    """A yes or a no to one night, also a regret, or word that others are to be asked.

    404 for a night that is not the person's.
    """
    attendance = access_own_night(mine.volunteer, pk, now=mine.now)
    verb = OWN_ANSWERS.get(request.POST.get("svar", ""))
    if verb is None or request.POST.get("start") != shown_as(attendance):
        said = _("Kvällen har ändrats sedan du öppnade sidan. Läs igen och svara på det som gäller nu.")
        return page(request, mine, wanted=pk, problem=said)
    try:
        done = verb(attendance, origin=Origin(Door.PERSONAL), now=mine.now)
    except SchedulingError as error:
        return page(request, mine, wanted=pk, problem=fit_for(error, mine.volunteer))
    if getattr(done, "state", "") == AttendanceState.LAPSED:
        messages.success(request, _("Kvällen är redan löst, så du behöver inte komma. Tack för att du ville."))
    return see_other(f"{mine.address}?kvall={pk}#kvall")


@require_POST
@of_the_person
def stop(request: HttpRequest, mine: Mine) -> HttpResponse:
    """As STOPP by text: no more texts to the number."""
    volunteer = mine.volunteer
    fall_silent(volunteer, open_to_answers(volunteer.mobile, now=mine.now), now=mine.now)
    messages.success(request, _("Klart. Du får inga fler sms från oss. Tack för att du har ställt upp."))
    return see_other(f"{mine.address}#avsluta")


@require_POST
@of_the_person
def start(request: HttpRequest, mine: Mine) -> HttpResponse:
    """As START by text."""
    break_silence(mine.volunteer, now=mine.now)
    messages.success(request, _("Välkommen tillbaka. Nu får du våra sms igen."))
    return see_other(f"{mine.address}#avsluta")


def page(
    request: HttpRequest, mine: Mine, *, wanted: int | None = None, problem: str = "", **more: object
) -> HttpResponse:
    """The whole page, with the night that is `wanted` in focus; 422 when there is a `problem` to say.

    `more` is what a section shows in place of its own, such as a form with what is to be put right in it.
    """
    language = get_language() or "sv"
    nights = [own_night(one, now=mine.now, language=language) for one in own_nights(mine.volunteer, now=mine.now)]
    asked = request.GET.get("kvall", "")
    focus = in_focus(nights, wanted or (int(asked) if asked.isdecimal() else None))
    season_questions = list(own_replies(mine.volunteer, now=mine.now))
    unanswered = sum(reply.answered_at is None for reply in season_questions)
    leader = leader_of(focus.shift) if focus else None
    context: Context = {
        "token": mine.token,
        "name": mine.volunteer.first_name,
        "nights": nights,
        "state": state_words(nights, of_seasons=unanswered),
        "focus": focus,
        "contact": contact_for(focus, leader, own_associations(mine.volunteer), own_number=mine.volunteer.mobile),
        "offers": offers_for(mine.volunteer, language=language, now=mine.now),
        "thanks": thanks_words(count_walked(mine.volunteer, since=half_year(mine.today)), mine.today),
        "is_silent": is_opted_out(mine.volunteer.mobile),
        "season_questions": season_questions,
        "is_asked_by_season": unanswered > 0,
        "at_hand": [(tonight_path(mine, one), one.shift) for one in nights_at_hand(mine.volunteer, now=mine.now)],
        "to_tell": [(log_path(mine, one), one.shift) for one in nights_to_tell(mine.volunteer, now=mine.now)],
        "problem": problem,
        "now": mine.now,
        "zone": mine.volunteer.municipality.zone,
        **pattern_context(mine),
        **(night_context(focus, leader, language=language) if focus else {}),
        **more,
    }
    context["to_mend"] = next((SECTIONS[name] for name in more if getattr(more[name], "errors", None)), "")
    is_faulty = problem or context["to_mend"]
    return render(request, "scheduling/me.html", context, status=UNPROCESSABLE if is_faulty else 200)


def tonight_path(mine: Mine, place: Attendance) -> str:
    return str(settings.TONIGHT_PATH.format(token=mine.token, pk=place.pk))


def log_path(mine: Mine, place: Attendance) -> str:
    return str(settings.LOG_PATH.format(token=mine.token, pk=place.pk))


def pattern_context(mine: Mine) -> Context:
    """What one has told of when one can walk, and the forms to tell more."""
    volunteer = mine.volunteer
    told = availability_initial(availability_of([volunteer.pk]).get(volunteer.pk))
    beside = walked_beside(volunteer)
    return {
        "pattern": OwnPatternForm(districts=districts_to_walk(volunteer), initial=told),
        "away_periods": away_ahead(volunteer, mine.today),
        "away_form": OwnAwayForm(today=mine.today),
        "companions": companions_of(volunteer),
        "company_form": OwnCompanyForm(people=beside) if beside else None,
    }


def night_context(night: OwnNight, leader: Volunteer | None, *, language: str) -> Context:
    """What the page says of the night in focus. The leader's number and notes only to whoever has a place."""
    shift, me = night.shift, night.attendance.volunteer_id
    others = [one.volunteer.first_name for one in going_on(shift) if one.volunteer_id != me]
    is_leader = leader is not None and leader.pk == me
    return {
        "question": question_words(night, leader),
        "company": company_words(others, has_place=night.has_place),
        "leader": leader if night.has_place and not is_leader else None,
        "route": shift.route,
        "sketch": sketch_of(shift.route),
        "bring": plan_of(shift.association).bring,
        "asked_for": wish_lines(requests_carried(shift), language=language),
    }
