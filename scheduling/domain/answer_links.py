"""Links that let a person answer one question without signing in, from an e-mail or from their own calendar.

Of a mailed token only the hash is kept. One in a calendar is not kept at all: it names the calendar's link and the
place, signed, and opens while that link does.
"""

import re
from base64 import urlsafe_b64encode
from datetime import datetime
from hmac import compare_digest

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from messaging.domain.personal_links import hash_of, token_of
from messaging.models import OutboundMessage
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import AnswerLink, Attendance, CalendarLink

_SALT = "scheduling.calendar_answer"
IN_CALENDAR = re.compile(r"[\w-]{43}(?P<link>[1-9][0-9]{0,17})-(?P<attendance>[1-9][0-9]{0,17})", re.ASCII)
State = AttendanceState
ANSWERABLE = frozenset({State.ASKED, State.CONFIRMED, State.WAITING, State.DECLINED, State.LAPSED})


def open_link(mail: OutboundMessage, attendance: Attendance, *, now: datetime) -> AnswerLink:
    """Let the link in a queued e-mail answer until the night begins. Safe to repeat."""
    link, _is_new = AnswerLink.objects.get_or_create(
        token_hash=hash_of(token_of(mail.uuid)),
        defaults={"attendance": attendance, "created_at": now, "expires_at": attendance.starts_at},
    )
    return link


def find_link(token: str) -> AnswerLink | None:
    """The link a token belongs to, with its night, also one that is over."""
    named = IN_CALENDAR.fullmatch(token)
    if named:
        return find_in_calendar(token, link=int(named["link"]), attendance=int(named["attendance"]))
    return (
        AnswerLink.objects.filter(token_hash=hash_of(token))
        .select_related("attendance__volunteer", "attendance__shift__association__municipality")
        .select_related("attendance__shift__route__district")
        .first()
    )


def calendar_token(*, link: int, attendance: int) -> str:
    """What an event in a person's own calendar opens the page of its night with: 256 bits, and whose it is."""
    named = f"{link}-{attendance}"
    digest = salted_hmac(_SALT, named, algorithm="sha256").digest()
    return f"{urlsafe_b64encode(digest).decode().rstrip('=')}{named}"


def find_in_calendar(token: str, *, link: int, attendance: int) -> AnswerLink | None:
    """As a link that is not kept. None when the calendar is closed, or was another person's."""
    if not compare_digest(token, calendar_token(link=link, attendance=attendance)):
        return None
    calendar = CalendarLink.objects.filter(pk=link).first()
    place = told_of().filter(pk=attendance).first()
    if calendar is None or place is None or calendar.volunteer_id != place.volunteer_id:
        return None
    closed_at = min((end for end in (calendar.revoked_at, calendar.ends_at) if end), default=None)
    return AnswerLink(
        attendance=place, created_at=calendar.created_at, expires_at=place.starts_at, revoked_at=closed_at
    )


def told_of() -> QuerySet[Attendance]:
    """Places with what the page of one says."""
    return Attendance.objects.select_related("volunteer", "shift__association__municipality", "shift__route__district")


def is_open(link: AnswerLink, *, now: datetime) -> bool:
    """Whether its question can be answered: the night has not begun and the person still stands on its list."""
    attendance = link.attendance
    return (
        (link.revoked_at is None or now < link.revoked_at)
        and now < min(link.expires_at, attendance.starts_at)
        and attendance.shift.state == ShiftState.PUBLISHED
        and attendance.state in ANSWERABLE
        and not attendance.volunteer.is_forgotten
    )


def note_use(link: AnswerLink, *, now: datetime) -> None:
    """Nothing for one in a calendar, which is not kept."""
    AnswerLink.objects.filter(pk=link.pk).update(used_at=now)
