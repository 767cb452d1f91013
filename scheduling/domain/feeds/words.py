"""Calendars in words: what nights are called and described as. Pure but for settings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from scheduling.domain.answer_links import calendar_token
from scheduling.domain.calendars import CalendarEvent, CalendarFeed, EventStatus
from scheduling.domain.crews import coverage
from scheduling.domain.feeds.nights import LIVE, FeedNight, FirstNames
from scheduling.domain.feeds.opening import OpenFeed
from scheduling.domain.feeds.subscriptions import Subscription
from scheduling.enums import AttendanceState, Coverage, FeedKind, ShiftKind, ShiftState
from volunteers.domain import calendar_words

A_DAY = timedelta(days=1)
NO_NAMES = FirstNames()
QUIET_BLUE = "midnightblue"
# As on the board: red is a gap, yellow a question, green a crew that is whole.
COLORS = {
    Coverage.MISSING: "crimson",
    Coverage.ASKED: "goldenrod",
    Coverage.CONFIRMED: "seagreen",
    Coverage.DONE: "slategray",
    Coverage.CANCELLED: "darkgray",
}
# Those who sign in to see more: their events lead to the night's page.
WITH_PAGES = frozenset(
    {FeedKind.ASSOCIATION, FeedKind.SEASON, FeedKind.ROUTE, FeedKind.DISTRICT, FeedKind.MUNICIPALITY}
)


def feed_of(opened: OpenFeed) -> CalendarFeed:
    """The calendar to write, in the reader's language. Never without an entry."""
    one = opened.subscription
    with override(one.language):
        return CalendarFeed(
            name=title_of(one),
            description=_("Kalendrar hämtar sällan. Sena ändringar kommer som sms."),
            language=one.language,
            events=tuple(events_of(opened)),
        )


def title_of(one: Subscription) -> str:
    return str(one.type.title) % {"activity": one.activity_word.capitalize(), "owner": one.owner_name}


def events_of(opened: OpenFeed) -> Iterable[CalendarEvent]:
    one = opened.subscription
    if one.closed_at is not None:
        yield closing_event(one, one.closed_at)
        return
    if not opened.nights:
        yield quiet_event(one)
    yield from night_events(opened)


def night_events(opened: OpenFeed) -> Iterable[CalendarEvent]:
    """The nights alone, in the language that is active."""
    for night in opened.nights:
        yield night_event(night, opened.subscription, opened.names.get(night.pk, NO_NAMES))


def night_event(night: FeedNight, one: Subscription, crew: FirstNames = NO_NAMES) -> CalendarEvent:
    position = None
    if night.latitude is not None and night.longitude is not None:
        position = (night.latitude, night.longitude)
    url = url_of(night, one)
    counts = crew_words(night) if one.tells_counts else ""
    moments = (night.changed_at, one.worded_at, crew.named_at)
    return CalendarEvent(
        uid=uid_of(night),
        summary=summary_of(night, one, counts=counts),
        starts=night.starts_at,
        ends=night.ends_at,
        updated_at=max(moment for moment in moments if moment),
        revision=night.revision,
        status=status_of(night),
        is_busy=not night.is_cancelled and one.type.is_own,
        description="\n".join(description_of(night, one, counts=counts, names=crew.names, url=url)),
        location=", ".join(part for part in (night.meeting_point, night.meeting_address) if part),
        position=position,
        url=url,
        categories=(kind_word(night, one), night.place),
        color=color_of(night, one),
        alarm=0 if night.is_cancelled else one.grant.alarm,
    )


def uid_of(night: FeedNight) -> str:
    """The same in every calendar and for ever."""
    return f"shift-{night.uuid}@{host()}"


def color_of(night: FeedNight, one: Subscription) -> str:
    """Of the crew where the calendar tells of it, else of the reader's own answer."""
    if night.is_cancelled:
        return COLORS[Coverage.CANCELLED]
    if one.tells_counts:
        return COLORS[coverage(night)]
    return COLORS[Coverage.ASKED] if night.attendance == AttendanceState.ASKED else QUIET_BLUE


def url_of(night: FeedNight, one: Subscription) -> str:
    """The night's page for those who sign in; for a person of their own the page where the question is answered; for
    everybody the one where an open night is taken.
    """
    if one.kind in WITH_PAGES:
        return f"{settings.PUBLIC_URL}{settings.HOME_URL}/{night.pk}"
    if one.kind == FeedKind.PUBLIC:
        path = settings.OPEN_NIGHT_PATH.format(uuid=night.uuid)
        return f"{settings.PUBLIC_URL}{path}" if night.state == ShiftState.PUBLISHED else ""
    if one.link is None or night.attendance_pk is None or night.state not in LIVE:
        return ""
    token = calendar_token(link=one.link.pk, attendance=night.attendance_pk)
    return f"{settings.PUBLIC_URL}{settings.ANSWER_PATH.format(token=token)}"


