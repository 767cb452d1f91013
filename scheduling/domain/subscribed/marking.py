"""A calendar's evenings among the municipality's special days, where seasons find their breaks and risk nights."""

from datetime import date

from scheduling.enums import DaySource, SpecialDayKind
from scheduling.models import SpecialDay, SubscribedCalendar


def mark_days(calendar: SubscribedCalendar, *, since: date) -> None:
    """Make the special days that come from this calendar those that it holds; what was over by `since` stays as it was.

    None of them while the calendar is paused, not accepted, or of no kind. To be called within a transaction.
    """
    own = SpecialDay.objects.filter(
        municipality=calendar.municipality_id, source=DaySource.SUBSCRIBED, source_key__startswith=key_of(calendar)
    )
    there = {(day.source_key, day.first_on): day for day in own.filter(last_on__gte=since)}
    wanted = {(day.source_key, day.first_on): day for day in days_of(calendar, since=since)}
    SpecialDay.objects.filter(pk__in=[day.pk for key, day in there.items() if key not in wanted]).delete()
    for key, day in wanted.items():
        if key in there:
            day.pk, day.uuid, day.created_at = there[key].pk, there[key].uuid, there[key].created_at
    changed = [day for key, day in wanted.items() if key in there and not is_same(day, there[key])]
    SpecialDay.objects.bulk_update(changed, ["kind", "name", "last_on"])
    SpecialDay.objects.bulk_create(day for key, day in wanted.items() if key not in there)


def days_of(calendar: SubscribedCalendar, *, since: date) -> list[SpecialDay]:
    if not calendar.kind or calendar.paused_at or not calendar.accepted_at:
        return []
    return [
        SpecialDay(
            municipality_id=calendar.municipality_id,
            kind=calendar.kind,
            name=event.title or str(SpecialDayKind(calendar.kind).label),
            first_on=event.first_on,
            last_on=event.last_on,
            source=DaySource.SUBSCRIBED,
            source_key=f"{key_of(calendar)}{event.uid}",
        )
        for event in calendar.events.filter(is_chosen=True, last_on__gte=since)
    ]


def key_of(calendar: SubscribedCalendar) -> str:
    return f"{calendar.uuid.hex}:"


def is_same(one: SpecialDay, other: SpecialDay) -> bool:
    return (one.kind, one.name, one.last_on) == (other.kind, other.name, other.last_on)
