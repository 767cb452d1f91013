"""What is handed over to whoever mends it: the coordinator's list, and the page of one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fieldwork.domain.referrals.answering import answer_referral
from fieldwork.domain.referrals.cards import DESIGN_STATES, cards_of, is_late, lines_of, state_sentence, where_words
from fieldwork.domain.referrals.letters import facts_of
from fieldwork.domain.referrals.links import is_open
from fieldwork.domain.referrals.reviewing import (
    approve_referral,
    close_link,
    hand_over_by_hand,
    keep_back,
    regret_sending,
    say_it_arrived,
)
from fieldwork.enums import AWAITED, REFERRAL_MOVES, ReferralState
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.referrals import THEY_SAY, AnswerForm, ArrivedForm, KeepBackForm, ReferralForm, ReviewForm
from fieldwork.models import Referral
from fieldwork.queries.owners import owners_of
from fieldwork.queries.referrals import SECTIONS, access_referral, history_of, referrals_for
from messaging.gateways import clock
from scheduling.enums import Door
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.queries import Standing, municipalities_for, standing_of

State = ReferralState
SHOWN = 50  # in a section; what has ended is shown for its latest
TO_SEE_TO = frozenset({State.REVIEW, State.FAILED, State.UNKNOWN})


def coordinating(request: HttpRequest) -> Standing:
    """Raises Http404 for whoever coordinates no municipality."""
    standing = standing_of(request.user)
    if not standing.is_coordinator:
        raise Http404
    return standing


@require_safe
@signed_in
def referrals(request: HttpRequest) -> HttpResponse:
    """What is to be reviewed, what did not get there, what is late, what is waited for, and what was answered."""
    standing, now, language = coordinating(request), clock.now(), get_language() or "sv"
    rows = referrals_for(standing)
    found = {
        name: cards_of(rows.filter(state__in=states).order_by(*order_of(name))[:SHOWN], now=now, language=language)
        for name, states in SECTIONS.items()
    }
    late = [card for card in found["awaited"] if card.design_state == "missing"]
    context = {
        **found,
        "late": late,
        "awaited": [card for card in found["awaited"] if card not in late],
        "headline": headline(len(found["to_review"]), len(found["in_trouble"]), len(late)),
        "municipalities": list(municipalities_for(standing)),
    }
    return render(request, "fieldwork/referrals.html", context)


def order_of(section: str) -> tuple[str, ...]:
    """What has waited longest first; of what has ended the latest."""
    if section == "ended":
        return ("-ended_at", "-pk")
    return ("observation__target_on", "pk") if section == "awaited" else ("made_at", "pk")


def headline(to_review: int, in_trouble: int, late: int) -> str:
    counted = (
        (to_review, ngettext("%(count)s att granska.", "%(count)s att granska.", to_review)),
        (in_trouble, ngettext("%(count)s kom inte fram.", "%(count)s kom inte fram.", in_trouble)),
        (late, ngettext("%(count)s är sen.", "%(count)s är sena.", late)),
    )
    said = [words % {"count": count} for count, words in counted if count]
    return " ".join(said) or _("Inget väntar på dig.")


@require_safe
@signed_in
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    return draw(request, access_referral(coordinating(request), pk))


@require_POST
@signed_in
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it, or say that it has been told by hand."""
    found = access_referral(coordinating(request), pk)
    form = review_form(found, request.POST)
    if not form.is_valid():
        return draw(request, found, review=form)
    given = {**form.cleaned_data, "origin": by_hand(request), "now": clock.now()}
    owner = given["owner"]

    def act() -> str:
        if request.POST.get("hur") == "for-hand":
            given.pop("shows_photo", None)
            hand_over_by_hand(found, **given)
            return _("Överlämnad till %(owner)s för hand.") % {"owner": owner.name}
        given.pop("reference")
        approve_referral(found, **given)
        return _("Skickas till %(owner)s.") % {"owner": owner.name}

    return carry_out(request, found, act, form=form, name="review")


@require_POST
@signed_in
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_referral(coordinating(request), pk)
    form = KeepBackForm(request.POST)
    if not form.is_valid():
        return draw(request, found, keep_back=form)

    def act() -> str:
        keep_back(found, reason=form.cleaned_data["reason"], origin=by_hand(request), now=clock.now())
        return _("Den lämnas inte över.")

    return carry_out(request, found, act, form=form, name="keep_back")


