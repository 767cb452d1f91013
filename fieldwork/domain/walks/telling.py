"""Texts that a walk sends of itself. What answers a text of somebody's stands in `replies`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fieldwork.queries.nights import Night
from scheduling.domain.telling import tell
from volunteers.models import Volunteer

ASKED_FOR = timedelta(hours=2)  # after that nobody is helped by the question


def ask_last_out(night: Night, *, by: Volunteer | None, now: datetime) -> None:
    """The one who is left of a group that has come home is asked whether they are too; not whoever just said so."""
    left = night.out
    if len(left) != 1 or (by is not None and by.pk == left[0].volunteer_id):
        return
    place = next((one for one in night.crew if one.volunteer_id == left[0].volunteer_id), None)
    if place is not None:
        tell(place, "last_out", now=now, key="once", useful_until=now + ASKED_FOR)


def tell_of_joining(
    left: Night, joined: Night, people: Sequence[Volunteer], *, by: Volunteer | None, now: datetime
) -> None:
    """The leaders of both groups know who walks with whom; not whoever arranged it."""
    moved = {one.pk for one in people}
    names = ", ".join(one.first_name for one in people)
    key = ",".join(str(pk) for pk in sorted(moved))
    for night, other, kind in ((joined, left, "joins_you"), (left, joined, "joins_other")):
        for leader in night.leaders:
            knows = leader.volunteer_id in moved or (by is not None and by.pk == leader.volunteer_id)
            if not knows:
                tell(leader, kind, now=now, key=key, other=names, group=other.shift.place)
