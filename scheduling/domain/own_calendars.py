"""The calendar that a volunteer makes a link to alone, from the page where a question is answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from scheduling.domain.calendar_links import make_link, revoke_link
from scheduling.domain.feeds.grants import Grant
from scheduling.enums import FeedKind
from scheduling.exceptions import TooManyLinks
from scheduling.models import CalendarLink
from scheduling.queries import open_links
from volunteers.models import Volunteer

OPEN_AT_MOST = 3
MADE_AT_MOST, WITHIN = 10, timedelta(days=1)  # whoever makes more is not putting nights in a telephone


@dataclass(frozen=True)
class OwnLink:
    """A new link: its token, and whether an older one was closed to make room for it."""

    token: str
    has_closed: bool


def own_links(volunteer: Volunteer, *, now: datetime) -> QuerySet[CalendarLink]:
    """All that are open to the person's own nights, whoever made them, newest first."""
    kinds = (FeedKind.VOLUNTEER, FeedKind.ROSTER)
    return open_links(volunteer.calendar_links.filter(kind__in=kinds), now=now).select_related("made_by")


def made_alone(volunteer: Volunteer) -> QuerySet[CalendarLink]:
    """Nobody who was signed in made them."""
    return volunteer.calendar_links.filter(kind=FeedKind.VOLUNTEER, made_by=None)


@transaction.atomic
def make_own_link(volunteer: Volunteer, *, alarm: int = 0, now: datetime) -> OwnLink:
    """A link to all of the person's nights. Of those they made themselves the oldest makes room when there are many.

    `alarm` is how many minutes before each night the program is to sound, 0 for never. Raises TooManyLinks.
    """
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    if made_alone(volunteer).filter(created_at__gt=now - WITHIN).count() >= MADE_AT_MOST:
        raise TooManyLinks(_("Du har gjort många länkar i dag. Vänta till i morgon, eller ring din förening."))
    crowded_out = open_links(made_alone(volunteer), now=now)[OPEN_AT_MOST - 1 :]
    for link in crowded_out:
        revoke_link(link, now=now)
    token = make_link(volunteer, kind=FeedKind.VOLUNTEER, grant=Grant(alarm=alarm), now=now)
    return OwnLink(token, has_closed=bool(crowded_out))