@require_POST
@signed_in
def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_referral(coordinating(request), pk)
    form = ArrivedForm(request.POST)
    if not form.is_valid():
        return draw(request, found, arrived=form)

    def act() -> str:
        say_it_arrived(found, reference=form.cleaned_data["reference"], origin=by_hand(request), now=clock.now())
        return _("Bra. Nu väntar vi på svar.")

    return carry_out(request, found, act, form=form, name="arrived")


@require_POST
@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the owner said on the phone, typed in."""
    found = access_referral(coordinating(request), pk)
    form = AnswerForm(request.POST, referral=found, says=THEY_SAY)
    if not form.is_valid():
        return draw(request, found, answer=form)

    def act() -> str:
        answer_referral(found, form.answer, origin=by_hand(request, Door.PHONE), now=clock.now())
        return _("Svaret är inskrivet.")

    return carry_out(request, found, act, form=form, name="answer")


@require_POST
@signed_in
def regret(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_referral(coordinating(request), pk)

    def act() -> str:
        regret_sending(found, origin=by_hand(request), now=clock.now())
        return _("Den skickas inte. Granska den igen.")

    return carry_out(request, found, act)


@require_POST
@signed_in
def shut_link(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_referral(coordinating(request), pk)

    def act() -> str:
        close_link(found, origin=by_hand(request), now=clock.now())
        return _("Svarslänken är stängd.")

    return carry_out(request, found, act)


def carry_out(
    request: HttpRequest, found: Referral, act: Callable[[], str], *, form: ReferralForm | None = None, name: str = ""
) -> HttpResponse:
    """Do it and show the page anew, or say in place what stood in the way."""
    if form is not None:
        done = form.carry_out(act)
        if done is None:
            forms: dict[str, Any] = {name: form}
            return draw(request, access_referral(coordinating(request), found.pk), **forms)
    else:
        try:
            done = act()
        except FieldworkError as error:
            return draw(request, access_referral(coordinating(request), found.pk), problem=str(error))
    messages.success(request, done)
    return see_other(reverse("fieldwork:referral", args=[found.pk]))


def review_form(found: Referral, data: Any = None) -> ReviewForm:
    owners = [one for one in owners_of(found.observation.municipality) if one.is_active]
    begun = {"owner": found.owner_id or "", "message": found.message, "shows_photo": found.shows_photo}
    has_photo = found.observation.photos.exists()
    return ReviewForm(data, owners=owners, has_photo=has_photo, initial=begun, auto_id="lamna-%s")


def draw(request: HttpRequest, found: Referral, *, problem: str = "", **forms: ReferralForm) -> HttpResponse:
    """The page, with the forms that fit its state; `forms` are those that stand again with what is to be put right."""
    now = clock.now()
    zone = found.observation.municipality.zone
    today = now.astimezone(zone).date()
    may = REFERRAL_MOVES[found.state]
    shown = {
        "review": review_form(found) if found.state in TO_SEE_TO else None,
        "keep_back": KeepBackForm(auto_id="lat-bli-%s") if State.WITHDRAWN in may else None,
        "arrived": ArrivedForm(auto_id="framme-%s") if found.state == State.UNKNOWN else None,
        "answer": AnswerForm(referral=found, says=THEY_SAY) if found.state in AWAITED else None,
    }
    context: dict[str, Any] = {
        "referral": found,
        "observation": found.observation,
        "zone": zone,
        "now": now,
        "where": where_words(found),
        "sentence": state_sentence(found, today=today),
        "state": "missing" if is_late(found, today=today) else DESIGN_STATES[found.state],
        "facts": facts_of(found.observation, language=get_language() or "sv"),
        "events": lines_of(history_of(found)),
        "has_open_link": is_open(found, now=now),
        "may_regret": found.state == State.QUEUED,
        "problem": problem,
        "forms": shown | forms,
    }
    is_refused = bool(problem or any(form.errors for form in forms.values()))
    return render(request, "fieldwork/referral.html", context, status=UNPROCESSABLE if is_refused else 200)
