"""What the provider asks about a call: what to say, which key was pressed, and how it ended."""

import logging
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation

from api.views.twilio import SID_LENGTH, log_error, signed_webhook
from fieldwork.domain.alarms.calls import TAKE, Call, call_about
from fieldwork.domain.inbound import apply_inbound
from messaging.domain.call_scripts import ask_for_key, say
from messaging.domain.callback_links import key_url, read_status_link
from messaging.domain.inbox import record_inbound
from messaging.domain.outbox import record_status
from messaging.domain.outbox.spoken import take_spoken
from messaging.gateways import clock
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.keys import KEYS, asked_in, is_open, key_sid
from scheduling.domain.spoken_words import QUESTIONS, VOICES, say_alone, voice_language
from scheduling.models import Attendance
from volunteers.enums import Language

logger = logging.getLogger(__name__)


@signed_webhook
def call(request: HttpRequest) -> HTTPStatus | str:
    """Somebody, or a machine, has answered: say what the call is about, and wait for a key if it is a question."""
    message = message_of(request)
    if message is None:
        return HTTPStatus.FORBIDDEN
    note_status(message.uuid, request)
    alarm = call_about(message)
    if alarm is not None:
        return alarm_script(message, alarm)
    with transaction.atomic():
        attendance = asked_in(message)
        is_question = message.kind in QUESTIONS
        is_asked = is_question and attendance is not None and is_open(attendance, message)
    language = language_of(attendance)
    if is_question and not is_asked:
        return say([say_alone("over", language)], voice=VOICES[language])
    return script_of(message, language) if is_question else say([message.body], voice=VOICES[language])


@signed_webhook
def key(request: HttpRequest) -> HTTPStatus | str:
    """A key was pressed: recorded, then done, then answered in the same call. Any other key than 1 and 2 asks anew, and
    any but 1 in a call about an alarm.
    """
    message, form, now = message_of(request), request.POST, clock.now()
    if message is None:
        return HTTPStatus.FORBIDDEN
    pressed, sid = form.get("Digits", "")[:1], form.get("CallSid", "")
    if not sid or len(sid) > SID_LENGTH:
        return HTTPStatus.BAD_REQUEST
    alarm = call_about(message)
    language = alarm.language if alarm else language_of(called_about(message))
    if pressed not in (TAKE if alarm else KEYS):
        return alarm_script(message, alarm) if alarm else script_of(message, language)
    inbound, _is_new = record_inbound(
        provider_sid=key_sid(sid, message.uuid),
        from_number=message.to_number,
        to_number=form.get("From", ""),
        body=pressed,
        opt_out_type="",
        now=now,
    )
    return say(outcome_of(inbound, message, language), voice=VOICES[language])


@signed_webhook
def call_status(request: HttpRequest) -> HTTPStatus | str:
    message_uuid = read_status_link(request.GET.get("o", ""), request.GET.get("s", ""))
    if message_uuid is None:
        return HTTPStatus.FORBIDDEN
    note_status(message_uuid, request)
    return HTTPStatus.OK


def outcome_of(inbound: InboundMessage, message: OutboundMessage, language: Language) -> list[str]:
    """What is said after a key: the answers that wait for this number. If it could not be done, the sweep does it."""
    now = clock.now()
    if inbound.handled_at is None:
        try:
            with translation.override(settings.LANGUAGE_CODE):
                apply_inbound(inbound, now=now)
        except Exception as error:  # noqa: BLE001 - whatever it was, the key is recorded and will be swept up
            log_error(f"Key {inbound.pk} is left for the sweep", error)
    inbound.refresh_from_db()
    if inbound.outcome == "over":
        return [say_alone("over", language)]
    return take_spoken(message.to_number, since=inbound.received_at, now=now) or [say_alone("heard", language)]


def note_status(message_uuid: UUID, request: HttpRequest) -> None:
    status = request.POST.get("CallStatus", "")
    is_missed = status in {"busy", "no-answer", "failed", "canceled"}
    record_status(
        message_uuid=message_uuid,
        provider_sid=request.POST.get("CallSid", ""),
        status=status,
        error_code=status if is_missed else "",
        now=clock.now(),
    )


def message_of(request: HttpRequest) -> OutboundMessage | None:
    message_uuid = read_status_link(request.GET.get("o", ""), request.GET.get("s", ""))
    return OutboundMessage.objects.filter(uuid=message_uuid).first() if message_uuid else None


def script_of(message: OutboundMessage, language: Language) -> str:
    return ask_for_key(
        message.body,
        told_at=key_url(message.uuid),
        unanswered=say_alone("no_key", language),
        voice=VOICES[language],
    )


def alarm_script(message: OutboundMessage, alarm: Call) -> str:
    if not alarm.waits:
        return say([alarm.words], voice=VOICES[alarm.language])
    told_at = key_url(message.uuid)
    return ask_for_key(alarm.words, told_at=told_at, unanswered=alarm.unheard, voice=VOICES[alarm.language])


def called_about(message: OutboundMessage) -> Attendance | None:
    if message.about is None:
        return None
    return Attendance.objects.filter(uuid=message.about).select_related("volunteer").first()


def language_of(attendance: Attendance | None) -> Language:
    return voice_language(attendance.volunteer) if attendance is not None else Language.SWEDISH
