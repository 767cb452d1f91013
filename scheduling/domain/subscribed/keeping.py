"""What becomes of each attempt to fetch a calendar: a new copy, the old one confirmed, or the old one and a reason."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from scheduling.domain.subscribed.choosing import is_chosen, words_of
from scheduling.domain.subscribed.marking import mark_days
from scheduling.domain.subscribed.occurrences import Contents
from scheduling.exceptions import CalendarUnread
from scheduling.models import SubscribedCalendar, SubscribedEvent
from scheduling.models.subscribed_calendar import LONGEST_DATE, LONGEST_ETAG

FIRST_RETRY, LAST_RETRY = timedelta(minutes=15), timedelta(hours=24)
SPREAD = 60  # minutes, so that all that were added on one day are not fetched in one minute for ever
BACK, AHEAD = timedelta(days=30), timedelta(days=400)
# However often the server says that nothing has changed: what repeats must be read anew as time goes.
READ_EVERY = timedelta(days=7)


@transaction.atomic
def keep_copy(
    calendar: SubscribedCalendar, contents: Contents, *, etag: str, last_modified: str, now: datetime
) -> None:
    """This is what it holds now. Does nothing when it has been removed meanwhile."""
    locked = lock(calendar)
    if locked is None:
        return
    wanted = words_of(locked.words)
    locked.events.all().delete()
    SubscribedEvent.objects.bulk_create(
        SubscribedEvent(
            calendar=locked,
            uid=one.uid,
            title=one.title,
            first_on=one.first_on,
            last_on=one.last_on,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            is_chosen=is_chosen(one.title, wanted),
        )
        for one in contents.occurrences
    )
    locked.etag, locked.last_modified = kept(etag, LONGEST_ETAG), kept(last_modified, LONGEST_DATE)
    locked.own_name, locked.left_out, locked.is_cut = contents.name, dict(contents.left_out), contents.is_cut
    locked.read_at = locked.changed_at = now
    settle(locked, now)
    locked.save()
    mark_days(locked, since=(now.astimezone(locked.municipality.zone) - BACK).date())


@transaction.atomic
def keep_unchanged(calendar: SubscribedCalendar, *, now: datetime) -> None:
    """The server says that nothing has changed since the copy."""
    locked = lock(calendar)
    if locked is not None:
        settle(locked, now)
        locked.save()


@transaction.atomic
def note_fault(calendar: SubscribedCalendar, fault: CalendarUnread, *, now: datetime) -> None:
    """Nothing came. The copy stays; it is tried again soon at first, and then ever more seldom, once a day at last."""
    locked = lock(calendar)
    if locked is None:
        return
    wait = min(LAST_RETRY, FIRST_RETRY * 4 ** min(locked.failures, 8))
    locked.failing_since = locked.failing_since or now
    locked.fault, locked.fault_status = fault.fault, fault.status
    locked.failures += 1
    locked.due_at = now + max(wait, min(fault.wait, LAST_RETRY))
    locked.save()


def lock(calendar: SubscribedCalendar) -> SubscribedCalendar | None:
    found = SubscribedCalendar.objects.select_for_update(of=("self",)).select_related("municipality")
    return found.filter(pk=calendar.pk).first()


def settle(calendar: SubscribedCalendar, now: datetime) -> None:
    calendar.fetched_at = now
    calendar.failing_since, calendar.failures, calendar.fault, calendar.fault_status = None, 0, "", None
    calendar.due_at = now + timedelta(hours=settings.CALENDARS_EVERY_HOURS, minutes=calendar.pk % SPREAD)


def kept(header: str, longest: int) -> str:
    """What to ask for news by, or nothing: half of it would never fit again."""
    return header if len(header) <= longest else ""
