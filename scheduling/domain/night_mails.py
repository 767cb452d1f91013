"""A night in the calendar of whoever said yes to it and has e-mail: put in, changed and taken out again by mail.

Each place is compared with what was last mailed of it, so nothing depends on which verb changed it, or on which worker
was away when it did. Changes between two looks come as one mail. People without e-mail are passed by.
"""

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.template.loader import render_to_string
from django.utils.translation import override

from messaging.domain.outbox import drop_queued, queue_sms
from messaging.enums import Channel, OutboundState, Reason
from messaging.models import OutboundMessage
from scheduling.domain.attendance import lock_shift
from scheduling.domain.calendar_messages import Method, PartStat, Party, build_message
from scheduling.domain.calendars import CalendarEvent, EventStatus
from scheduling.domain.feeds import subscription_over
from scheduling.domain.feeds.grants import EVERYTHING
from scheduling.domain.feeds.nights import LIVE, read_own_night
from scheduling.domain.feeds.subscriptions import shown_language
from scheduling.domain.feeds.words import night_event
from scheduling.domain.sms_texts import activity_word
from scheduling.domain.telling import time_words
from scheduling.enums import ON_CREW, AttendanceState, FeedKind, ShiftState
from scheduling.models import Attendance, MailedNight
from volunteers.domain import calendar_words as words

State = AttendanceState
KIND = "calendar"
GONE = ""
CAME_OR_COMES = ON_CREW | {State.NO_SHOW}  # once the night has begun nothing is taken out of a calendar
NEVER_LEFT = (OutboundState.QUEUED, OutboundState.DROPPED, OutboundState.FAILED)
MOST_AT_ONCE = 500


def mail_nights(now: datetime) -> int:
    """Mail what has changed since it was last mailed, once each. Returns how many e-mails were queued."""
    places = _unmailed(now).order_by("shift_id", "pk").values_list("pk", "shift_id")
    return sum(_mail(pk, shift_pk, now=now) for pk, shift_pk in list(places[:MOST_AT_ONCE]))


def _unmailed(now: datetime) -> QuerySet[Attendance]:
    """Places on nights not over that stand otherwise than was last mailed, with how they stand as `standing`.

    A night that was moved asks everyone anew; it stays in the calendar as a question. A first question is no mail.
    """
    is_live = Q(shift__state__in=LIVE)
    is_asked_anew = Q(state=State.ASKED, mailed__standing__in=[State.CONFIRMED, State.ASKED])
    standing = Case(
        When(is_live & Q(state__in=CAME_OR_COMES), then=Value(State.CONFIRMED)),
        When(is_live & is_asked_anew, then=Value(State.ASKED)),
        default=Value(GONE),
        output_field=CharField(),
    )
    is_as_mailed = Q(
        mailed__starts_at=F("starts_at"),
        mailed__ends_at=F("ends_at"),
        mailed__is_leader=F("is_leader"),
        mailed__meeting_point=F("shift__route__meeting_point"),
        mailed__meeting_address=F("shift__route__meeting_address"),
    ) & Q(Q(mailed__mail=None) | Q(mailed__mail__to_email=F("volunteer__email")))
    is_new = Q(mailed=None, standing=State.CONFIRMED)
    is_other = Q(mailed__isnull=False) & (~Q(mailed__standing=F("standing")) | (~Q(standing=GONE) & ~is_as_mailed))
    return (
        Attendance.objects.filter(ends_at__gt=now)
        .exclude(volunteer__email="")
        .annotate(standing=standing)
        .filter(is_new | is_other)
    )


