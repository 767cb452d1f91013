"""Tonight's board: which groups are out, which are home, and which need somebody now."""

import json
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fieldwork.domain.alarms.resolving import resolve_alarm
from fieldwork.domain.alarms.taking import Taker, hand_back, take_alarm, taker_signed_in
from fieldwork.domain.tonight.boards import Board, read_board
from fieldwork.exceptions import FieldworkError, NobodySpokenTo
from fieldwork.forms.alarms import SpokenForm
from fieldwork.models import Alarm
from fieldwork.queries.tonight import access_alarm
from messaging.gateways import clock
from scheduling.views.board import number
from scheduling.views.doors import UNPROCESSABLE, by_hand, etag_of, fresh, is_htmx, see_other, signed_in
from volunteers.models import User
from volunteers.queries import standing_of

CHOSEN = "grupp"


@require_safe
@signed_in
def tonight(request: HttpRequest) -> HttpResponse:
    """The whole page, or for htmx what is on it; that answers 304 while it would say the same.

    What is shown is compared, not when it was written: a group becomes late by the clock alone.
    """
    chosen = number(request.GET.get(CHOSEN, ""))
    board = _read(request, chosen)
    etag = etag_of("tonight", board)
    if not is_htmx(request):
        return render(request, "fieldwork/tonight.html", _context(board, chosen, etag))
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    return fresh(render(request, "fieldwork/_tonight.html", {**_context(board, chosen, etag), "is_swap": True}), etag)


def _read(request: HttpRequest, chosen: int | None) -> Board:
    return read_board(
        standing_of(request.user),
        chosen=chosen,
        zone=timezone.get_default_timezone(),
        language=get_language() or "sv",
        now=clock.now(),
    )


def _context(
    board: Board, chosen: int | None, etag: str, *, about: int | None = None, form: SpokenForm | None = None
) -> dict[str, Any]:
    """`form` is what was written about one alarm and could not be done, with the reason."""
    query = f"?{urlencode({CHOSEN: chosen})}" if chosen is not None else ""
    forms = {ladder.pk: SpokenForm(auto_id=f"larm-{ladder.pk}-%s") for ladder in board.ladders}
    if form is not None and about in forms:
        forms[about] = form
    return {
        "board": board,
        "ladders": [(ladder, forms[ladder.pk]) for ladder in board.ladders],
        "now": clock.now(),
        "path": reverse("fieldwork:tonight") + query,
        "refresh_headers": json.dumps({"If-None-Match": etag}),
    }


@require_POST
@signed_in
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever presses has the alarm: the ladder rests, and all who were told learn who it is."""
    alarm = access_alarm(standing_of(request.user), pk)
    try:
        take_alarm(alarm, taker=_taker(request, alarm), origin=by_hand(request), now=clock.now())
    except FieldworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Du har larmet. Ring runt, och avsluta när du vet att alla är trygga."))
    return _back_to(alarm)


@require_POST
@signed_in
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    alarm = access_alarm(standing_of(request.user), pk)
    try:
        hand_back(alarm, taker=_taker(request, alarm), origin=by_hand(request), now=clock.now())
    except FieldworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Larmet är lämnat tillbaka. Trappan går vidare nu."))
    return _back_to(alarm)


@require_POST
@signed_in
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has spoken with the group. Without saying with whom nothing is over, and the page says so."""
    alarm = access_alarm(standing_of(request.user), pk)
    form = SpokenForm(request.POST, auto_id=f"larm-{pk}-%s")
    if form.is_valid():
        spoken_with = form.cleaned_data["spoken_with"]
        taker, origin = _taker(request, alarm), by_hand(request)
        try:
            resolve_alarm(alarm, taker=taker, spoken_with=spoken_with, origin=origin, now=clock.now())
        except NobodySpokenTo as error:
            form.add_error("spoken_with", str(error))
        except FieldworkError as error:
            messages.error(request, str(error))
            return _back_to(alarm)
        else:
            messages.success(request, _("Larmet är löst, och alla som fick det får veta."))
            return _back_to(alarm)
    board = _read(request, alarm.shift_id)
    context = _context(board, alarm.shift_id, etag_of("tonight", board), about=pk, form=form)
    return render(request, "fieldwork/tonight.html", context, status=UNPROCESSABLE)


def _taker(request: HttpRequest, alarm: Alarm) -> Taker:
    return taker_signed_in(cast("User", request.user), alarm)


def _back_to(alarm: Alarm) -> HttpResponse:
    return see_other(f"{reverse('fieldwork:tonight')}?{urlencode({CHOSEN: alarm.shift_id})}")
