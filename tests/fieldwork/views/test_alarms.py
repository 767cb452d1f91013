"""The page behind the link in a text about an alarm, and the municipality's own ladder."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fieldwork.domain.alarms.policies import PANIC_WORDS
from fieldwork.enums import AlarmState
from fieldwork.models import AlarmPolicy, Walk
from messaging.domain.personal_links import page_token_of
from messaging.domain.sent_words import words_sent
from messaging.models import OutboundMessage
from tests.factories import AttendanceFactory, MunicipalityFactory, coordinator_of, leader_of
from tests.fieldwork.domain.alarms.test_sweeping import OVERDUE, sweep_until
from tests.fieldwork.overdue import ASSOCIATION, COORDINATOR, LEADER, MINUTE, Group, group_out

pytestmark = pytest.mark.django_db
ASKED = OVERDUE + 16 * MINUTE


@pytest.fixture
def group() -> Group:
    """Overdue, and everybody has been told."""
    found = group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    return found


def link_of(number: str) -> str:
    text = OutboundMessage.objects.filter(to_number=number, kind="alarm_duty", channel="sms").latest("pk")
    return f"/larm/{page_token_of(text.dedupe_key)}"


def press(address: str, what: str, *, at: datetime = ASKED, **more: str) -> int:
    with time_machine.travel(at, tick=False):
        return Client().post(address, {"gor": what, **more}).status_code


def read(address: str, *, at: datetime = ASKED, client: Client | None = None) -> str:
    with time_machine.travel(at, tick=False):
        return (client or Client()).get(address).content.decode()


def test_text_carries_the_link_that_no_row_holds(group: Group) -> None:
    text = OutboundMessage.objects.filter(to_number=ASSOCIATION, kind="alarm_duty", channel="sms").latest("pk")
    assert words_sent(text).endswith(link_of(ASSOCIATION))
    assert link_of(ASSOCIATION) not in text.body


def test_page_says_what_is_known_and_whom_to_ring(group: Group) -> None:
    page = read(link_of(ASSOCIATION))
    assert "Vårby är 31 min sen" in page
    assert "Skulle vara hemma 00.30. Tre ute. Ingen har tagit larmet. Nästa steg 01.05." in page
    for number in (LEADER, ASSOCIATION, COORDINATOR):
        assert f"tel:{number}" in page
    assert "Karin Öberg: sms på väg, rings upp." in page


def test_reading_takes_nothing(group: Group) -> None:
    read(link_of(ASSOCIATION))
    assert group.alarm.state == AlarmState.OPEN


def test_alarm_is_taken_and_resolved_by_whom_was_spoken_with(group: Group) -> None:
    address = link_of(ASSOCIATION)
    assert press(address, "ta") == 303
    assert (group.alarm.state, group.alarm.acknowledged_by) == (AlarmState.ACKNOWLEDGED, "Johan Ek")
    assert "Du har larmet" in read(address)
    assert press(address, "klart", spoken_with="") == 422
    assert press(address, "klart", spoken_with="röstbrevlådan") == 422
    assert press(address, "klart", spoken_with="Karin") == 303
    assert (group.alarm.state, group.alarm.resolution) == (AlarmState.RESOLVED, "Pratat med Karin.")
    assert Walk.objects.get().state == "home"
    with time_machine.travel(ASKED, tick=False):
        answer = Client().get(address)
    assert (answer.status_code, "Larmet är löst" in answer.content.decode()) == (410, True)
    assert LEADER not in answer.content.decode()


def test_only_whoever_has_it_can_end_it(group: Group) -> None:
    assert press(link_of(COORDINATOR), "klart", spoken_with="Karin") == 422
    press(link_of(ASSOCIATION), "ta")
    assert press(link_of(COORDINATOR), "ta") == 422
    assert press(link_of(COORDINATOR), "mer") == 422
    assert group.alarm.acknowledged_by == "Johan Ek"


def test_whoever_has_it_gives_the_group_more_time(group: Group) -> None:
    press(link_of(ASSOCIATION), "ta")
    assert press(link_of(ASSOCIATION), "mer") == 303
    assert group.alarm.state == AlarmState.RESOLVED
    assert Walk.objects.get().due_home_at == ASKED + 30 * MINUTE


def test_alarm_that_is_handed_back_goes_on(group: Group) -> None:
    press(link_of(ASSOCIATION), "ta")
    assert press(link_of(ASSOCIATION), "lamna", at=ASKED + MINUTE) == 303
    assert (group.alarm.state, group.alarm.steps_taken) == (AlarmState.OPEN, 5)


def test_unknown_link_and_unknown_deed(group: Group) -> None:
    assert Client().get(f"/larm/{'a' * 26}").status_code == 404
    assert press(link_of(ASSOCIATION), "annat") == 422


def test_page_is_kept_by_nobody(group: Group) -> None:
    with time_machine.travel(ASKED, tick=False):
        answer = Client().get(link_of(ASSOCIATION))
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


def chosen(**more: str) -> dict[str, str]:
    return {
        "grace_minutes": "10",
        "step_minutes": "6",
        "call_after_minutes": "6",
        "rest_minutes": "20",
        "extend_minutes": "45",
        "most_extensions": "2",
        "panic_words": "larm, sos",
        "drills": "on",
        "rung_leader": "1",
        "rung_group": "1",
        "rung_association_duty": "",
        "rung_coordinator_duty": "3",
        **more,
    }


def test_coordinator_sets_the_ladder() -> None:
    town = MunicipalityFactory()
    client = Client()
    client.force_login(coordinator_of(town))
    address = reverse("fieldwork:alarm_policy", args=[town.pk])
    assert client.post(address, chosen()).status_code == 303
    policy = AlarmPolicy.objects.get()
    assert (policy.grace_minutes, policy.rungs) == (10, [["leader", "group"], ["coordinator_duty"]])
    assert (policy.panic_words, policy.drills, policy.most_extensions) == (["LARM", "SOS"], True, 2)
    assert "LARM SOS" in read(address, client=client)


def test_who_chooses_no_words_for_help_of_their_own_keeps_to_those_of_lykta() -> None:
    town = MunicipalityFactory()
    client = Client()
    client.force_login(coordinator_of(town))
    address = reverse("fieldwork:alarm_policy", args=[town.pk])
    shown = client.get(address).context["form"]["panic_words"].value()
    assert shown.split() == list(PANIC_WORDS)
    assert client.post(address, chosen(panic_words=shown)).status_code == 303
    assert AlarmPolicy.objects.get().panic_words == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"panic_words": "ja"}, "JA betyder redan något annat i ett svar."),
        ({"panic_words": " "}, "Skriv minst ett larmord."),
        ({"step_minutes": "0"}, "step_minutes"),
        ({"rung_coordinator_duty": ""}, "rung_coordinator_duty"),
    ],
)
def test_ladder_that_would_not_work_is_refused(more: dict[str, str], said: str) -> None:
    town = MunicipalityFactory()
    client = Client()
    client.force_login(coordinator_of(town))
    answer = client.post(reverse("fieldwork:alarm_policy", args=[town.pk]), chosen(**more))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not AlarmPolicy.objects.exists()


def test_preview_names_who_would_be_told_and_when() -> None:
    group = group_out()
    town = group.shift.association.municipality
    client = Client()
    client.force_login(coordinator_of(town))
    page = read(reverse("fieldwork:alarm_policy", args=[town.pk]), at=OVERDUE - timedelta(hours=3), client=client)
    for words in (
        "00.30</time>",
        "00.45</time>",
        "Även Karin Öberg får veta.",
        "Även Johan Sandberg, Anna Lindqvist får veta.",
        "Även Johan Ek får veta.",
        "Även samordnaren får veta.",
        "5 personer får veta igen.",
    ):
        assert words in page


def test_preview_of_a_night_nobody_has_gone_out_on_takes_the_crew_of_the_rota() -> None:
    group = group_out()
    group.walk.delete()
    AttendanceFactory(shift=group.shift, state="declined", volunteer__name="Tackat Nej")
    town = group.shift.association.municipality
    client = Client()
    client.force_login(coordinator_of(town))
    page = read(reverse("fieldwork:alarm_policy", args=[town.pk]), at=OVERDUE - timedelta(hours=3), client=client)
    assert "Även Johan Sandberg, Anna Lindqvist får veta." in page
    assert "Tackat" not in page


def test_the_ladder_is_for_coordinators_of_the_municipality() -> None:
    group = group_out()
    town = group.shift.association.municipality
    address = reverse("fieldwork:alarm_policy", args=[town.pk])
    statuses = []
    for user in (leader_of(group.shift.association), coordinator_of(MunicipalityFactory()), coordinator_of(town)):
        client = Client()
        client.force_login(user)
        statuses.append(client.get(address).status_code)
    assert statuses == [404, 404, 200]
    assert Client().get(address).status_code == 302
