"""Pages of the rota of duty: coordinators keep the municipality's, leaders their association's."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.duty import duty_of_association, duty_of_municipality
from fieldwork.domain.duty_rota.people import known_people
from fieldwork.domain.duty_rota.rotas import DutyRota, path_of, rota_of, rota_of_turn
from fieldwork.domain.duty_rota.showing import sentence_of, weeks_ahead
from fieldwork.domain.duty_rota.turns import give_duty, hand_turn, swap_turns, take_back
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.duty import GiveDutyForm, PersonForm, SwapForm
from fieldwork.models import DutyTurn
from fieldwork.queries.duty import access_turn
from messaging.gateways import clock
from scheduling.domain.number_words import in_words
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.domain import calendar_words
from volunteers.models import User
from volunteers.queries import access_association, access_municipality, standing_of

GET_AND_POST = ["GET", "HEAD", "POST"]
HAND, SWAP = "overlat", "byt"


@require_http_methods(GET_AND_POST)
@signed_in
def of_municipality(request: HttpRequest, pk: int) -> HttpResponse:
    return _rota(request, DutyRota(access_municipality(standing_of(request.user), pk)))


@require_http_methods(GET_AND_POST)
@signed_in
def of_association(request: HttpRequest, pk: int) -> HttpResponse:
    return _rota(request, rota_of(access_association(standing_of(request.user), pk)))


def _rota(request: HttpRequest, rota: DutyRota) -> HttpResponse:
    """The weeks to come; a POST puts somebody on duty."""
    form = GiveDutyForm(request.POST if request.method == "POST" else None, known=known_people(rota, now=clock.now()))
    if form.is_valid():
        said = form.cleaned_data
        try:
            turns = give_duty(
                rota,
                said["person"],
                said["nights"],
                start=said["start"],
                end=said["end"],
                by=_user(request),
                now=clock.now(),
            )
        except FieldworkError as error:
            form.add_error(None, str(error))
        else:
            words = ngettext("%(name)s har jouren %(count)s natt.", "%(name)s har jouren %(count)s nätter.", len(turns))
            messages.success(request, words % {"name": said["person"].name, "count": in_words(len(turns))})
            return see_other(path_of(rota))
    return render(request, "fieldwork/duty.html", _context(rota, form), status=UNPROCESSABLE if form.errors else 200)


def _context(rota: DutyRota, form: GiveDutyForm) -> dict[str, Any]:
    now = clock.now()
    weeks = weeks_ahead(rota, now=now, language=get_language() or "sv")
    on_duty = (
        duty_of_association(rota.association, now) if rota.association else duty_of_municipality(rota.municipality, now)
    )
    return {
        "rota": rota,
        "form": form,
        "weeks": weeks,
        "sentence": sentence_of(weeks),
        "is_missing": any(night.gap for week in weeks for night in week.nights),
        "on_duty": on_duty,
    }


@require_http_methods(GET_AND_POST)
@signed_in
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """One turn: handed to another person, or swapped with another's."""
    own = access_turn(standing_of(request.user), pk)
    rota, now = rota_of_turn(own), clock.now()
    pressed = request.POST.get("gor", "")
    hand = PersonForm(request.POST if pressed == HAND else None, known=known_people(rota, now=now))
    swap = SwapForm(request.POST if pressed == SWAP else None, turns=_others(own, rota))
    try:
        if hand.is_valid():
            hand_turn(own, hand.cleaned_data["person"], by=_user(request), now=now)
            return _done(request, rota, _("%(name)s har jouren nu.") % {"name": hand.cleaned_data["person"].name})
        if swap.is_valid():
            swap_turns(own, swap.cleaned_data["other"], by=_user(request), now=now)
            return _done(request, rota, _("De två har bytt jour med varandra."))
    except FieldworkError as error:
        (hand if pressed == HAND else swap).add_error(None, str(error))
    status = UNPROCESSABLE if hand.errors or swap.errors else 200
    context = {
        "turn": own,
        "rota": rota,
        "hand": hand,
        "swap": swap,
        "back": path_of(rota),
        "is_over": own.ends_at <= now,
    }
    return render(request, "fieldwork/duty_turn.html", context, status=status)


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    own = access_turn(standing_of(request.user), pk)
    rota = rota_of_turn(own)
    try:
        take_back(own, by=_user(request), now=clock.now())
    except FieldworkError as error:
        messages.error(request, str(error))
        return see_other(path_of(rota))
    return _done(request, rota, _("%(name)s har inte jouren längre.") % {"name": own.name})


def _others(own: DutyTurn, rota: DutyRota) -> list[tuple[DutyTurn, str]]:
    """Turns of other people in the same rota, with their words in a list to choose from."""
    others = DutyTurn.objects.filter(**rota.over, ends_at__gt=clock.now()).exclude(number=own.number)
    return [(other, _words_of(other, rota)) for other in others.order_by("starts_at", "pk")]


def _words_of(turn: DutyTurn, rota: DutyRota) -> str:
    """Fre 16 okt 20.00–02.00, Karin Öberg"""
    language = get_language() or "sv"
    night = calendar_words.night_short(turn.starts_at, zone=rota.zone, language=language)
    return (
        f"{night} {calendar_words.span(turn.starts_at, turn.ends_at, zone=rota.zone, language=language)}, {turn.name}"
    )


def _done(request: HttpRequest, rota: DutyRota, words: str) -> HttpResponse:
    messages.success(request, words)
    return see_other(path_of(rota))


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
