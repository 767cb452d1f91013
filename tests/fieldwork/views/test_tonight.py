"""Tonight's board: what it says of each group, who sees which, and what an alarm does to it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from fieldwork.domain.alarms.policies import Policies
from fieldwork.domain.alarms.stepping import open_overdue
from fieldwork.domain.history import record
from fieldwork.enums import FieldEventKind
from fieldwork.models import Alarm, Walk
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import Shift
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    InboundFactory,
    MunicipalityFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from tests.factories.fieldwork import DutyTurnFactory, HostDutyFactory, WalkFactory, WalkLogFactory, out_with
from volunteers.models import Municipality, User

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=4)
MIDNIGHT = datetime(2026, 10, 16, 22, 0, tzinfo=UTC)
LATE = ENDS + timedelta(minutes=22)
PAGE = "/ikvall"


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Lyktköping")
    return made


@pytest.fixture
def maria(town: Municipality) -> User:
    user: User = coordinator_of(town)
    user.name = "Maria Ekström"
    user.save()
    return user


@pytest.fixture(autouse=True)
def _at_midnight() -> Iterator[None]:
    with time_machine.travel(MIDNIGHT, tick=False):
        yield


def group(town: Municipality, place: str, *, people: int = 3, **fields: object) -> Shift:
    association = AssociationFactory(municipality=town, contact_number="")
    shift: Shift = ShiftFactory(association=association, route__district__name=place, confirmed_count=people, **fields)
    for n in range(people):
        name = f"Karin{place} Öberg" if n == 0 else f"Person{n} {place}"
        AttendanceFactory(shift=shift, volunteer=member_of(association, name=name), is_leader=n == 0, state="confirmed")
    return shift


def out(shift: Shift, **fields: object) -> Walk:
    walk: Walk = WalkFactory(shift=shift, **fields)
    for attendance in shift.attendances.order_by("pk"):
        check_in = out_with(walk, attendance)
        if walk.home_at:
            check_in.home_at = walk.home_at
            check_in.save()
    return walk


def overdue(shift: Shift) -> Alarm:
    out(shift, due_home_at=ENDS)
    open_overdue([shift.pk], policies=Policies(), now=ENDS + timedelta(minutes=15))
    return Alarm.objects.get(shift=shift)


def read(client: Client, to: str = PAGE, **headers: str) -> str:
    answer = client.get(to, headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def card(page: str, shift: Shift) -> str:
    return page.split(f'id="grupp-{shift.pk}"')[1].split("</article>", maxsplit=1)[0]


def test_group_that_is_out_says_until_when_who_leads_and_what_was_last_heard(
    client: Client, town: Municipality, maria: User
) -> None:
    shift = group(town, "Vårby")
    out(shift)
    leader = shift.attendances.get(is_leader=True).volunteer
    InboundFactory(from_number=leader.mobile, body="allt lugnt", received_at=MIDNIGHT - timedelta(minutes=20))
    client.force_login(maria)
    page = read(client)
    assert "<b>En grupp är ute. Ingen är sen.</b>" in page
    found = card(page, shift)
    assert "Vårby</a> <small>3 ute</small>" in found
    assert "Ute <small>till 00.30</small>" in found
    assert "Ledare KarinVårby Öberg<br>Senast hörd 23.40: <q>allt lugnt</q>" in found
    assert f'href="tel:{leader.mobile}"' in found


def test_what_the_group_did_last_counts_as_heard(client: Client, town: Municipality, maria: User) -> None:
    shift = group(town, "Vårby")
    out(shift)
    leader = shift.attendances.get(is_leader=True).volunteer
    origin = Origin(Door.PERSONAL)
    record(shift, FieldEventKind.EXTENDED, origin=origin, now=MIDNIGHT - timedelta(minutes=4), by=leader)
    record(shift, FieldEventKind.STEP, origin=Origin(Door.CLOCK), now=MIDNIGHT)
    client.force_login(maria)
    assert "Senast hörd 23.56: fick mer tid" in card(read(client), shift)


def test_states_stand_in_order_of_trouble(client: Client, town: Municipality, maria: User) -> None:
    places = {
        "Hemma": group(town, "Hemma", starts_at=STARTS - timedelta(hours=2)),
        "Ute": group(town, "Ute"),
        "Glömd": group(town, "Glömd"),
        "Samlas": group(town, "Samlas", starts_at=MIDNIGHT + timedelta(minutes=30)),
        "Inställd": group(town, "Inställd", state="cancelled", cancel_reason="snöstorm"),
        "Sen": group(town, "Sen", starts_at=STARTS - timedelta(hours=1)),
    }
    out(places["Hemma"], state="home", home_at=MIDNIGHT - timedelta(minutes=10))
    out(places["Ute"])
    out(places["Sen"])
    client.force_login(maria)
    page = read(client)
    words = [page.split('<p class="word">')[n].split(" <small>")[0] for n in range(1, 7)]
    assert words == ["Försenad", "Inte ute än", "Samlas", "Ute", "Hemma", "Inställd"]
    assert "Sen behöver någon nu." in page
    assert "skulle gå 20.30" in card(page, places["Glömd"])
    assert "alla 3" in card(page, places["Hemma"])
    assert "Hemma <small>23.50</small>" in card(page, places["Hemma"])
    assert "Loggen är inte skriven än" in card(page, places["Hemma"])
    assert "snöstorm" in card(page, places["Inställd"])


def test_too_small_a_group_stands_out_before_it_goes_and_while_it_is_out(
    client: Client, town: Municipality, maria: User
) -> None:
    gathering = group(town, "Samlas", people=1, starts_at=MIDNIGHT + timedelta(minutes=30))
    walking = group(town, "Ute", people=1)
    out(walking)
    client.force_login(maria)
    page = read(client)
    assert "För få för att gå: 1 av 2" in card(page, gathering)
    assert "Bara 1 ute" in card(page, walking)


def test_alarm_stands_on_top_with_its_ladder_and_is_in_the_title(
    client: Client, town: Municipality, maria: User
) -> None:
    shift = group(town, "Vårby")
    overdue(shift)
    client.force_login(maria)
    with time_machine.travel(LATE, tick=False):
        page = read(client)
    assert "<title>Vårby är 22 min sen · I kväll · Lykta</title>" in page
    assert "Skulle vara hemma 00.30. Tre är ute. Ingen har tagit larmet." in page
    assert "Larmtrappan för Vårby" in page
    ladder = page.split('<ol class="ladder">')[1].split("</ol>")[0]
    assert "<time>00.30</time>" in ladder
    assert "Planerad hemkomst" in ladder
    assert "<b>Gruppens ledare: KarinVårby Öberg</b>KarinVårby Öberg: sms på väg." in ladder
    assert '<li class="next"><time>00.50</time>' in ladder
    assert "Hela gruppen" in ladder
    assert "Polisen 114 14" in ladder
    assert "Se larmtrappan" in card(page, shift)


def test_whoever_takes_the_alarm_is_named_and_can_hand_it_back(client: Client, town: Municipality, maria: User) -> None:
    shift = group(town, "Vårby")
    alarm = overdue(shift)
    client.force_login(maria)
    with time_machine.travel(LATE, tick=False):
        taken = client.post(reverse("fieldwork:take_alarm", args=[alarm.pk]))
        assert (taken.status_code, taken["Location"]) == (303, f"/ikvall?grupp={shift.pk}")
        page = read(client)
        assert "Du har larmet." in page
        assert "Maria Ekström tog larmet 00.52." in page
        assert "Jag tar det" not in page
        assert "Trappan vilar till 01.07." in page
        assert 'data-loud=""' in page
        client.post(reverse("fieldwork:give_back_alarm", args=[alarm.pk]))
        page = read(client)
    assert "Trappan går vidare nu." in page
    assert "Ingen har tagit larmet." in page
    assert f'data-loud="{alarm.pk}:open"' in page


def test_alarm_is_resolved_by_somebody_who_has_spoken_with_the_group(
    client: Client, town: Municipality, maria: User
) -> None:
    shift = group(town, "Vårby")
    alarm = overdue(shift)
    client.force_login(maria)
    to = reverse("fieldwork:resolve_alarm", args=[alarm.pk])
    with time_machine.travel(LATE, tick=False):
        refused = client.post(to, {"spoken_with": "Karins röstbrevlåda"})
        assert (refused.status_code, "Röstbrevlåda räknas inte." in refused.content.decode()) == (422, True)
        assert 'value="Karins röstbrevlåda"' in refused.content.decode()
        empty = client.post(to, {"spoken_with": ""})
        assert (empty.status_code, "Det här behövs." in empty.content.decode()) == (422, True)
        assert client.post(to, {"spoken_with": "Karin"}).status_code == 303
        page = read(client)
    assert "Larmet är löst, och alla som fick det får veta." in page
    assert "<title>I kväll · Lykta</title>" in page
    assert "Hemma <small>00.52</small>" in card(page, shift)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.resolved_by, alarm.resolution) == ("resolved", "Maria Ekström", "Pratat med Karin.")


def test_alarm_that_is_over_says_so_to_whoever_comes_late(client: Client, town: Municipality, maria: User) -> None:
    alarm = overdue(group(town, "Vårby"))
    client.force_login(maria)
    with time_machine.travel(LATE, tick=False):
        client.post(reverse("fieldwork:resolve_alarm", args=[alarm.pk]), {"spoken_with": "Karin"})
        for name in ("take_alarm", "resolve_alarm"):
            client.post(reverse(f"fieldwork:{name}", args=[alarm.pk]), {"spoken_with": "Karin"})
            assert "Larmet är redan löst." in read(client)


def test_alarm_of_the_night_before_stays_until_it_is_resolved(client: Client, town: Municipality, maria: User) -> None:
    shift = group(town, "Vårby")
    overdue(shift)
    still_out = group(town, "Skogås")
    out(still_out)
    client.force_login(maria)
    with time_machine.travel(ENDS + timedelta(hours=14), tick=False):
        page = read(client)
    assert "Lördag 17 oktober" in page
    assert "Vårby är 14 timmar sen" in page
    assert "Försenad" in card(page, still_out)


def test_until_noon_the_night_is_last_nights(client: Client, town: Municipality, maria: User) -> None:
    shift = group(town, "Vårby")
    client.force_login(maria)
    with time_machine.travel(datetime(2026, 10, 17, 9, 59, tzinfo=UTC), tick=False):
        assert "Checkade aldrig ut" in card(read(client), shift)
    with time_machine.travel(datetime(2026, 10, 17, 10, 0, tzinfo=UTC), tick=False):
        assert "Ingen grupp är planerad i kväll." in read(client)


def test_people_of_the_chosen_group_and_whom_to_ring(client: Client, town: Municipality, maria: User) -> None:
    first, second = group(town, "Vårby"), group(town, "Skogås", people=4)
    out(first)
    walk = out(second)
    gone = walk.check_ins.order_by("pk").last()
    assert gone is not None
    gone.home_at = MIDNIGHT - timedelta(minutes=30)
    gone.save()
    DutyTurnFactory(municipality=town, name="Maria Ekström", number="+46701740612")
    HostDutyFactory(municipality=town, name="Lag city", number="+46846500421", starts_at=STARTS, ends_at=ENDS)
    client.force_login(maria)
    page = read(client, f"{PAGE}?grupp={second.pk}")
    people = page.split('id="ute"')[1]
    assert "Skogås, personer" in people
    assert people.count("Ut 20.30") == 3
    assert "Hemma 23.30" in people
    assert "3 ute, 1 hemma" in card(page, second)
    contacts = page.split('id="kontakter"')[1].split("</section>")[0]
    assert contacts.index("Ledare Skogås") < contacts.index("Trygghetsvärdar till 00.30")
    assert "Ledare Vårby" in contacts
    assert 'Samordnare i jour · <span class="num tel">070-174 06 12</span>' in contacts
    assert 'href="tel:112"' in contacts
    assert "värdar</small>" in page


def test_logs_of_the_night_stand_in_one_line_each(client: Client, town: Municipality, maria: User) -> None:
    shift = group(town, "Skogås", starts_at=STARTS - timedelta(hours=2))
    out(shift, state="home", home_at=MIDNIGHT - timedelta(hours=1))
    log = WalkLogFactory(shift=shift, mood="uneasy", met="11_30")
    log.occurrences.create(kind="fight", count=2)
    client.force_login(maria)
    page = read(client)
    assert "Orolig, träffade 11–30 unga, 2 bråk." in page
    assert "Loggen är inskickad" in card(page, shift)


def test_leader_sees_their_own_groups_and_nobody_elses_alarms(client: Client, town: Municipality) -> None:
    own, other = group(town, "Vårby"), group(town, "Skogås")
    alarm = overdue(other)
    out(own)
    client.force_login(leader_of(own.association))
    with time_machine.travel(LATE, tick=False):
        page = read(client)
        assert [f'id="grupp-{shift.pk}"' in page for shift in (own, other)] == [True, False]
        assert "Skogås" not in page
        statuses = [
            client.post(reverse(f"fieldwork:{name}", args=[alarm.pk])).status_code
            for name in ("take_alarm", "give_back_alarm", "resolve_alarm")
        ]
    assert statuses == [404, 404, 404]


def test_stranger_sees_nothing_and_visitor_signs_in_first(client: Client, town: Municipality) -> None:
    shift = group(town, "Vårby")
    assert client.get(PAGE).status_code == 302
    client.force_login(coordinator_of(MunicipalityFactory()))
    assert f'id="grupp-{shift.pk}"' not in read(client)


def test_board_answers_304_until_something_is_to_be_said(client: Client, town: Municipality, maria: User) -> None:
    shift = group(town, "Vårby")
    out(shift)
    client.force_login(maria)
    first = client.get(PAGE, headers={"HX-Request": "true"})
    assert "<html" not in first.content.decode()
    etag = {"HX-Request": "true", "If-None-Match": first["ETag"]}
    with time_machine.travel(MIDNIGHT + timedelta(minutes=5), tick=False):
        assert client.get(PAGE, headers=etag).status_code == 304
    with time_machine.travel(ENDS, tick=False):
        answer = client.get(PAGE, headers=etag)
    assert (answer.status_code, "Väntas hem" in answer.content.decode()) == (200, True)


def test_words_of_a_group_are_quoted_as_words(client: Client, town: Municipality, maria: User) -> None:
    shift = group(town, "Vårby")
    out(shift)
    leader = shift.attendances.get(is_leader=True).volunteer
    InboundFactory(from_number=leader.mobile, body="<b>hej</b> " * 20, received_at=MIDNIGHT)
    client.force_login(maria)
    assert f"<q>{escape(('<b>hej</b> ' * 20)[:60])}…</q>" in card(read(client), shift)


def test_board_stands_first_in_the_menu(client: Client, town: Municipality, maria: User) -> None:
    client.force_login(maria)
    nav = read(client).split('<nav class="nav"')[1]
    assert nav.index('href="/ikvall" aria-current="page"') < nav.index("Säsongen")


@pytest.mark.parametrize("count", [1, 3])
def test_board_costs_the_same_however_many_groups(
    client: Client, town: Municipality, maria: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        shift = group(town, f"Plats {n}")
        out(shift)
        record(shift, FieldEventKind.OUT, origin=Origin(Door.PERSONAL), now=MIDNIGHT, by=member_of(shift.association))
        HostDutyFactory(municipality=town, name=f"Lag {n}", starts_at=STARTS, ends_at=ENDS)
        WalkLogFactory(shift=shift)
    client.force_login(maria)
    read(client)
    with django_assert_num_queries(13):
        read(client)


@pytest.mark.parametrize("count", [1, 3])
def test_board_of_alarms_costs_the_same_however_many(
    client: Client, town: Municipality, maria: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        overdue(group(town, f"Plats {n}"))
    client.force_login(maria)
    with time_machine.travel(LATE, tick=False), django_assert_num_queries(19):
        read(client)