@transaction.atomic
def _mail(pk: int, shift_pk: int, *, now: datetime) -> int:
    shift = lock_shift(shift_pk)
    attendance = _unmailed(now).filter(pk=pk, shift=shift).select_related("volunteer", "mailed__mail").first()
    if attendance is None:
        return 0
    attendance.shift = shift
    standing: str = attendance.standing  # type: ignore[attr-defined]  # see _unmailed
    before = getattr(attendance, "mailed", None)
    if before is not None and before.mail is not None:
        drop_queued(dedupe_keys=[before.mail.dedupe_key], reason=Reason.CHANGED, now=now)
    is_known = OutboundMessage.objects.filter(about=attendance.uuid, kind=KIND).exclude(state__in=NEVER_LEFT).exists()
    # GNOME and Google take a change only with a higher number; the feed of the same night counts by the revision.
    sequence = max(shift.revision, before.sequence + 1 if before else 0)
    mail = None
    if is_known or standing != GONE:
        mail = _queue(attendance, standing, sequence=sequence, is_known=is_known, now=now)
    MailedNight.objects.update_or_create(
        attendance=attendance,
        defaults={
            "standing": standing,
            "sequence": sequence,
            "starts_at": attendance.starts_at,
            "ends_at": attendance.ends_at,
            "meeting_point": shift.route.meeting_point,
            "meeting_address": shift.route.meeting_address,
            "is_leader": attendance.is_leader,
            "mail": mail,
        },
    )
    return int(mail is not None)


def _queue(attendance: Attendance, standing: str, *, sequence: int, is_known: bool, now: datetime) -> OutboundMessage:
    shift, person = attendance.shift, attendance.volunteer
    association, language = shift.association, shown_language(attendance.volunteer.text_language)
    context = _context(attendance, standing, language, is_known=is_known)
    with override(language):
        method = Method.CANCEL if standing == GONE else Method.REQUEST
        message = build_message(
            _event(attendance, standing, sequence=sequence, now=now),
            method=method,
            organizer=Party(association.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
            attendee=Party(person.name, person.email),
            part_stat=PartStat.NEEDS_ACTION if standing == State.ASKED else PartStat.ACCEPTED,
            language=language,
        )
        subject, body = (
            render_to_string(f"email/{language}/{name}.txt", context).strip() for name in ("night_subject", "night")
        )
    return queue_sms(
        to_number=person.mobile,
        channel=Channel.EMAIL,
        to_email=person.email,
        subject=" ".join(subject.split())[:120],
        body=body,
        calendar=message.decode(),
        kind=KIND,
        dedupe_key=f"{KIND}:{attendance.uuid}:{sequence}",
        now=now,
        expires_at=attendance.ends_at,
        lane=association.municipality_id,
        payer=association.pk,
        about=attendance.uuid,
        expects=time_words(attendance.starts_at),
    )


def _event(attendance: Attendance, standing: str, *, sequence: int, now: datetime) -> CalendarEvent:
    """The one that the person's own feed shows, with the moment and the number of this message."""
    mine = subscription_over(FeedKind.VOLUNTEER, attendance.volunteer, grant=EVERYTHING, made_at=now)
    event = night_event(read_own_night(mine, attendance.pk), mine)
    status = EventStatus.CANCELLED if standing == GONE else event.status
    return replace(event, revision=sequence, updated_at=now, status=status, is_busy=standing != GONE)


def _context(attendance: Attendance, standing: str, language: str, *, is_known: bool) -> dict[str, object]:
    shift = attendance.shift
    zone = shift.association.municipality.zone
    return {
        "name": attendance.volunteer.first_name,
        "association": shift.association.name,
        "activity": activity_word(shift),
        "day": words.night_long(shift.starts_at, zone=zone, language=language),
        "hours": words.span(shift.starts_at, shift.ends_at, zone=zone, language=language),
        "place": shift.place,
        "meeting": ", ".join(part for part in (shift.route.meeting_point, shift.route.meeting_address) if part),
        "is_leader": attendance.is_leader and standing != GONE,
        "is_cancelled": shift.state == ShiftState.CANCELLED,
        "is_gone": standing == GONE,
        "is_asked": standing == State.ASKED,
        "is_known": is_known,
    }
