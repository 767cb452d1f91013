"""From the start page to the walk, for somebody new: an open night, a code, a form, an association's yes."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from messaging.domain.one_time_codes import code_of
from messaging.domain.outbox import send_due
from messaging.gateways.memory import MemoryGateway
from scheduling.domain.last_look import review
from scheduling.enums import AttendanceState
from scheduling.models import Attendance, RememberedNight, Shift
from scheduling.tasks import sign_up_newcomers
from tests.factories import leader_of
from tests.scheduling.newcomers import WRITTEN, YASMIN
from tests.scheduling.open_nights.town import MONDAY, Town, terms
from tests.scheduling.rota import sms
from volunteers.models import Interest, NumberProof, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def last_text(provider: MemoryGateway) -> str:
    send_due(MONDAY, review=review)
    return next(text.body for text in reversed(provider.texts) if text.to == YASMIN)


def wanted_from_start_page(client: Client, number: str) -> str:
    """The page after the code, reached by the links and forms that a visitor meets."""
    page = client.get("/").content.decode()
    where = "/oppet/kvall/" + page.partition('href="/oppet/kvall/')[2].partition('"')[0]
    code_page = client.post(where, {"number": number}).headers["Location"]
    code = code_of(NumberProof.objects.latest("pk").uuid)
    return client.post(code_page, {"code": code}, follow=True).content.decode()


def accept(association_leader: Client) -> None:
    page = association_leader.get("/folk/vill-ga-med").content.decode()
    association_leader.post(page.partition('formaction="')[0].rpartition('action="')[2].partition('"')[0])


def test_somebody_new_gets_the_night_they_chose(client: Client, sms_provider: MemoryGateway) -> None:
    town = Town()
    night: Shift = town.night()
    leader = Client()
    leader.force_login(leader_of(town.club))
    assert "Välkommen. Du är ny här." in wanted_from_start_page(client, YASMIN)
    to_form = client.post(f"/oppet/kvall/{night.uuid}/bli").headers["Location"]
    form = client.get(to_form)
    assert form.status_code == 200
    codes = NumberProof.objects.count()
    done = client.post(to_form, WRITTEN | {"district": str(town.district.pk)}, follow=True)
    assert ("Tack, Yasmin" in done.content.decode(), NumberProof.objects.count()) == (True, codes)
    assert Interest.objects.get().number == YASMIN

    sign_up_newcomers()
    assert not Attendance.objects.exists()
    accept(leader)
    assert last_text(sms_provider).startswith("Välkommen Yasmin!")
    sign_up_newcomers()
    yasmin = Volunteer.objects.get(mobile=YASMIN)
    assert Attendance.objects.get().volunteer == yasmin
    assert last_text(sms_provider).startswith("Tack Yasmin, du är med fre 16/10!")
    assert not RememberedNight.objects.exists()
    sms(yasmin, "nej tyvärr", now=MONDAY)
    assert Attendance.objects.get().state == AttendanceState.DECLINED


def test_leader_who_answers_first_sees_the_newcomer_in_the_inbox(client: Client, sms_provider: MemoryGateway) -> None:
    town = Town()
    terms(town.club, asks_leader=True)
    night = town.night()
    leader = Client()
    leader.force_login(leader_of(town.club))
    wanted_from_start_page(client, YASMIN)
    to_form = client.post(f"/oppet/kvall/{night.uuid}/bli").headers["Location"]
    client.post(to_form, WRITTEN | {"district": str(town.district.pk)})
    accept(leader)
    assert last_text(sms_provider).startswith("Välkommen Yasmin!")
    sign_up_newcomers()
    inbox = leader.get("/inkorg").content.decode()
    assert ("Vill gå en öppen kväll" in inbox, "Yasmin" in inbox) == (True, True)
    where = inbox.partition('action="/inkorg/vill-ga/')[2].partition('"')[0]
    leader.post(f"/inkorg/vill-ga/{where}", {"svar": "ja"})
    assert Attendance.objects.get().state == AttendanceState.CONFIRMED
    assert last_text(sms_provider).startswith("Tack Yasmin, du är med fre 16/10!")


def test_whoever_takes_it_back_leaves_no_night_behind(client: Client) -> None:
    town = Town()
    night = town.night()
    wanted_from_start_page(client, YASMIN)
    to_form = client.post(f"/oppet/kvall/{night.uuid}/bli").headers["Location"]
    client.post(to_form, WRITTEN | {"district": str(town.district.pk)})
    assert RememberedNight.objects.count() == 1
    client.post("/bli-nattvandrare/angra")
    assert (RememberedNight.objects.count(), Interest.objects.count()) == (0, 0)
