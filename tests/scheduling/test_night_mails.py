"""Nights in the calendars of those who have e-mail: by mail, once for each change, and read as calendars read them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from icalendar import Calendar

from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox import send_due
from messaging.enums import Channel, OutboundState, Reason
from messaging.gateways import clock
from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed, confirm_attendance, decline_attendance, make_leader
from scheduling.domain.changes.values import NightValues, values_of
from scheduling.domain.feeds.words import host
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.last_look import review
from scheduling.domain.leaving import release_forgotten
from scheduling.domain.night_mails import mail_nights
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.routes import save_route
from scheduling.domain.shifts import cancel_shift, revise_shift
from scheduling.enums import Door
from scheduling.models import Attendance, MailedNight, Route, Shift
from tests.factories import ShiftFactory, member_of
from volunteers.domain.people import forget_volunteer, revise_volunteer
from volunteers.models import Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms_provider")]
BY_LEADER = Origin(Door.PAGE)


class Client:
    """A calendar program that does as RFC 5546 says with what comes by mail."""

    def __init__(self) -> None:
        self.events: dict[str, Any] = {}
        self.methods: list[str] = []

    def read_mail(self) -> None:
        for letter in mail.outbox[len(self.methods) :]:
            calendar = Calendar.from_ical(calendar_in(letter))
            method = str(calendar["METHOD"])
            assert calendar_part(letter).get_param("method") == method
            self.methods.append(method)
            event: Any = only(calendar.walk("VEVENT"))
            known = self.events.get(str(event["UID"]))
            if known is None or event["SEQUENCE"] > known["SEQUENCE"]:
                self.events[str(event["UID"])] = event

    @property
    def shown(self) -> list[Any]:
        return [event for event in self.events.values() if event["STATUS"] != "CANCELLED"]


def calendar_part(letter: Any) -> Message:
    part: Message = only([part for part in letter.message().walk() if part.get_content_type() == "text/calendar"])
    return part


def calendar_in(letter: Any) -> bytes:
    body = calendar_part(letter).get_payload(decode=True)
    assert isinstance(body, bytes)
    return body


def only(found: Sequence[Any]) -> Any:
    [one] = found
    return one


@pytest.fixture
def calendar() -> Client:
    return Client()


def person_on(shift: Shift, **more: Any) -> Volunteer:
    anna: Volunteer = member_of(
        shift.association, **{"name": "Anna Lind", "mobile": "+46701740614", "email": "anna@lykta.example"} | more
    )
    return anna


def night() -> Shift:
    shift: Shift = ShiftFactory(starts_at=clock.now() + timedelta(days=3), note="Portkod 1234")
    return shift


def confirmed(shift: Shift | None = None, **more: Any) -> Attendance:
    shift = shift or night()
    return add_confirmed(shift, person_on(shift, **more), origin=BY_LEADER, now=clock.now())


def work() -> int:
    """What the clock does each minute: returns how many mails were queued."""
    queued = mail_nights(clock.now())
    send_due(clock.now(), review=review)
    return queued


def move(shift: Shift, **changed: Any) -> None:
    shift = Shift.objects.get(pk=shift.pk)
    values = values_of(shift)
    after = NightValues(**{**vars(values), **changed})
    revise_shift(
        shift,
        route=Route.objects.get(pk=after.route),
        kind=after.kind,
        starts_at=after.starts_at,
        ends_at=after.ends_at,
        crew=after.crew,
        note=after.note,
        origin=BY_LEADER,
        now=clock.now(),
    )


def test_a_yes_is_mailed_once_with_the_night_for_the_calendar(calendar: Client) -> None:
    shift = night()
    [asked] = invite_volunteers(shift, [person_on(shift)], origin=BY_CLOCK, now=clock.now())
    assert work() == 0  # a question is asked by text alone
    confirm_attendance(asked, origin=BY_CLOCK, now=clock.now())
    assert (work(), work()) == (1, 0)
    [letter] = mail.outbox
    assert letter.to == ["anna@lykta.example"]
    assert letter.subject.startswith("Nattvandring ")
    assert "Hej Anna!\n\nTack, du är med:\n\nNattvandring " in letter.body
    calendar.read_mail()
    [event] = calendar.shown
    assert calendar.methods == ["REQUEST"]
    assert (event["UID"], event["STATUS"]) == (f"shift-{shift.uuid}@{host()}", "CONFIRMED")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (
        shift.starts_at.replace(microsecond=0),
        shift.ends_at.replace(microsecond=0),
    )
    assert event["ATTENDEE"] == "mailto:anna@lykta.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ORGANIZER"].params["CN"] == shift.association.name
    attached = [part for part in letter.message().walk() if part.get_filename() == "nattvandring.ics"]
    assert [part.get_payload(decode=True) for part in attached] == [calendar_in(letter)]


def test_nothing_but_the_persons_own_stands_in_the_mail() -> None:
    shift = night()
    confirmed(shift)
    confirmed(shift, name="Bo Ek", mobile="+46701740615", email="")
    work()
    [letter] = mail.outbox
    said = letter.body + calendar_in(letter).decode().replace("\r\n ", "")
    for secret in ("1234", "Portkod", "Bo", "0701740614", "070-174", "+467"):
        assert secret not in said
    assert said.count("mailto:") == 2


def test_moved_and_cancelled_night_is_moved_and_taken_out_by_one_uid(calendar: Client) -> None:
    attendance = confirmed()
    shift, later = attendance.shift, attendance.starts_at + timedelta(hours=1)
    work()
    move(shift, starts_at=later, ends_at=later + timedelta(hours=3))
    assert (work(), work()) == (1, 0)
    calendar.read_mail()
    [event] = calendar.shown
    assert (event["DTSTART"].dt, event["STATUS"]) == (later.replace(microsecond=0), "TENTATIVE")
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert mail.outbox[-1].subject.startswith("Ändrat: ")
    assert "vi behöver veta om du kan ändå" in mail.outbox[-1].body
    confirm_attendance(attendance, origin=BY_LEADER, now=clock.now())
    work()
    calendar.read_mail()
    assert [event["STATUS"] for event in calendar.shown] == ["CONFIRMED"]
    cancel_shift(shift, origin=BY_LEADER, now=clock.now())
    assert (work(), work()) == (1, 0)
    calendar.read_mail()
    assert (calendar.methods, calendar.shown, len(calendar.events)) == (["REQUEST"] * 3 + ["CANCEL"], [], 1)
    assert mail.outbox[-1].subject.startswith("Inställt: ")


def test_withdrawn_person_who_comes_back_has_the_night_again(calendar: Client) -> None:
    attendance = confirmed()
    work()
    decline_attendance(attendance, origin=BY_LEADER, now=clock.now())
    work()
    calendar.read_mail()
    assert (calendar.methods, calendar.shown) == (["REQUEST", "CANCEL"], [])
    assert "Du står inte längre på den här kvällen" in mail.outbox[-1].body
    confirm_attendance(attendance, origin=BY_LEADER, now=clock.now())
    work()
    calendar.read_mail()
    assert [event["STATUS"] for event in calendar.shown] == ["CONFIRMED"]


def test_mails_that_come_in_the_wrong_order_leave_the_right_event(calendar: Client) -> None:
    attendance = confirmed()
    work()
    cancel_shift(attendance.shift, origin=BY_LEADER, now=clock.now())
    work()
    mail.outbox.reverse()
    calendar.read_mail()
    assert calendar.shown == []


def test_new_meeting_point_and_leader_are_mailed_and_other_changes_are_not(calendar: Client) -> None:
    attendance = confirmed()
    work()
    move(attendance.shift, note="Ta med västarna")
    confirmed(attendance.shift, name="Bo Ek", mobile="+46701740615", email="")
    assert work() == 0
    route = attendance.shift.route
    route.meeting_point = "Kyrkan"
    save_route(route, line=[], now=clock.now())
    make_leader(attendance, is_leader=True, origin=BY_LEADER, now=clock.now())
    assert work() == 1  # both at once
    calendar.read_mail()
    [event] = calendar.shown
    assert str(event["LOCATION"]).startswith("Kyrkan")
    assert "Du är ledare." in str(event["DESCRIPTION"])
    assert "Samling vid Kyrkan" in mail.outbox[-1].body


def test_change_before_the_mail_left_takes_its_place() -> None:
    attendance = confirmed()
    mail_nights(clock.now())
    later = attendance.starts_at + timedelta(hours=1)
    move(attendance.shift, starts_at=later, ends_at=later + timedelta(hours=3))
    confirm_attendance(attendance, origin=BY_LEADER, now=clock.now())
    work()
    [letter] = mail.outbox
    assert "Tack, du är med" in letter.body
    first = OutboundMessage.objects.filter(channel=Channel.EMAIL).earliest("pk")
    assert (first.state, first.reason) == (OutboundState.DROPPED, Reason.CHANGED)


def test_night_that_never_left_is_not_taken_back() -> None:
    attendance = confirmed()
    mail_nights(clock.now())
    cancel_shift(attendance.shift, origin=BY_LEADER, now=clock.now())
    work()
    work()
    assert mail.outbox == []


def test_people_without_mail_get_none_until_they_have_it(calendar: Client) -> None:
    attendance = confirmed(email="")
    assert work() == 0
    revise_volunteer(attendance.volunteer, email="anna@lykta.example", now=clock.now())
    assert (work(), work()) == (1, 0)
    revise_volunteer(attendance.volunteer, email="anna.lind@lykta.example", now=clock.now())
    assert (work(), work()) == (1, 0)
    calendar.read_mail()
    assert [event["ATTENDEE"] for event in calendar.shown] == ["mailto:anna.lind@lykta.example"]


def test_stop_to_texts_silences_no_mail() -> None:
    record_opt_out("+46701740614", source="sms", now=clock.now())
    confirmed()
    work()
    assert len(mail.outbox) == 1


def test_names_with_signs_of_their_own_are_read_back_equal() -> None:
    shift = night()
    shift.association.name = 'Söder; lag 1, "Åsö"\nvuxna'
    shift.association.save()
    confirmed(shift, name="Ann: Mari; Ek, x")
    work()
    event = only(Calendar.from_ical(calendar_in(mail.outbox[0])).walk("VEVENT"))
    assert event["ORGANIZER"].params["CN"] == "Söder; lag 1, 'Åsö' vuxna"
    assert event["ATTENDEE"].params["CN"] == "Ann: Mari; Ek, x"
    assert "\n" not in mail.outbox[0].subject


def test_nights_that_are_over_are_left_in_peace(calendar: Client) -> None:
    attendance = confirmed()
    work()
    after = attendance.ends_at + timedelta(minutes=1)
    Attendance.objects.update(state="withdrawn")
    assert mail_nights(after) == 0


def test_forgotten_person_leaves_no_mail_and_gets_none() -> None:
    attendance = confirmed()
    work()
    forget_volunteer(attendance.volunteer, now=clock.now())
    release_forgotten(clock.now())
    assert work() == 0
    assert (len(mail.outbox), OutboundMessage.objects.count(), MailedNight.objects.get().mail) == (1, 0, None)


def test_it_takes_one_question_to_see_that_nothing_is_new(django_assert_num_queries: Any) -> None:
    for number in range(3):
        confirmed(mobile=f"+4670174061{number}", name=f"Anna {number}")
    work()
    with django_assert_num_queries(1):
        assert mail_nights(clock.now()) == 0


def test_mail_server_that_is_away_gets_the_mail_later(sms_provider: MemoryGateway, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.scheduling.test_night_mails.Away"
    confirmed()
    work()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (mail.outbox, mail_nights(clock.now())) == ([], 0)
    send_due(clock.now() + timedelta(hours=1), review=review)
    assert len(mail.outbox) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_mail_each_night_once() -> None:
    shift = night()
    for number in range(4):
        confirmed(shift, mobile=f"+4670174061{number}", name=f"Anna {number}", email=f"anna{number}@lykta.example")

    def mail_all(_number: int) -> int:
        try:
            return mail_nights(clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        queued = sum(pool.map(mail_all, range(6)))
    kept = OutboundMessage.objects.filter(channel=Channel.EMAIL)
    assert (queued, kept.count(), MailedNight.objects.count()) == (4, 4, 4)


class Away:
    def __init__(self, **_settings: Any) -> None:
        pass

    def open(self) -> None:
        raise ConnectionRefusedError

    def close(self) -> None:
        pass