def status_of(night: FeedNight) -> EventStatus:
    if night.is_cancelled:
        return EventStatus.CANCELLED
    return EventStatus.TENTATIVE if night.attendance == AttendanceState.ASKED else EventStatus.CONFIRMED


def summary_of(night: FeedNight, one: Subscription, *, counts: str) -> str:
    """Nattvandring Vårby; a question says how it is answered, and a team's calendar tells of the crew."""
    title = f"{kind_word(night, one)} {night.route}"
    if night.is_cancelled:
        return _("INSTÄLLD: %(title)s") % {"title": title}
    if counts:
        return f"{title}: {counts}"
    if night.attendance == AttendanceState.ASKED:
        return _("%(title)s: svara JA/NEJ") % {"title": title}
    return title


def kind_word(night: FeedNight, one: Subscription) -> str:
    if night.kind == ShiftKind.NIGHT_WALK:
        return one.activity_word.capitalize()
    return str(ShiftKind(night.kind).label)


def crew_words(night: FeedNight) -> str:
    """3/4 · ledare klar: counts only, never who"""
    count = f"{night.confirmed_count}/{night.crew_target}"
    if not night.leaders_needed:
        return count
    return f"{count} · {_('ledare klar') if night.leader_count >= night.leaders_needed else _('ledare saknas')}"


def description_of(
    night: FeedNight, one: Subscription, *, counts: str, names: tuple[str, ...], url: str
) -> Iterable[str]:
    """Local times in words first, since some programs show only the first line."""
    yield times_of(night, one)
    if night.meeting_point:
        yield _("Samling: %(place)s") % {"place": night.meeting_point}
    if night.place != night.route:
        yield _("Område: %(place)s") % {"place": night.place}
    if night.is_cancelled:
        yield _("Kvällen är inställd.")
        return
    if one.kind not in {FeedKind.ASSOCIATION, FeedKind.SEASON}:
        yield night.association
    if one.type.is_own:
        yield from own_lines(night, url)
    elif one.kind == FeedKind.PUBLIC and url:
        yield _("Anmäl dig här: %(link)s") % {"link": url}
    if counts:
        yield _("Grupp: %(crew)s") % {"crew": counts}
    if names:
        yield ", ".join(names)


def own_lines(night: FeedNight, url: str) -> Iterable[str]:
    """Google Calendar does not show an event's address, so it stands here too while there is something to answer."""
    if night.attendance == AttendanceState.ASKED:
        yield _("Svara JA eller NEJ på sms:et.")
        if url:
            yield _("Eller här: %(link)s") % {"link": url}
    elif night.is_leader:
        yield _("Du är ledare.")


def times_of(night: FeedNight, one: Subscription) -> str:
    """21.00–04.00, 8 timmar: klockan ställs om"""
    zone, language = one.zone, one.language
    span = calendar_words.span(night.starts_at, night.ends_at, zone=zone, language=language)
    words = f"{span}, {calendar_words.length(night.starts_at, night.ends_at, language=language)}"
    if calendar_words.clock_change(night.starts_at, night.ends_at, zone=zone):
        return _("%(times)s: klockan ställs om") % {"times": words}
    return words


def quiet_event(one: Subscription) -> CalendarEvent:
    """Stands in for no nights at all, on the day the link was made: an empty calendar leaves old nights in GNOME."""
    return all_day(one, "empty", _("Inga kvällar inplanerade än"), one.created_at)


def closing_event(one: Subscription, closed_at: datetime) -> CalendarEvent:
    said = _("Länken är stängd. Be den som gav dig den om en ny, och ta bort den här kalendern.")
    return all_day(one, "closed", _("Prenumerationen är avslutad"), closed_at, said)


def all_day(one: Subscription, word: str, summary: str, at: datetime, description: str = "") -> CalendarEvent:
    day = at.astimezone(one.zone).date()
    return CalendarEvent(
        uid=f"{word}-{one.owner}@{host()}",
        summary=summary,
        starts=day,
        ends=day + A_DAY,
        updated_at=at,
        is_busy=False,
        description=description,
    )


def host() -> str:
    """What makes UIDs the world's: the name Lykta is reached by."""
    return host_in(settings.PUBLIC_URL)


@lru_cache
def host_in(url: str) -> str:
    return urlsplit(url).hostname or "localhost"
