"""What becomes of a key's calendars when something becomes of the key."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from api.models import ApiKey, Partner, PartnerCalendar
from scheduling.domain.calendar_links import revoke_link
from scheduling.models import CalendarLink
from scheduling.queries import open_links
from volunteers.models import User


@transaction.atomic
def close_calendars(owner: ApiKey | Partner, *, by: User | None, now: datetime) -> None:
    """All that one key opens, or all of the partner's. They stay closed, also if the partner is let in again."""
    of_partner = PartnerCalendar.objects.filter(key__partner=owner.pk)
    for link in open_links_of(owner.calendars.all() if isinstance(owner, ApiKey) else of_partner, now=now):
        revoke_link(link, by=by, now=now)


@transaction.atomic
def move_calendars(old: ApiKey, new: ApiKey, *, now: datetime) -> None:
    """From now on they open and close with the new key, at the same addresses."""
    links = [link.pk for link in open_links_of(old.calendars.all(), now=now)]
    old.calendars.filter(link__in=links).update(key=new)
    CalendarLink.objects.filter(pk__in=links).update(ends_at=new.expires_at)


def open_links_of(calendars: QuerySet[PartnerCalendar], *, now: datetime) -> QuerySet[CalendarLink]:
    return open_links(CalendarLink.objects.filter(partner_calendar__in=calendars), now=now)
