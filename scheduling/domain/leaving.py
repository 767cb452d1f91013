"""What is left of the rota for someone who is forgotten: their places to come, their texts, their links."""

from datetime import datetime

from django.db import transaction

from messaging.domain.disposal import dispose_of_texts
from scheduling.domain.attendance import HELD, lock_shift, move, promote_waiting
from scheduling.domain.calendar_links import revoke_link
from scheduling.domain.origins import BY_CLOCK
from scheduling.domain.personal_links import close_outlived
from scheduling.enums import AttendanceState, EventKind
from scheduling.models import SeasonReply
from scheduling.queries import calendar_links_of_forgotten, places_of_forgotten, texts_of_forgotten
from volunteers.enums import VolunteerState


def release_forgotten(now: datetime) -> int:
    """Free the places that forgotten people hold on shifts not over, and close what else was theirs.

    Nights that have been stay, so that hours and counts stay true. Returns how many places came free.
    """
    places = places_of_forgotten(now=now, states=HELD).order_by("shift_id").values_list("shift_id", flat=True)
    freed = sum(_release_from(pk, now=now) for pk in places.distinct())
    dispose_of_texts(**texts_of_forgotten())
    for link in calendar_links_of_forgotten():
        revoke_link(link, now=now)
    close_outlived(now)
    SeasonReply.objects.filter(volunteer__state=VolunteerState.FORGOTTEN).delete()
    return freed


@transaction.atomic
def _release_from(shift_pk: int, *, now: datetime) -> int:
    """Nobody is texted but whoever gets the place. All leave before the queue moves, for they may stand in it."""
    shift = lock_shift(shift_pk)
    leaving = list(places_of_forgotten(now=now, states=HELD).filter(shift=shift).select_related("volunteer"))
    for attendance in leaving:
        attendance.shift = shift
        move(attendance, AttendanceState.WITHDRAWN, kind=EventKind.WITHDRAWN, origin=BY_CLOCK, now=now)
    promote_waiting(shift, now=now)
    return len(leaving)
