"""A log that is missing is asked for: the first morning, and once more two days later. Then it stands in a list."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F

from fieldwork.domain.walks.presumed import names_of, untold
from fieldwork.models import LogAsk, WalkLog
from fieldwork.queries.logs import nights_without_log
from messaging.domain.outbox import drop_queued
from messaging.domain.personal_links import PAGE_MARK
from messaging.enums import Channel, OutboundState
from scheduling.domain.attendance import lock_shift
from scheduling.domain.personal_links import open_in_text
from scheduling.domain.quiet_hours import after_quiet
from scheduling.domain.spoken_words import channel_of
from scheduling.domain.telling import tell
from scheduling.domain.text_plans import Plans, plan_of
from scheduling.enums import ON_CREW
from scheduling.models import Attendance, Shift, TextPlan

KIND = "log_ask"
DECENT_HOUR = time(10)
SLEEP = timedelta(hours=4)  # at least, between the end of the night and the first question
AGAIN_AFTER = timedelta(days=2)
MOST_ASKS = 2
GIVEN_UP_AFTER = timedelta(days=6)  # what a worker that was away missed for longer is let be


def page_in_text(attendance: Attendance) -> str:
    """What stands in a text to somebody for the address of the log of their night. See personal_links.open_in_text."""
    return _in_text(settings.LOG_PATH, attendance)


def night_in_text(attendance: Attendance) -> str:
    """As `page_in_text`, for the night itself: its people, and the way to its log."""
    return _in_text(settings.TONIGHT_PATH, attendance)


def _in_text(path: str, attendance: Attendance) -> str:
    return PAGE_MARK + path.removeprefix(settings.PERSONAL_PATH).format(pk=attendance.pk)


def is_told(shift: Shift) -> bool:
    """Whether somebody has told of the night."""
    return WalkLog.objects.filter(shift=shift).exists()


def asks_at(ends_at: datetime, plan: TextPlan, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a group is asked for its log, and when once more: at a decent hour of its own zone."""
    return morning_after(ends_at, plan, zone), morning_after(ends_at, plan, zone, later=AGAIN_AFTER)


def morning_after(moment: datetime, plan: TextPlan, zone: ZoneInfo, *, later: timedelta = timedelta(0)) -> datetime:
    """The first decent hour when people have slept on it, or that hour so many days `later`."""
    slept = (moment + SLEEP).astimezone(zone)
    day = slept.date() if slept.time() <= DECENT_HOUR else slept.date() + timedelta(days=1)
    return after_quiet(plan, zone, datetime.combine(day + later, DECENT_HOUR, tzinfo=zone).astimezone(UTC))


def ask_for_logs(now: datetime) -> int:
    """Ask for every log whose time has come. Returns how many were asked for. Safe to run twice or late."""
    missing = nights_without_log(since=now - GIVEN_UP_AFTER, now=now).annotate(asked=Count("log_asks"))
    nights = list(missing.filter(asked__lt=MOST_ASKS).select_related("association__municipality").order_by("pk"))
    plans = Plans({shift.association.municipality_id for shift in nights})
    return sum(
        _ask(shift.pk, now=now)
        for shift in nights
        if _is_due(shift, plans.of(shift.association.municipality_id, shift.association_id), now=now)
    )


def _is_due(shift: Shift, plan: TextPlan, *, now: datetime) -> bool:
    """`asked` is how often the night has been asked about. Two questions are never sent on one morning."""
    zone = shift.association.municipality.zone
    if after_quiet(plan, zone, now) != now:
        return False
    return asks_at(shift.ends_at, plan, zone)[shift.asked] <= now  # type: ignore[attr-defined]  # annotated by the query


@transaction.atomic
def _ask(pk: int, *, now: datetime) -> int:
    """One text, to the one who led the walk; else to the first of those who were out. It tells too of whoever was
    presumed home, and then leads to the night's page, where that is put right and the log is a step away.
    """
    shift = lock_shift(pk)
    asks = list(LogAsk.objects.filter(shift=shift).order_by("number"))
    if is_told(shift) or len(asks) >= MOST_ASKS or (asks and asks[-1].at > now - AGAIN_AFTER / 2):
        return 0
    plan, zone = plan_of(shift.association), shift.association.municipality.zone
    if asks_at(shift.ends_at, plan, zone)[len(asks)] > now:
        return 0
    place = whom_to_ask(shift)
    number = len(asks) + 1
    text = None
    if place is not None:
        presumed = names_of(untold(shift, place.volunteer))
        text = tell(
            place,
            KIND,
            now=now,
            key=str(number),
            useful_until=now + AGAIN_AFTER,
            other=presumed,
            link=night_in_text(place) if presumed else page_in_text(place),
            is_again=number > 1,
        )
        if text is not None and text.state != OutboundState.DROPPED:
            open_in_text(text, place.volunteer, now=now)
    LogAsk.objects.create(shift=shift, number=number, at=now, volunteer=place.volunteer if place else None, text=text)
    return 1


def whom_to_ask(shift: Shift) -> Attendance | None:
    """Who led the walk, else the first who was out; of those whom a text reaches."""
    crew = Attendance.objects.filter(shift=shift, state__in=ON_CREW).select_related("volunteer")
    in_order = crew.order_by("-is_leader", F("checkin__out_at").asc(nulls_last=True), "pk")
    for place in in_order:
        if not place.volunteer.is_forgotten and channel_of(place.volunteer) == Channel.SMS:
            place.shift = shift
            return place
    return None


def stop_asking(shift: Shift, *, now: datetime) -> int:
    """The log has come: a question that has not left is not sent."""
    keys = LogAsk.objects.filter(shift=shift, text__isnull=False).values_list("text__dedupe_key", flat=True)
    return drop_queued(dedupe_keys=[key for key in keys if key], now=now)
