"""Who may join or leave a shift, and until when. Each rule raises with a sentence fit to show."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from scheduling.domain import sms_texts
from scheduling.domain.walk_rules.checks import Finding
from scheduling.domain.walk_rules.reading import Gate
from scheduling.domain.walk_rules.words import about_person, to_volunteer
from scheduling.enums import ON_CREW, Door, ShiftState
from scheduling.exceptions import NotAllowed, NotAMember, OverlapsAnotherShift, TooLate
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer

HAS_RULES = "has_rules"  # read along with a locked shift, so that a town without rules pays nothing for them
# Where the person answers alone.
FROM_AFAR = frozenset({Door.SMS, Door.CALL, Door.EMAIL, Door.CALENDAR, Door.OPEN, Door.PERSONAL})


def require_open(shift: Shift, *, now: datetime, door: Door) -> None:
    """Raises TooLate when the shift cannot be joined or left any more: from afar at its start, by hand at its end."""
    limit = shift.starts_at if door in FROM_AFAR else shift.ends_at
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


def require_allowed(
    attendance: Attendance, *, door: Door, exception: str = "", gate: Gate | None = None
) -> list[Finding]:
    """Raises NotAllowed with the sentence of the first rule that stops the person.

    With an `exception`, a leader's reason, returns the rules to make an exception from, for walk_rules.except_from.
    `gate` is what was read for several people at once.
    """
    if not getattr(attendance.shift, HAS_RULES, True):
        return []
    gate = gate or Gate(attendance.shift, [attendance.volunteer])
    found = gate.findings(attendance.volunteer, as_leader=attendance.is_leader)
    stops = [finding for finding in found if finding.stops]
    if stops and not exception:
        raise NotAllowed(_stop_words(stops[0], attendance, door=door))
    return stops


def _stop_words(stop: Finding, attendance: Attendance, *, door: Door) -> str:
    night = attendance.shift.night
    if door in FROM_AFAR:
        return to_volunteer(stop, night=night)
    said = about_person(stop, night=night)
    return _("%(name)s %(rule)s.") % {"name": attendance.volunteer.first_name, "rule": said}


def stop_sentence(attendance: Attendance) -> str:
    """Which rule stops the person, in the language that the text about it has words in."""
    gate = Gate(attendance.shift, [attendance.volunteer])
    found = gate.findings(attendance.volunteer, as_leader=attendance.is_leader)
    with override(sms_texts.language_of("not_allowed", attendance.volunteer.text_language)):
        said = (to_volunteer(finding, night=attendance.shift.night) for finding in found if finding.stops)
        return next(said, "")


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
