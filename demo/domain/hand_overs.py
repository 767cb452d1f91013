"""One in Skogås cannot come to a night further off, and another is asked to swap; the place is held meanwhile."""

from datetime import datetime, timedelta

from demo.domain.season import settle_texts
from scheduling.domain.hand_overs.swaps import propose_swap
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, Door
from scheduling.models import Attendance
from volunteers.models import Municipality, User

OWNER, TAKER = "Daniel Tesfaye", "Ulla Forsberg"
ASKED_AGO = timedelta(minutes=40)


def load_hand_over(town: Municipality, *, now: datetime) -> None:
    given, wanted = (last_place_of(town, name, now=now) for name in (OWNER, TAKER))
    leader = User.objects.filter(roles__association=given.shift.association).order_by("pk").first()
    origin = Origin(Door.PAGE, actor=leader) if leader else Origin(Door.LOADED)
    propose_swap(given, wanted.volunteer, in_return=wanted, origin=origin, now=now - ASKED_AGO)
    settle_texts(now=now)


def last_place_of(town: Municipality, name: str, *, now: datetime) -> Attendance:
    places = Attendance.objects.filter(volunteer__municipality=town, volunteer__name=name, starts_at__gt=now)
    return places.select_related("volunteer", "shift").filter(state=AttendanceState.CONFIRMED).latest("starts_at")
