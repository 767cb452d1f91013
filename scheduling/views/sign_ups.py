"""Signing up for an open night without an account: a number, the code that proves it, and how one stands then.

What a number is known as is shown only to whoever has proved it; until then every number gets the same pages.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from scheduling.domain.night_choices import length_words
from scheduling.domain.open_nights.newcomers import remember_night
from scheduling.domain.open_nights.showing import cards_of, find_open_night, is_still_on
from scheduling.domain.open_nights.signing import leave_open_night, sign_up
from scheduling.domain.open_nights.standings import how_they_stand, people_with, why_not_new
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.exceptions import SchedulingError
from scheduling.forms.sign_ups import NumberForm
from scheduling.models import Shift
from scheduling.views.answers import shown
from scheduling.views.doors import UNPROCESSABLE, see_other
from scheduling.views.newcomers import bring_number
from volunteers.domain import calendar_words
from volunteers.domain.number_proofs import prove, proven_number, send_code
from volunteers.forms.interests import CodeForm
from volunteers.models import Municipality, Volunteer
from volunteers.views.carried import carried, carry, put_down

COOKIE, PATH = "lykta_oppet", "/oppet"
BY_SELF = Origin(Door.OPEN)


@require_http_methods(["GET", "HEAD", "POST"])
def open_night(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The night, and the way in: a number to send a code to, or for whoever has proved theirs a yes and a no."""
    shift = access_open_night(uuid)
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number, town = form.cleaned_data["number"], shift.association.municipality
        proof = form.carry_out(lambda: text_code(request, number, town))
        if proof is not None:
            response = see_other(reverse("scheduling:open_night_code", args=[uuid]))
            carry(request, response, COOKIE, {"number": number, "proof": str(proof)}, path=PATH)
            return response
    return show_night(request, shift, form)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The code in the text. Whoever is alone with the number is signed up with it at once: they came for that."""
    shift, draft = access_open_night(uuid), carried(request, COOKIE)
    if not draft or proven_by(request):
        return see_other(reverse("scheduling:open_night", args=[uuid]))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = clock.now()
        number = form.carry_out(lambda: prove(UUID(draft["proof"]), form.cleaned_data["code"], now=now))
        if number:
            people = people_with(number, shift.association.municipality)
            if len(people) == 1:
                take(request, shift, people[0], now=now)
            return see_other(reverse("scheduling:open_night", args=[uuid]))
    return show_code(request, shift, form, draft["number"])


@require_POST
def new_code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shift, draft = access_open_night(uuid), carried(request, COOKIE)
    if not draft:
        return see_other(reverse("scheduling:open_night", args=[uuid]))
    form = CodeForm({})
    form.errors.clear()
    proof = form.carry_out(lambda: text_code(request, draft["number"], shift.association.municipality))
    if proof is None:
        return show_code(request, shift, form, draft["number"])
    response = see_other(f"{reverse('scheduling:open_night_code', args=[uuid])}?ny=1")
    carry(request, response, COOKIE, draft | {"proof": str(proof)}, path=PATH)
    return response


@require_POST
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A yes or a no of somebody who has proved the number. 404 for a person who has another."""
    shift, number, now = access_open_night(uuid), proven_by(request), clock.now()
    back = see_other(reverse("scheduling:open_night", args=[uuid]))
    if not number:
        return back
    people = people_with(number, shift.association.municipality)
    person = next((one for one in people if str(one.pk) == request.POST.get("person")), None)
    if person is None:
        raise Http404
    if request.POST.get("svar") == "ja":
        take(request, shift, person, now=now)
    else:
        give_back(request, shift, person, now=now)
    return back


@require_POST
def become(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Somebody new wants the night: it is kept in mind while they fill in the form and an association decides."""
    shift, number = access_open_night(uuid), proven_by(request)
    if not number:
        return see_other(reverse("scheduling:open_night", args=[uuid]))
    try:
        remember_night(shift, number, now=clock.now())
    except SchedulingError as error:
        messages.warning(request, str(error))
        return see_other(reverse("scheduling:open_night", args=[uuid]))
    proof = UUID(carried(request, COOKIE)["proof"])
    return bring_number(request, shift.association.municipality, number, proof=proof)


@require_POST
def another_number(request: HttpRequest, uuid: UUID) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Somebody else's turn at the same browser."""
    response = see_other(reverse("scheduling:open_night", args=[uuid]))
    put_down(response, COOKIE, path=PATH)
    return response


def access_open_night(uuid: UUID) -> Shift:
    """Raises Http404 for a night that is not open."""
    shift = find_open_night(uuid)
    if shift is None:
        raise Http404
    return shift


def proven_by(request: HttpRequest) -> str:
    """The number that whoever sits at this browser has proved within the hour; nothing else."""
    draft = carried(request, COOKIE)
    return proven_number(UUID(draft["proof"])) if draft else ""


def text_code(request: HttpRequest, number: str, town: Municipality) -> UUID:
    address, language = get_adapter().get_client_ip(request), get_language() or "sv"
    return send_code(number, municipality=town, address=address, language=language, now=clock.now()).uuid


def take(request: HttpRequest, shift: Shift, person: Volunteer, *, now: datetime) -> None:
    try:
        signed = sign_up(shift, person, origin=BY_SELF, now=now)
    except SchedulingError as error:
        messages.warning(request, str(error))
        return
    for words in signed.warnings:
        messages.info(request, words)


def give_back(request: HttpRequest, shift: Shift, person: Volunteer, *, now: datetime) -> None:
    try:
        leave_open_night(shift, person, origin=BY_SELF, now=now)
    except SchedulingError as error:
        messages.warning(request, str(error))


def show_night(request: HttpRequest, shift: Shift, form: NumberForm) -> HttpResponse:
    town, now, language = shift.association.municipality, clock.now(), get_language() or "sv"
    number = proven_by(request)
    people = people_with(number, town) if number else []
    context: dict[str, Any] = {
        "town": town,
        "form": form,
        "card": cards_of([shift], language=language, now=now)[0],
        "night": calendar_words.night_long(shift.night, zone=town.zone, language=language),
        "length": length_words(shift.starts_at, shift.ends_at, town.zone, language),
        "is_on": is_still_on(shift, now=now),
        "number": number,
        "people": how_they_stand(shift, people),
        "hindrance": why_not_new(shift, now=now) if number and not people else "",
    }
    status = UNPROCESSABLE if form.errors else 200
    return shown(render(request, "scheduling/open_night.html", context, status=status))


def show_code(request: HttpRequest, shift: Shift, form: CodeForm, number: str) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "number": number, "shift": shift, "is_new": "ny" in request.GET and not form.errors}
    return shown(render(request, "scheduling/open_night_code.html", context, status=status))
