"""Who was taken to have come home because they went out with another group, and nobody has said of it since."""

from datetime import datetime

from django.db.models import Max

from fieldwork.enums import FieldEventKind
from fieldwork.models import CheckIn, FieldEvent, LogAsk
from messaging.models import OutboundMessage
from scheduling.enums import Door
from scheduling.models import Shift
from volunteers.models import Volunteer

PRESUMED = "presumed"


def untold(shift: Shift, leader: Volunteer) -> list[FieldEvent]:
    """What the leader of the night has not been told of, in the order it happened.

    Nothing of themselves, of what they saw the answer to on their own page, and of what has been put right.
    """
    still = CheckIn.objects.filter(walk__shift=shift, is_presumed=True).values("volunteer")
    events = FieldEvent.objects.filter(shift=shift, kind=FieldEventKind.PRESUMED_HOME, volunteer__in=still)
    unseen = events.exclude(volunteer=leader).exclude(by=leader, door=Door.PERSONAL).select_related("volunteer")
    since = _told_at(shift)
    return [one for one in unseen.order_by("at", "pk") if since is None or one.at > since]


def names_of(events: list[FieldEvent]) -> str:
    return ", ".join(dict.fromkeys(one.volunteer.first_name for one in events if one.volunteer is not None))


def _told_at(shift: Shift) -> datetime | None:
    """When a text last went to who led the night: the question for the log tells of it too."""
    asked = LogAsk.objects.filter(shift=shift, text__isnull=False).aggregate(at=Max("at"))["at"]
    about = shift.attendances.values("uuid")
    told = OutboundMessage.objects.filter(kind=PRESUMED, about__in=about).aggregate(at=Max("created_at"))["at"]
    return max(filter(None, (asked, told)), default=None)
