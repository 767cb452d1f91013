"""Who may join or leave a shift, and until when. Each rule raises with a sentence fit to show."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from scheduling.enums import ON_CREW, Door, ShiftState
from scheduling.exceptions import NotAMember, OverlapsAnotherShift, TooLate
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer


def require_open(shift: Shift, *, now: datetime, door: Door) -> None:
    """Raises TooLate when the shift cannot be joined or left any more: by SMS from its start, by hand from its end."""
    limit = shift.starts_at if door == Door.SMS else shift.ends_at
    if shift.state not in {ShiftState.PUBLISHED, ShiftState.UNDER_WAY} or now >= limit:
        raise TooLate(_("Passet är inställt, över eller inte publicerat."))


def require_free(attendance: Attendance) -> None:
    """Raises OverlapsAnotherShift. The database refuses the same, for the races that this look cannot see."""
    other = (
        Attendance.objects.filter(
            volunteer=attendance.volunteer_id,
            state__in=ON_CREW,
            starts_at__lt=attendance.ends_at,
            ends_at__gt=attendance.starts_at,
        )
        .exclude(pk=attendance.pk)
        .exists()
    )
    if other:
        raise OverlapsAnotherShift(
            _("%(name)s går redan ett annat pass samma tid.") % {"name": attendance.volunteer.first_name}
        )


def require_members(shift: Shift, volunteers: Sequence[Volunteer]) -> None:
    """Raises NotAMember for someone who walks with another association, or is paused."""
    wanted = {volunteer.pk: volunteer for volunteer in volunteers}
    members = set(
        Volunteer.objects.active()
        .filter(pk__in=wanted, memberships__association=shift.association_id)
        .values_list("pk", flat=True)
    )
    for pk, volunteer in wanted.items():
        if pk not in members:
            raise NotAMember(_("%(name)s är pausad eller hör inte till föreningen.") % {"name": volunteer.first_name})
