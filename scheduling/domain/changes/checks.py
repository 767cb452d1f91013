"""What every shift must be, planned or changed."""

from datetime import datetime

from django.utils.translation import gettext as _

from scheduling.domain.admission import require_allowed
from scheduling.domain.changes.values import NightValues, values_of
from scheduling.domain.crews import check_crew
from scheduling.domain.nights import length_problem
from scheduling.enums import AttendanceState, Door, ShiftState
from scheduling.exceptions import SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Route, Shift
from volunteers.models import Association, Volunteer


def require_sound_times(starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    """Raises TooLate for a night that is over, SchedulingError for one that is longer than anyone walks."""
    if ends_at <= now:
        raise TooLate(_("Den kvällen har redan varit. Välj ett senare datum."))
    if problem := length_problem(starts_at, ends_at):
        raise SchedulingError(problem)


def require_same_town(association: Association, route: Route) -> None:
    """Raises SchedulingError."""
    if route.municipality_id != association.municipality_id:
        raise SchedulingError(_("Rutten hör till en annan kommun."))


def require_changeable(shift: Shift, *, now: datetime) -> None:
    """Raises TooLate once it has begun, or is cancelled."""
    if shift.state not in {ShiftState.DRAFT, ShiftState.PUBLISHED} or now >= shift.ends_at:
        raise TooLate(_("Passet har börjat eller är inställt och kan inte ändras."))


def require_change(shift: Shift, after: NightValues, *, route: Route, now: datetime) -> None:
    """Whether a locked shift may become this. `route` is the row of its route.

    Raises TooLate once it has begun or for a night that is over, SchedulingError for another town's route or for hours
    that nobody walks, UnsoundCrew for sizes that contradict each other, or a maximum under those who stay confirmed.
    """
    require_changeable(shift, now=now)
    check_crew(after.crew)
    require_sound_times(after.starts_at, after.ends_at, now=now)
    require_same_town(shift.association, route)
    if not after.is_elsewhere(values_of(shift)) and after.crew.maximum < shift.confirmed_count:
        raise UnsoundCrew(_("Fler är redan klara än det högsta antalet. Ta bort någon först."))


def require_leader(shift: Shift, leader: Volunteer) -> None:
    """Whoever is to lead is coming, and may lead. Raises SchedulingError, NotAllowed."""
    place = shift.attendances.filter(volunteer=leader, state=AttendanceState.CONFIRMED).first()
    if place is None:
        raise SchedulingError(_("%(name)s har inte sagt ja till kvällen.") % {"name": leader.first_name})
    place.shift, place.volunteer, place.is_leader = shift, leader, True
    require_allowed(place, door=Door.PAGE)
