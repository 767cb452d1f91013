"""Asking in turn: begin, pause, hasten, end. Every action is a POST."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from messaging.gateways import clock
from scheduling.domain.origins import Origin
from scheduling.domain.rounds import end_round, hasten_round, pause_round, start_round
from scheduling.forms.rounds import RoundForm
from scheduling.models import Shift
from scheduling.queries import access_shift
from scheduling.views.crew import FILL, carry_out, first_error, refuse
from scheduling.views.doors import by_hand, signed_in
from volunteers.queries import Standing, standing_of


@require_POST
@signed_in
def start(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    shift = access_shift(standing, pk)
    form = RoundForm(request.POST)
    if not form.is_valid():
        return refuse(request, standing, pk, first_error(form), at=FILL)

    def act() -> str:
        start_round(shift, origin=by_hand(request), now=clock.now(), wait=form.wait_for())
        return _("Nu frågar vi i tur och ordning. Du får veta när gruppen är full eller ingen är kvar.")

    return carry_out(request, standing, pk, act, at=FILL)


@require_POST
@signed_in
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _steer(request, pk, pause_round, _("Pausat. Ingen mer blir frågad förrän du säger till."))


@require_POST
@signed_in
def hasten(request: HttpRequest, pk: int) -> HttpResponse:
    return _steer(request, pk, hasten_round, _("Nu frågar vi fler åt gången och väntar kortare."))


@require_POST
@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    return _steer(request, pk, end_round, _("Avslutat. Nu är det du som frågar."))


def _steer(request: HttpRequest, pk: int, verb: Callable[..., None], done: str) -> HttpResponse:
    standing: Standing = standing_of(request.user)
    shift: Shift = access_shift(standing, pk)
    origin: Origin = by_hand(request)
    now: datetime = clock.now()

    def act() -> str:
        verb(shift, origin=origin, now=now)
        return done

    return carry_out(request, standing, pk, act, at=FILL)
