"""What a leader does with the people of one shift: ask, confirm by hand, lead, remove. Every action is a POST."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from messaging.gateways import clock
from scheduling.domain import queues
from scheduling.domain.attendance import add_confirmed, confirm_attendance, make_leader, remove_attendance
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.text_plans import ladder_of, plan_of
from scheduling.enums import AttendanceState, Door
from scheduling.exceptions import SchedulingError
from scheduling.forms.crew import AskForm, ExceptionForm, PhoneForm, ReasonForm
from scheduling.queries import access_attendance, access_shift
from scheduling.views.doors import UNPROCESSABLE, by_hand, is_htmx, see_other, signed_in
from scheduling.views.sections import draw_sections, shift_context, shift_etag
from volunteers.queries import Standing, standing_of

GROUP, FILL = "gruppen", "fyll"


@require_POST
@signed_in
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the question to the people chosen, as crew or as leader."""
    standing = standing_of(request.user)
    shift = access_shift(standing, pk)
    form = AskForm(request.POST, shift=shift)
    if not form.is_valid():
        return refuse(request, standing, pk, first_error(form), at=FILL)

    def act() -> str:
        now = clock.now()
        asked = invite_volunteers(
            shift,
            list(form.cleaned_data["volunteers"]),
            as_leader=form.cleaned_data["as_leader"],
            origin=by_hand(request),
            now=now,
            at=ladder_of(shift, plan_of(shift.association)).ask_at if form.cleaned_data["is_later"] else None,
            exception=form.cleaned_data["exception"],
        )
        if any(one.asked_at is not None and one.asked_at > now for one in asked):
            return _("Frågan är skriven och går på sin dag.")
        if len(asked) == 1:
            return _("Frågan är på väg till %(name)s.") % {"name": asked[0].volunteer.first_name}
        return _("Frågan är på väg till %(count)s personer.") % {"count": len(asked)}

    return carry_out(request, standing, pk, act, at=FILL)


@require_POST
@signed_in
def add_by_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down someone who was not asked by text and said yes on the phone."""
    standing = standing_of(request.user)
    shift = access_shift(standing, pk)
    form = PhoneForm(request.POST, shift=shift)
    if not form.is_valid():
        return refuse(request, standing, pk, first_error(form), at=FILL)

    def act() -> str:
        volunteer = form.cleaned_data["volunteer"]
        origin = by_hand(request, Door.PHONE)
        add_confirmed(
            shift,
            volunteer,
            as_leader=form.cleaned_data["as_leader"],
            origin=origin,
            now=clock.now(),
            exception=form.cleaned_data["exception"],
        )
        return _("%(name)s är med och får ett sms om det.") % {"name": volunteer.first_name}

    return carry_out(request, standing, pk, act, at=FILL)


@require_POST
@signed_in
def confirm(request: HttpRequest, pk: int, attendance_pk: int) -> HttpResponse:
    """Someone who was asked said yes on the phone."""
    standing = standing_of(request.user)
    attendance = access_attendance(standing, pk, attendance_pk)
    reason = exception_of(request)

    def act() -> str:
        origin = by_hand(request, Door.PHONE)
        placed = confirm_attendance(attendance, origin=origin, now=clock.now(), exception=reason)
        name = {"name": attendance.volunteer.first_name}
        if placed.state == AttendanceState.WAITING:
            return _("Gruppen är full. %(name)s står på reservlistan.") % name
        return _("%(name)s är med och får ett sms om det.") % name

    return carry_out(request, standing, pk, act, at=GROUP)


@require_POST
@signed_in
def lead(request: HttpRequest, pk: int, attendance_pk: int, *, is_leader: bool) -> HttpResponse:
    """Let someone lead the night, or only walk."""
    standing = standing_of(request.user)
    attendance = access_attendance(standing, pk, attendance_pk)
    reason = exception_of(request)

    def act() -> str:
        origin = by_hand(request)
        make_leader(attendance, is_leader=is_leader, origin=origin, now=clock.now(), exception=reason)
        name = {"name": attendance.volunteer.first_name}
        return _("%(name)s är ledare.") % name if is_leader else _("%(name)s går med utan att leda.") % name

    return carry_out(request, standing, pk, act, at=GROUP)


@require_POST
@signed_in
def move_first(request: HttpRequest, pk: int, attendance_pk: int) -> HttpResponse:
    """Let someone stand first on the waiting list, for a reason that the history keeps."""
    standing = standing_of(request.user)
    attendance = access_attendance(standing, pk, attendance_pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return refuse(request, standing, pk, first_error(form), at=GROUP)

    def act() -> str:
        queues.move_first(attendance, reason=form.cleaned_data["reason"], origin=by_hand(request), now=clock.now())
        return _("%(name)s står först på reservlistan.") % {"name": attendance.volunteer.first_name}

    return carry_out(request, standing, pk, act, at=GROUP)


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int, attendance_pk: int) -> HttpResponse:
    """Take someone off the shift; they are told."""
    standing = standing_of(request.user)
    attendance = access_attendance(standing, pk, attendance_pk)

    def act() -> str:
        remove_attendance(attendance, origin=by_hand(request), now=clock.now())
        return _("%(name)s är borttagen och får ett sms om det.") % {"name": attendance.volunteer.first_name}

    return carry_out(request, standing, pk, act, at=GROUP)


def exception_of(request: HttpRequest) -> str:
    form = ExceptionForm(request.POST)
    return str(form.cleaned_data["exception"]) if form.is_valid() else ""


def carry_out(request: HttpRequest, standing: Standing, pk: int, act: Callable[[], str], *, at: str) -> HttpResponse:
    """Do it, then show the changed sections or the page; say in place what stood in the way."""
    try:
        done = act()
    except SchedulingError as error:
        return refuse(request, standing, pk, str(error), at=at)
    messages.success(request, done)
    if is_htmx(request):
        return draw_sections(request, standing, pk)
    return see_other(f"{reverse('scheduling:shift', args=[pk])}#{GROUP}")


def refuse(request: HttpRequest, standing: Standing, pk: int, problem: str, *, at: str) -> HttpResponse:
    """The same page with the sentence at the section it is about, and status 422."""
    if is_htmx(request):
        return draw_sections(request, standing, pk, problem=problem, problem_at=at)
    context = shift_context(access_shift(standing, pk), etag=shift_etag(standing, pk), now=clock.now())
    context |= {"problem": problem, "problem_at": at}
    return render(request, "scheduling/shift.html", context, status=UNPROCESSABLE)


def first_error(form: Form) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)
