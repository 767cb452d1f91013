from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox import record_status
from messaging.domain.personal_links import hash_of, token_of
from messaging.enums import Channel, OutboundState
from messaging.gateways import clock
from messaging.models import OutboundMessage
from scheduling.domain.attendance import remove_attendance
from scheduling.domain.fallbacks import mail_unreached
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.origins import BY_CLOCK
from scheduling.enums import AttendanceState, Door
from scheduling.models import AnswerLink, Attendance
from tests.factories import ShiftFactory, member_of
from volunteers.domain.people import forget_volunteer

pytestmark = pytest.mark.django_db
NUMBER = "+46701740614"


def ask(*, now: datetime | None = None, days: int = 3, **person: Any) -> Attendance:
    """Anna, who has an e-mail address, is asked about a night in some days."""
    moment = now or clock.now()
    shift = ShiftFactory(starts_at=moment + timedelta(days=days))
    anna = member_of(
        shift.association, **{"name": "Anna Lind", "mobile": NUMBER, "email": "anna@lykta.example"} | person
    )
    [attendance] = invite_volunteers(shift, [anna], origin=BY_CLOCK, now=moment)
    return attendance


def ask_in_vain(**person: Any) -> Attendance:
    """Anna has said STOPP to texts."""
    record_opt_out(NUMBER, source="sms", now=clock.now())
    return ask(**person)


def mails() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(channel=Channel.EMAIL))


def address_of(attendance: Attendance) -> str:
    message = OutboundMessage.objects.get(channel=Channel.EMAIL, about=attendance.uuid)
    return reverse("scheduling:answer", args=[token_of(message.uuid)])


def post_answer(attendance: Attendance, svar: str) -> Any:
    attendance.refresh_from_db()
    start = attendance.starts_at.astimezone(UTC).isoformat(timespec="minutes")
    return Client().post(address_of(attendance), {"svar": svar, "start": start})


def test_question_that_an_opted_out_person_never_got_is_mailed_once() -> None:
    attendance = ask_in_vain()
    assert (mail_unreached(clock.now()), mail_unreached(clock.now())) == (1, 0)
    [queued] = mails()
    assert (queued.to_email, queued.kind, queued.about) == ("anna@lykta.example", "ask", attendance.uuid)
    assert "Hej Anna!" in queued.body
    assert "{link}" in queued.body
    assert queued.subject.startswith("Kan du gå ")


def test_mail_leaves_with_a_link_that_nothing_at_rest_holds(settings: Settings) -> None:
    attendance = ask_in_vain()
    mail_unreached(clock.now())
    [queued] = mails()
    with_token = token_of(queued.uuid)
    link = AnswerLink.objects.get()
    assert (link.token_hash, link.expires_at) == (hash_of(with_token), attendance.starts_at)
    assert with_token not in queued.body


@pytest.mark.parametrize("person", [{"email": ""}, {"mobile": "+46701740615"}])
def test_nobody_is_mailed_without_an_address_or_a_need(person: dict[str, str]) -> None:
    ask_in_vain(**person)
    assert mail_unreached(clock.now()) == 0


def test_text_that_did_not_arrive_is_mailed_when_the_second_try_failed_too() -> None:
    attendance, now = ask(), clock.now()
    text = attendance.last_text
    assert text is not None
    OutboundMessage.objects.filter(pk=text.pk).update(state=OutboundState.SENT)
    record_status(message_uuid=text.uuid, provider_sid="SM1", status="undelivered", error_code="30003", now=now)
    assert mail_unreached(now) == 0
    again = OutboundMessage.objects.get(dedupe_key=f"{text.dedupe_key}#2")
    OutboundMessage.objects.filter(pk=again.pk).update(state=OutboundState.SENT)
    record_status(message_uuid=again.uuid, provider_sid="SM2", status="undelivered", error_code="30003", now=now)
    assert (mail_unreached(now), len(mails())) == (1, 1)


def test_question_that_is_answered_meanwhile_is_not_mailed() -> None:
    attendance = ask_in_vain()
    Attendance.objects.filter(pk=attendance.pk).update(state=AttendanceState.CONFIRMED)
    assert mail_unreached(clock.now()) == 0


def test_news_is_mailed_without_a_link() -> None:
    attendance = ask_in_vain()
    attendance.last_text = None
    Attendance.objects.filter(pk=attendance.pk).update(state=AttendanceState.CONFIRMED, last_text=None)
    remove_attendance(attendance, origin=BY_CLOCK, now=clock.now())
    assert mail_unreached(clock.now()) == 1
    [queued] = mails()
    assert queued.kind == "removed"
    assert "Det här kom inte fram till din telefon:" in queued.body
    assert "{link}" not in queued.body
    assert AnswerLink.objects.count() == 0


def test_reading_the_page_says_first_whose_it_is_and_never_answers() -> None:
    attendance = ask_in_vain()
    mail_unreached(clock.now())
    gate = Client().get(address_of(attendance))
    page = gate.content.decode()
    assert "Är du Anna?" in page
    assert attendance.shift.place not in page
    night = Client().get(address_of(attendance), {"visa": "1", "svar": "ja"})
    assert attendance.shift.place in night.content.decode()
    assert "Lind" not in night.content.decode() + page
    for answer in (gate, night):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
    attendance.refresh_from_db()
    assert attendance.state == AttendanceState.ASKED


@pytest.mark.parametrize(
    ("svar", "state", "words"),
    [
        ("ja", AttendanceState.CONFIRMED, "Tack Anna, du är med."),
        ("nej", AttendanceState.DECLINED, "Tack för svaret, Anna."),
    ],
)
def test_answer_on_the_page_is_an_answer(svar: str, state: AttendanceState, words: str) -> None:
    attendance = ask_in_vain()
    mail_unreached(clock.now())
    answered = post_answer(attendance, svar)
    assert answered.status_code == 303
    assert words in Client().get(answered.headers["Location"]).content.decode()
    attendance.refresh_from_db()
    assert attendance.state == state
    assert attendance.shift.events.latest("pk").door == Door.EMAIL
    assert AnswerLink.objects.get().used_at is not None


def test_answer_to_a_night_that_has_changed_since_is_asked_anew() -> None:
    attendance = ask_in_vain()
    mail_unreached(clock.now())
    answered = Client().post(address_of(attendance), {"svar": "ja", "start": "2026-01-01T00:00+00:00"})
    assert answered.status_code == 422
    assert "Kvällen har ändrats" in answered.content.decode()
    attendance.refresh_from_db()
    assert attendance.state == AttendanceState.ASKED


def test_page_is_gone_when_the_night_begins_and_unknown_without_a_link() -> None:
    attendance = ask_in_vain()
    mail_unreached(clock.now())
    address = address_of(attendance)
    Attendance.objects.filter(pk=attendance.pk).update(starts_at=clock.now() - timedelta(minutes=1))
    assert (Client().get(address).status_code, post_answer(attendance, "ja").status_code) == (410, 410)
    assert Client().get(reverse("scheduling:answer", args=["x" * 43])).status_code == 404


def test_page_of_someone_taken_off_or_forgotten_is_gone() -> None:
    attendance = ask_in_vain()
    mail_unreached(clock.now())
    address = address_of(attendance)
    forget_volunteer(attendance.volunteer, now=clock.now())
    assert Client().get(address).status_code == 410


def test_form_on_the_page_is_guarded_like_every_form() -> None:
    attendance = ask_in_vain()
    mail_unreached(clock.now())
    assert Client(enforce_csrf_checks=True).post(address_of(attendance), {"svar": "ja"}).status_code == 403
