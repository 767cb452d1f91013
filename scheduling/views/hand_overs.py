"""What a leader does for somebody who cannot come: ask others, let two change nights, or let the place stay theirs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.gateways import clock
from scheduling.domain.choosing import suggestions_for
from scheduling.domain.hand_overs.choices import Choice, giving_choices, swap_choices
from scheduling.domain.hand_overs.requests import keep_place, request_hand_over
from scheduling.domain.hand_overs.swaps import agree_on_swap, propose_swap
from scheduling.domain.taking_over import must_be_led_by
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import AttendanceState, Door, HandOverState
from scheduling.exceptions import SchedulingError
from scheduling.forms.hand_overs import SwapForm
from scheduling.models import Attendance
from scheduling.queries import access_attendance, askable_volunteers, times_taken
from scheduling.queries.hand_overs import places_to_swap
from scheduling.views.crew import GROUP, carry_out
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.models import Volunteer
from volunteers.queries import standing_of, with_availability

SWAPS, GIVES = "byt", "ta"


@require_POST
@signed_in
def ask_others(request: HttpRequest, pk: int, attendance_pk: int) -> HttpResponse:
    """Somebody told the leader that they cannot come: others are asked, and they stay until one says yes."""
    standing = standing_of(request.user)
    attendance = access_attendance(standing, pk, attendance_pk)

    def act() -> str:
        offer = request_hand_over(attendance, origin=by_hand(request, Door.PHONE), now=clock.now())
        offer.refresh_from_db()
        name = {"name": attendance.volunteer.first_name}
        if offer.state == HandOverState.TAKEN:
            return _("Den som stod först på reservlistan har tagit platsen efter %(name)s.") % name
        return _("Vi frågar andra. %(name)s står kvar tills någon tar över, och får ett sms om det.") % name

    return carry_out(request, standing, pk, act, at=GROUP)


@require_POST
@signed_in
def keep(request: HttpRequest, pk: int, attendance_pk: int) -> HttpResponse:
    """Nobody needs to take the place after all."""
    standing = standing_of(request.user)
    attendance = access_attendance(standing, pk, attendance_pk)

    def act() -> str:
        keep_place(attendance, origin=by_hand(request, Door.PHONE), now=clock.now())
        return _("%(name)s behåller sin plats. Ingen mer blir frågad.") % {"name": attendance.volunteer.first_name}

    return carry_out(request, standing, pk, act, at=GROUP)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def swap(request: HttpRequest, pk: int, attendance_pk: int, *, is_agreed: bool = False) -> HttpResponse:
    """With whom: asked by text, or agreed on already and written down. The button's address says which."""
    attendance = access_attendance(standing_of(request.user), pk, attendance_pk)
    if attendance.state != AttendanceState.CONFIRMED:
        return see_other(reverse("scheduling:shift", args=[pk]))
    choices = choices_for(attendance)
    if request.method != "POST":
        return draw(request, attendance, choices, SwapForm(choices=choices))
    form = SwapForm(request.POST, choices=choices)
    if not form.is_valid():
        return draw(request, attendance, choices, form, status=UNPROCESSABLE)
    try:
        done = carry_out_swap(request, attendance, form.chosen, is_agreed=is_agreed)
    except SchedulingError as error:
        form.add_error("with_whom", str(error))
        return draw(request, attendance, choices, form, status=UNPROCESSABLE)
    messages.success(request, done)
    return see_other(f"{reverse('scheduling:shift', args=[pk])}#{GROUP}")


def carry_out_swap(request: HttpRequest, attendance: Attendance, chosen: Choice, *, is_agreed: bool) -> str:
    """Raises SchedulingError with what stands in the way of either of them."""
    taker = Volunteer.objects.get(pk=chosen.volunteer)
    origin, now = by_hand(request, Door.PHONE if is_agreed else Door.PAGE), clock.now()
    names = {"one": attendance.volunteer.first_name, "other": taker.first_name}
    if not is_agreed:
        propose_swap(attendance, taker, in_return=chosen.in_return, origin=origin, now=now)
        return _("Frågan är på väg till %(other)s. %(one)s står kvar tills %(other)s säger ja.") % names
    agree_on_swap(attendance, taker, in_return=chosen.in_return, origin=origin, now=now)
    if chosen.in_return is None:
        return _("%(other)s tar över efter %(one)s. Båda får ett sms om det.") % names
    return _("%(one)s och %(other)s har bytt kväll. Båda får ett sms om det.") % names


def choices_for(attendance: Attendance) -> list[Choice]:
    shift, now, language = attendance.shift, clock.now(), get_language() or "sv"
    zone = shift.association.municipality.zone
    mine = times_taken([attendance.volunteer_id], after=now)[attendance.volunteer_id]
    others = [times for times in mine if times != (attendance.starts_at, attendance.ends_at)]
    swaps = swap_choices(places_to_swap(shift, now=now), owners_nights=others, zone=zone, language=language)
    askable = list(with_availability(askable_volunteers(shift), shift.night))
    found = suggestions_for(shift, askable, Gate(shift, askable), language=language, now=now)
    return [*swaps, *giving_choices(found, may_lead=must_be_led_by(attendance))]


def draw(
    request: HttpRequest, attendance: Attendance, choices: list[Choice], form: SwapForm, *, status: int = 200
) -> HttpResponse:
    shift = attendance.shift
    context: dict[str, Any] = {
        "shift": shift,
        "zone": shift.association.municipality.zone,
        "attendance": attendance,
        "name": attendance.volunteer.first_name,
        "form": form,
        "swaps": [choice for choice in choices if choice.in_return is not None],
        "gives": [choice for choice in choices if choice.in_return is None],
        "chosen": form.data.get("with_whom", ""),
    }
    return render(request, "scheduling/swap.html", context, status=status)
