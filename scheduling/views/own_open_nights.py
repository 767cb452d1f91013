"""Open nights on a volunteer's own page: taken, or a wish taken back, with one press."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scheduling.domain.open_nights.showing import find_open_night
from scheduling.domain.open_nights.signing import leave_open_night, sign_up
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, Door
from scheduling.exceptions import SchedulingError
from scheduling.views.doors import see_other
from scheduling.views.own_gate import Mine, of_the_person
from scheduling.views.own_page import page

BY_SELF = Origin(Door.OPEN)


@require_POST
@of_the_person
def answer(request: HttpRequest, mine: Mine, uuid: UUID) -> HttpResponse:
    """404 for a night that is not open."""
    shift = find_open_night(uuid)
    if shift is None:
        raise Http404
    try:
        if request.POST.get("svar") != "ja":
            leave_open_night(shift, mine.volunteer, origin=BY_SELF, now=mine.now)
            return see_other(f"{mine.address}#oppna")
        signed = sign_up(shift, mine.volunteer, origin=BY_SELF, now=mine.now)
    except SchedulingError as error:
        return page(request, mine, problem=str(error))
    for words in signed.warnings:
        messages.info(request, words)
    if signed.attendance is None:
        messages.success(request, _("Tack. Ledaren svarar dig med sms, och först då är du med."))
        return see_other(f"{mine.address}#oppna")
    if signed.attendance.state == AttendanceState.WAITING:
        messages.success(request, _("Gruppen blev full, och du står på reservlistan."))
    return see_other(f"{mine.address}?kvall={signed.attendance.pk}#kvall")
