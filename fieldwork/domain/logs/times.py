"""Clock times that people write, as moments. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)


def moment_near(clock: time, near: datetime, zone: ZoneInfo) -> datetime:
    """The moment nearest to `near` at which the clocks of the zone show this time.

    What they show twice in autumn means the nearer; what they skip in spring is read as if they did not.
    """
    day = near.astimezone(zone).date()
    days = (day - A_DAY, day, day + A_DAY)
    read = [datetime.combine(one, clock).replace(tzinfo=zone, fold=fold) for one in days for fold in (0, 1)]
    return min((one.astimezone(UTC) for one in read), key=lambda moment: (abs(moment - near), moment))
