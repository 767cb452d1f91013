"""What a coordinator does with the calendars of others: proposes one, looks into it, keeps it, changes it, ends it."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from messaging.gateways.wake import wake
from scheduling.domain.subscribed.addresses import calendar_address, host_of
from scheduling.domain.subscribed.choosing import is_chosen, words_of
from scheduling.domain.subscribed.marking import mark_days
from scheduling.exceptions import CalendarRefused
from scheduling.models import SubscribedCalendar, SubscribedEvent
from volunteers.models import Municipality

MOST_CALENDARS = 30  # of one municipality
BETWEEN_HURRIES = timedelta(minutes=1)
PROPOSAL_KEPT = timedelta(days=1)


@transaction.atomic
def propose_calendar(municipality: Municipality, *, address: str, now: datetime) -> SubscribedCalendar:
    """A calendar to look into: it is fetched at once, and shows nothing to anyone else until it is accepted.

    Raises CalendarRefused. One that someone began on and left is taken up again.
    """
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    place = calendar_address(address)
    there = SubscribedCalendar.objects.filter(municipality=municipality)
    same = there.filter(address=place).first()
    if same and same.accepted_at:
        raise CalendarRefused(_("Den finns redan här, som %(name)s.") % {"name": same.name})
    if not same and there.count() >= MOST_CALENDARS:
        raise CalendarRefused(_("Det går att ha %(count)s kalendrar. Ta bort någon först.") % {"count": MOST_CALENDARS})
    calendar = same or SubscribedCalendar(municipality=municipality, address=place, name=host_of(place)[:60])
    calendar.created_at = calendar.due_at = now
    calendar.save()
    wake(settings.FETCH_CALENDARS_JOB)
    return calendar


@transaction.atomic
def accept_calendar(calendar: SubscribedCalendar, *, name: str, kind: str, words: str, now: datetime) -> None:
    """Keep what has been looked into: from now on it is shown. Raises CalendarRefused before it has ever been read."""
    locked = lock(calendar)
    if locked.read_at is None:
        raise CalendarRefused(_("Kalendern har inte gått att läsa än."))
    locked.accepted_at = locked.accepted_at or now
    locked.save(update_fields=["accepted_at"])
    write(locked, name=name, kind=kind, words=words, now=now)


@transaction.atomic
def revise_calendar(calendar: SubscribedCalendar, *, name: str, kind: str, words: str, now: datetime) -> None:
    write(lock(calendar), name=name, kind=kind, words=words, now=now)


@transaction.atomic
def pause_calendar(calendar: SubscribedCalendar, *, now: datetime) -> None:
    """Neither fetched nor shown until it is resumed; the copy is kept. Safe to repeat."""
    locked = lock(calendar)
    if locked.paused_at is None:
        locked.paused_at = locked.changed_at = now
        locked.save(update_fields=["paused_at", "changed_at"])
        mark_days(locked, since=today(locked, now))


@transaction.atomic
def resume_calendar(calendar: SubscribedCalendar, *, now: datetime) -> None:
    """Shown again as it was, and fetched at once. Safe to repeat."""
    locked = lock(calendar)
    if locked.paused_at is not None:
        locked.paused_at = None
        locked.due_at = locked.changed_at = now
        locked.save(update_fields=["paused_at", "due_at", "changed_at"])
        mark_days(locked, since=today(locked, now))
        wake(settings.FETCH_CALENDARS_JOB)


@transaction.atomic
def hurry_calendar(calendar: SubscribedCalendar, *, now: datetime) -> None:
    """Have it fetched now, though not so often that its server takes offence. Raises CalendarRefused while paused."""
    locked = lock(calendar)
    if locked.paused_at is not None:
        raise CalendarRefused(_("Kalendern är pausad. Starta den först."))
    if locked.asked_at is None or locked.asked_at <= now - BETWEEN_HURRIES:
        locked.due_at = now
        locked.save(update_fields=["due_at"])
        wake(settings.FETCH_CALENDARS_JOB)


@transaction.atomic
def remove_calendar(calendar: SubscribedCalendar, *, now: datetime) -> None:
    """Its copy, and the special days to come that it brought, go with it."""
    locked = lock(calendar)
    locked.kind = ""
    mark_days(locked, since=today(locked, now))
    locked.delete()


@transaction.atomic
def drop_old_proposals(now: datetime) -> int:
    """Those that nobody accepted. How many went."""
    old = SubscribedCalendar.objects.filter(accepted_at=None, created_at__lt=now - PROPOSAL_KEPT)
    return old.delete()[1].get("scheduling.SubscribedCalendar", 0)


def lock(calendar: SubscribedCalendar) -> SubscribedCalendar:
    """Raises SubscribedCalendar.DoesNotExist for one that has been removed meanwhile."""
    locked = SubscribedCalendar.objects.select_for_update(of=("self",)).select_related("municipality")
    return locked.get(pk=calendar.pk)


def write(calendar: SubscribedCalendar, *, name: str, kind: str, words: str, now: datetime) -> None:
    calendar.name, calendar.kind, calendar.words = name, kind, words
    calendar.changed_at = now
    calendar.save(update_fields=["name", "kind", "words", "changed_at"])
    choose_events(calendar)
    mark_days(calendar, since=today(calendar, now))


def choose_events(calendar: SubscribedCalendar) -> None:
    wanted = words_of(calendar.words)
    chosen = [event.pk for event in calendar.events.all() if is_chosen(event.title, wanted)]
    SubscribedEvent.objects.filter(calendar=calendar).update(is_chosen=False)
    SubscribedEvent.objects.filter(calendar=calendar, pk__in=chosen).update(is_chosen=True)


def today(calendar: SubscribedCalendar, now: datetime) -> date:
    return now.astimezone(calendar.municipality.zone).date()
