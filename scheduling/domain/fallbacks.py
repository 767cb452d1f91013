"""The second way to a person: an e-mail with what no text or call could tell them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.template.loader import render_to_string
from django.utils import translation

from messaging.domain.keys import AGAIN
from messaging.domain.outbox import queue_sms
from messaging.domain.personal_links import MARK
from messaging.enums import Channel, OutboundState, Priority, Reason
from messaging.models import OutboundMessage
from scheduling.domain.answer_links import open_link
from scheduling.domain.sms_texts import activity_word
from scheduling.domain.spoken_words import QUESTIONS, voice_language
from scheduling.domain.telling import time_words
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance
from volunteers.domain import calendar_words as words

# What a person has to know in any case.
NEWS = frozenset({"cancelled", "promoted", "regrouped", "removed", "reminder", "handed_over", "not_taken", "swapped"})
MAILED = (QUESTIONS | NEWS) - {"swap_ask"}  # a swap is a matter of two, and of the phone
SIGN = "mail:"  # before the key of the message that did not reach the person
MOST_AT_ONCE = 500
UNREACHED = Q(state__in=[OutboundState.UNDELIVERED, OutboundState.FAILED]) | Q(
    state=OutboundState.DROPPED, reason__in=[Reason.OPTED_OUT, Reason.BAD_NUMBER]
)


def mail_unreached(now: datetime) -> int:
    """E-mail those who have an address what did not reach them, once each. Returns how many e-mails were queued.

    A message that is tried once more is waited for. A question gets a link to the page where it is answered.
    """
    return sum(_mail(pk, now=now) for pk in list(_unreached(now).values_list("pk", flat=True)[:MOST_AT_ONCE]))


def _unreached(now: datetime) -> QuerySet[OutboundMessage]:
    ahead = Attendance.objects.filter(ends_at__gt=now).exclude(volunteer__email="").values("uuid")
    mailed = OutboundMessage.objects.filter(dedupe_key=Concat(Value(SIGN), OuterRef("dedupe_key")))
    again = OutboundMessage.objects.filter(dedupe_key=Concat(OuterRef("dedupe_key"), Value(AGAIN)))
    return (
        OutboundMessage.objects.filter(
            UNREACHED, channel__in=[Channel.SMS, Channel.VOICE], kind__in=MAILED, about__in=ahead
        )
        .exclude(dedupe_key__endswith=AGAIN)
        .filter(Q(expires_at__gt=now) | Q(expires_at=None), ~Exists(mailed), ~Exists(again.exclude(UNREACHED)))
        .order_by("pk")
    )


@transaction.atomic
def _mail(pk: int, *, now: datetime) -> int:
    message = OutboundMessage.objects.select_for_update().filter(UNREACHED, pk=pk).first()
    attendance = _told_of(message) if message is not None else None
    if message is None or attendance is None:
        return 0
    is_question = message.kind in QUESTIONS
    if is_question and not _is_open(attendance, message, now=now):
        return 0
    kind = "question" if is_question else "news"
    context = _context(attendance, message)
    mail = queue_sms(
        to_number=message.to_number,
        channel=Channel.EMAIL,
        to_email=attendance.volunteer.email,
        subject=_render(f"{kind}_subject", attendance, context),
        body=_render(kind, attendance, context),
        kind=message.kind,
        dedupe_key=f"{SIGN}{message.dedupe_key}",
        now=now,
        expires_at=attendance.starts_at if is_question else message.expires_at,
        priority=Priority(message.priority),
        lane=message.lane,
        payer=message.payer,
        about=message.about,
        expects=message.expects,
    )
    if is_question:
        open_link(mail, attendance, now=now)
    return 1


def _told_of(message: OutboundMessage) -> Attendance | None:
    if message.about is None:
        return None
    found = (
        Attendance.objects.filter(uuid=message.about)
        .select_related("volunteer", "shift__association__municipality", "shift__route__district")
        .first()
    )
    return None if found is None or found.volunteer.is_forgotten or not found.volunteer.email else found


def _is_open(attendance: Attendance, message: OutboundMessage, *, now: datetime) -> bool:
    return (
        attendance.state == AttendanceState.ASKED
        and attendance.shift.state == ShiftState.PUBLISHED
        and now < attendance.starts_at
        and message.expects in {"", time_words(attendance.starts_at)}
    )


def _context(attendance: Attendance, message: OutboundMessage) -> dict[str, object]:
    shift, language = attendance.shift, voice_language(attendance.volunteer)
    zone = shift.association.municipality.zone
    return {
        "name": attendance.volunteer.first_name,
        "association": shift.association.name,
        "activity": activity_word(shift),
        "day": words.night_long(shift.starts_at, zone=zone, language=language),
        "hours": words.span(shift.starts_at, shift.ends_at, zone=zone, language=language),
        "place": shift.place,
        "meeting": shift.route.meeting_point,
        "is_leader": attendance.is_leader,
        "is_changed": message.kind in {"changed", "moved"},
        "told": message.body,
        "link": MARK,
    }


def _render(name: str, attendance: Attendance, context: dict[str, object]) -> str:
    language = voice_language(attendance.volunteer)
    with translation.override(language):
        return render_to_string(f"email/{language.value}/{name}.txt", context).strip()
