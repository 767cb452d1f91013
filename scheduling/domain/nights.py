"""Local nights and true moments. Pure: a night belongs to the local date it starts on; moments are UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.exceptions import AmbiguousTime, NonexistentTime, SchedulingError

LONGEST_HOURS = 16  # a slip of the pen, such as 08.30 for 20.30, makes a shift of a day


def resolve_night(
    night: date,
    start: time,
    end: time,
    zone: ZoneInfo,
    *,
    start_fold: int | None = None,
    end_fold: int | None = None,
) -> tuple[datetime, datetime]:
    """The two moments in UTC of a local date and two local times; an end not after the start is on the next day.

    `start_fold` and `end_fold` answer "the first or the second?" (0 or 1, PEP 495) in the hour that comes twice.
    Raises NonexistentTime in the spring gap, AmbiguousTime in the autumn overlap when the fold is not given, and
    SchedulingError when the two times are the same.
    """
    if start == end:
        raise SchedulingError(_("Passet börjar och slutar samma tid. Ändra en av tiderna."))
    last_day = night if end > start else night + timedelta(days=1)
    return (
        moment_of(datetime.combine(night, start), zone, fold=start_fold),
        moment_of(datetime.combine(last_day, end), zone, fold=end_fold),
    )


def moment_of(local: datetime, zone: ZoneInfo, *, fold: int | None = None) -> datetime:
    """One local time as a moment in UTC. Raises as `resolve_night` does."""
    first, second = (local.replace(tzinfo=zone, fold=n).astimezone(UTC) for n in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise NonexistentTime(
            _("Klockan %(time)s finns inte den natten: klockan ställs fram från 02.00 till 03.00.")
            % {"time": f"{local:%H.%M}"}
        )
    if first == second:
        return first
    if fold is None:
        raise AmbiguousTime(
            _("Klockan %(time)s kommer två gånger den natten. Välj den första eller den andra.")
            % {"time": f"{local:%H.%M}"},
            choices=(first, second),
        )
    return (first, second)[fold]


def answer_deadline(now: datetime, starts_at: datetime, *, hours: int = 24) -> datetime:
    """When a question lapses: so many hours before the walk, but two hours from now at least, never after the start."""
    return min(starts_at, max(now + timedelta(hours=2), starts_at - timedelta(hours=hours)))


def length_problem(starts_at: datetime, ends_at: datetime) -> str:
    """Why nobody walks from the one moment to the other, or nothing."""
    if ends_at <= starts_at:
        return _("Klockan ställs fram den natten, så att ingenting blir kvar av passet.")
    if ends_at - starts_at > timedelta(hours=LONGEST_HOURS):
        return _("Passet blir längre än %(hours)s timmar. Stämmer tiderna?") % {"hours": LONGEST_HOURS}
    return ""
