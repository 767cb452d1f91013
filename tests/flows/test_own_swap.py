"""The whole story of a swap that two volunteers make between them: asked on the page, answered by text, seen by all."""

from datetime import timedelta

import pytest
from django.test import Client

from messaging.domain.outbox import send_due
from messaging.gateways import clock
from messaging.gateways.memory import MemoryGateway
from scheduling.domain.last_look import review
from scheduling.enums import AttendanceState, HandOverState
from scheduling.models import Attendance, HandOver, Shift
from tests.factories import AttendanceFactory, ShiftFactory, leader_of, member_of
from tests.scheduling.own_pages import let_in, shown_on
from tests.support.provider import post_inbound
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
SIZES = {"crew_min": 2, "crew_target": 2, "crew_max": 2, "leaders_needed": 0, "confirmed_count": 1}


def last_text_to(person: Volunteer, provider: MemoryGateway) -> str:
    send_due(review=review)
    return [text.body for text in provider.texts if text.to == person.mobile][-1]


def walking(shift: Shift, name: str, number: str) -> Attendance:
    person = member_of(shift.association, name=name, mobile=number)
    place: Attendance = AttendanceFactory(shift=shift, volunteer=person, state=AttendanceState.CONFIRMED)
    return place


def test_two_swap_nights_between_them(sms_provider: MemoryGateway) -> None:
    now = clock.now()
    first: Shift = ShiftFactory(starts_at=now + timedelta(days=5), **SIZES)
    second: Shift = ShiftFactory(association=first.association, starts_at=now + timedelta(days=12), **SIZES)
    anna, bo = walking(first, "Anna Ek", "+46701740614"), walking(second, "Bo Alm", "+46701740615")
    annas_phone, bos_phone, office = Client(), Client(), Client()
    annas, bos = let_in(annas_phone, anna.volunteer, now=now), let_in(bos_phone, bo.volunteer, now=now)
    office.force_login(leader_of(first.association))

    here = f"{annas}/kvall/{anna.pk}/byt"
    assert here in shown_on(annas_phone, annas)
    assert "Fråga Bo" in shown_on(annas_phone, here)
    said = annas_phone.post(here, {"with_whom": f"byt-{bo.pk}"}, follow=True).content.decode()
    assert "Du står kvar tills Bo säger ja." in said

    question = last_text_to(bo.volunteer, sms_provider)
    assert question.startswith("Hej Bo! Vill du byta kväll med Anna? Du går ")
    assert "Vill du byta kväll med Anna?" in shown_on(bos_phone, bos)
    assert "Bo fick" in office.get(f"/pass/{first.pk}").content.decode()

    code = Attendance.objects.get(shift=first, volunteer=bo.volunteer).reply_code
    assert post_inbound(from_number=bo.volunteer.mobile, body=f"Ja {code}").status_code == 200
    assert HandOver.objects.get().state == HandOverState.TAKEN
    for place, other in ((anna, second), (bo, first)):
        assert last_text_to(place.volunteer, sms_provider).startswith("Bytet är klart, ")
        place.refresh_from_db()
        assert place.state == AttendanceState.DECLINED
        new = Attendance.objects.get(shift=other, volunteer=place.volunteer)
        phone, address = (annas_phone, annas) if place is anna else (bos_phone, bos)
        assert [night.pk for night in phone.get(address).context["nights"] if night.has_place] == [new.pk]
        assert "Du är med" in shown_on(phone, f"{address}?kvall={new.pk}")
    assert list(Shift.objects.order_by("pk").values_list("confirmed_count", flat=True)) == [1, 1]


def test_a_no_leaves_the_place_with_its_owner_who_can_ask_another(sms_provider: MemoryGateway) -> None:
    now = clock.now()
    first: Shift = ShiftFactory(starts_at=now + timedelta(days=5), **SIZES)
    second: Shift = ShiftFactory(association=first.association, starts_at=now + timedelta(days=12), **SIZES)
    anna, bo = walking(first, "Anna Ek", "+46701740614"), walking(second, "Bo Alm", "+46701740615")
    third: Shift = ShiftFactory(association=first.association, starts_at=now + timedelta(days=19), **SIZES)
    cia = walking(third, "Cia Dal", "+46701740616")
    phone = Client()
    mine = let_in(phone, anna.volunteer, now=now)
    here = f"{mine}/kvall/{anna.pk}/byt"
    phone.post(here, {"with_whom": f"byt-{bo.pk}"})
    code = Attendance.objects.get(shift=first, volunteer=bo.volunteer).reply_code
    post_inbound(from_number=bo.volunteer.mobile, body=f"Nej {code}")
    assert "Bo kunde inte ta" in last_text_to(anna.volunteer, sms_provider)
    page = shown_on(phone, here)
    assert ["Fråga Bo" in page, "Fråga Cia" in page] == [False, True]
    phone.post(here, {"with_whom": f"byt-{cia.pk}"})
    assert "Vill du byta kväll med Anna?" in last_text_to(cia.volunteer, sms_provider)
