"""Local nights and true moments. Pure: a night belongs to the local date it starts on; moments are UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.exceptions import AmbiguousTime, NonexistentTime, SchedulingError


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


def answer_deadline(now: datetime, starts_at: datetime) -> datetime:
    """When a question lapses: a day before the walk, but two hours to three days from now, never after the start."""
    latest = max(now + timedelta(hours=2), min(now + timedelta(days=3), starts_at - timedelta(days=1)))
    return min(latest, starts_at)
