"""Feeds in words: what a subscription's nights are called and described as in a calendar. Pure but for settings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from scheduling.domain.calendars import CalendarEvent, CalendarFeed, EventStatus
from scheduling.domain.feeds import FeedNight, Subscription
from scheduling.enums import AttendanceState, FeedKind, ShiftKind
from volunteers.domain import calendar_words

A_DAY = timedelta(days=1)


def feed_of(subscription: Subscription, *, now: datetime) -> CalendarFeed:
    """The calendar to write, in the reader's language. Never without an entry."""
    with override(subscription.language):
        word = subscription.activity_word.capitalize()
        is_own = subscription.kind == FeedKind.VOLUNTEER
        return CalendarFeed(
            name=_("%(activity)s: mina kvällar") % {"activity": word}
            if is_own
            else f"{word}: {subscription.owner_name}",
            description=_("Kalendrar hämtar sällan. Sena ändringar kommer som sms."),
            language=subscription.language,
            events=tuple(events_of(subscription, now=now)),
        )


def events_of(subscription: Subscription, *, now: datetime) -> Iterable[CalendarEvent]:
    if subscription.revoked_at is not None:
        yield closing_event(subscription, subscription.revoked_at)
        return
    nights = subscription.shown(now)
    if not nights:
        yield quiet_event(subscription)
    for night in nights:
        yield night_event(night, subscription)


def night_event(night: FeedNight, subscription: Subscription) -> CalendarEvent:
    is_asked = night.attendance == AttendanceState.ASKED
    status = EventStatus.TENTATIVE if is_asked else EventStatus.CONFIRMED
    if night.is_cancelled:
        status = EventStatus.CANCELLED
    position = None
    if night.latitude is not None and night.longitude is not None:
        position = (night.latitude, night.longitude)
    return CalendarEvent(
        uid=f"shift-{night.uuid}@{host()}",
        summary=summary_of(night, subscription),
        starts=night.starts_at,
        ends=night.ends_at,
        updated_at=night.changed_at,
        revision=night.revision,
        status=status,
        is_busy=not night.is_cancelled and subscription.kind == FeedKind.VOLUNTEER,
        description="\n".join(description_of(night, subscription)),
        location=", ".join(part for part in (night.meeting_point, night.meeting_address) if part),
        position=position,
        url="" if subscription.kind == FeedKind.VOLUNTEER else f"{settings.PUBLIC_URL}{settings.HOME_URL}/{night.pk}",
        category=kind_word(night, subscription),
    )


def summary_of(night: FeedNight, subscription: Subscription) -> str:
    """Nattvandring Vårby; a question ends with its sign, and the association's own calendar tells of the crew."""
    title = f"{kind_word(night, subscription)} {night.route}"
    if night.is_cancelled:
        return _("INSTÄLLD: %(title)s") % {"title": title}
    if subscription.kind == FeedKind.ASSOCIATION:
        return f"{title}: {crew_words(night)}"
    return f"{title}?" if night.attendance == AttendanceState.ASKED else title


def kind_word(night: FeedNight, subscription: Subscription) -> str:
    if night.kind == ShiftKind.NIGHT_WALK:
        return subscription.activity_word.capitalize()
    return str(ShiftKind(night.kind).label)


def crew_words(night: FeedNight) -> str:
    """3/4 · ledare klar: counts only, never who"""
    count = f"{night.confirmed_count}/{night.crew_target}"
    if not night.leaders_needed:
        return count
    return f"{count} · {_('ledare klar') if night.leader_count >= night.leaders_needed else _('ledare saknas')}"


def description_of(night: FeedNight, subscription: Subscription) -> Iterable[str]:
    """Local times in words first, since some programs show only the first line."""
    yield times_of(night, subscription)
    if night.meeting_point:
        yield _("Samling: %(place)s") % {"place": night.meeting_point}
    if night.place != night.route:
        yield _("Område: %(place)s") % {"place": night.place}
    if night.is_cancelled:
        yield _("Kvällen är inställd.")
    elif subscription.kind == FeedKind.ASSOCIATION:
        yield _("Grupp: %(crew)s") % {"crew": crew_words(night)}
    elif night.attendance == AttendanceState.ASKED:
        yield _("Svara JA eller NEJ på sms:et.")
    else:
        yield night.association
        if night.is_leader:
            yield _("Du är ledare.")


def times_of(night: FeedNight, subscription: Subscription) -> str:
    """21.00–04.00, 8 timmar: klockan ställs om"""
    zone, language = subscription.zone, subscription.language
    span = calendar_words.span(night.starts_at, night.ends_at, zone=zone, language=language)
    words = f"{span}, {calendar_words.length(night.starts_at, night.ends_at, language=language)}"
    if calendar_words.clock_change(night.starts_at, night.ends_at, zone=zone):
        return _("%(times)s: klockan ställs om") % {"times": words}
    return words


def quiet_event(subscription: Subscription) -> CalendarEvent:
    """Stands in for no nights at all, on the day the link was made: an empty calendar leaves old nights in GNOME."""
    return all_day(subscription, "empty", _("Inga kvällar inplanerade än"), subscription.created_at)


def closing_event(subscription: Subscription, revoked_at: datetime) -> CalendarEvent:
    return all_day(
        subscription,
        "closed",
        _("Prenumerationen är avslutad"),
        revoked_at,
        _("Länken är stängd. Be din ledare om en ny, och ta bort den här kalendern."),
    )


def all_day(subscription: Subscription, word: str, summary: str, at: datetime, description: str = "") -> CalendarEvent:
    day = at.astimezone(subscription.zone).date()
    return CalendarEvent(
        uid=f"{word}-{subscription.owner}@{host()}",
        summary=summary,
        starts=day,
        ends=day + A_DAY,
        updated_at=at,
        is_busy=False,
        description=description,
    )


def host() -> str:
    """What makes UIDs the world's: the name Lykta is reached by."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
