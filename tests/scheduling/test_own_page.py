"""A volunteer's own page: what its gate keeps, what it shows to whom, and what is done from it."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.domain.opt_outs import is_opted_out, record_opt_out
from messaging.models import OutboundMessage
from scheduling.domain.attendance import confirm_attendance
from scheduling.domain.personal_links import VALID_FOR, make_personal_link, revoke_personal_links
from scheduling.enums import AttendanceState, Door, ShiftState
from scheduling.models import Attendance, CallTask
from tests.factories import AttendanceFactory, ShiftFactory, member_of
from tests.scheduling.own_pages import let_in, link_to, shown_on
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def rota() -> Rota:
    """Anna is asked to a night in Vårby that Karin leads."""
    rota = make_rota(0, note="Vi möts i foajén")
    rota.shift.association.name = "Vårby vuxna på stan"
    rota.shift.association.save()
    rota.shift.route.instructions = "Gå inte genom tunneln"
    rota.shift.route.save()
    karin = member_of(rota.shift.association, name="Karin Öberg", mobile="+46701740612")
    anna = member_of(rota.shift.association, name="Anna Lindqvist", mobile="+46701740613")
    rota.people = [anna, karin]
    [asked] = rota.ask(karin, as_leader=True)
    confirm_attendance(asked, origin=BY_LEADER, now=MONDAY)
    rota.ask(anna)
    return rota


@pytest.fixture
def anna(rota: Rota) -> Volunteer:
    return rota.people[0]


def answer(client: Client, address: str, night: Attendance, word: str, **changed: str) -> tuple[int, str]:
    """What the page says when the night in focus is answered as its form does it."""
    page = client.get(f"{address}?kvall={night.pk}")
    given = {"svar": word, "start": page.context["focus"].shown_as} | changed
    told = client.post(f"{address}/kvall/{night.pk}", given, follow=True)
    return told.status_code, told.content.decode()


def test_gate_shows_a_first_name_and_nothing_else(anna: Volunteer, client: Client) -> None:
    answered = client.get(link_to(anna))
    page = answered.content.decode()
    told = ["Lindqvist", "Vårby", "Karin", "070-174", "+4670", "20.30", "oktober", "biblioteket"]
    assert ("Är du Anna?" in page, [word for word in told if word in page]) == (True, [])
    assert (answered.headers["Cache-Control"], answered.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert 'content="noindex"' in page


def test_link_that_is_sent_on_meets_the_gate_whatever_stands_behind_it(anna: Volunteer, client: Client) -> None:
    address = let_in(client, anna)
    assert "Karin undrar om du kan gå" in shown_on(client, address)
    for sent_on in (address, f"{address}?kvall=1", f"{address}?visa=1"):
        assert "Karin" not in shown_on(Client(), sent_on)


def test_no_says_kindly_that_the_link_is_anothers_and_shows_nothing(anna: Volunteer, client: Client) -> None:
    address = let_in(client, anna)
    page = client.post(address, {"vem": "nej"}).content.decode()
    assert ["Du kan kasta den." in page, "Anna" in page, "Vårby" in page] == [True, False, False]
    assert "Är du Anna?" in shown_on(client, address)


def test_nothing_is_done_before_the_gate(rota: Rota, anna: Volunteer, client: Client) -> None:
    address, night = link_to(anna), rota.attendance(anna)
    for act in (f"kvall/{night.pk}", "avsluta", "borja"):
        refused = client.post(f"{address}/{act}", {"svar": "ja"})
        assert (refused.status_code, refused.headers["Location"]) == (303, address)
    assert (rota.state(anna), is_opted_out(anna.mobile)) == (AttendanceState.ASKED, False)


def test_acts_are_posted_and_guarded_against_other_sites(rota: Rota, anna: Volunteer, client: Client) -> None:
    address, night = let_in(client, anna), rota.attendance(anna)
    acts = [f"{address}/{act}" for act in (f"kvall/{night.pk}", "avsluta", "borja")]
    assert [client.get(act).status_code for act in acts] == [405] * 3
    strict = Client(enforce_csrf_checks=True)
    assert [strict.post(act).status_code for act in [address, *acts]] == [403] * 4


def test_gate_of_one_page_lets_nobody_into_anothers(rota: Rota, anna: Volunteer, client: Client) -> None:
    let_in(client, rota.people[1])
    [passed] = [morsel for morsel in client.cookies.values() if morsel.key == "lykta_jag"]
    forged = Client()
    forged.cookies["lykta_jag"] = passed.value
    assert "Är du Anna?" in shown_on(forged, link_to(anna))


def test_night_of_somebody_else_does_not_exist(rota: Rota, anna: Volunteer, client: Client) -> None:
    address, karins = let_in(client, anna), rota.attendance(rota.people[1])
    assert client.post(f"{address}/kvall/{karins.pk}", {"svar": "nej"}).status_code == 404
    assert rota.state(rota.people[1]) == AttendanceState.CONFIRMED


def test_unknown_link_is_not_found_and_an_old_one_tells_how_to_get_another(anna: Volunteer, client: Client) -> None:
    assert client.get("/jag/abcdefghijklmnopqrstuvwxyz").status_code == 404
    gone = client.get(link_to(anna, now=MONDAY - VALID_FOR))
    page = gone.content.decode()
    assert (gone.status_code, "Svara SIDA" in page, "Anna" in page) == (410, True, False)


def test_yes_and_regret_change_what_the_leader_sees(rota: Rota, anna: Volunteer, client: Client) -> None:
    address, night = let_in(client, anna), rota.attendance(anna)
    status, page = answer(client, address, night, "ja")
    assert (status, "Du är med" in page, rota.state(anna)) == (200, True, AttendanceState.CONFIRMED)
    rota.shift.refresh_from_db()
    assert (rota.shift.confirmed_count, rota.shift.events.latest("pk").door) == (2, Door.PERSONAL)
    status, page = answer(client, address, night, "nej")
    assert (status, "Du kan inte den här kvällen." in page) == (200, True)
    assert texts_to(anna) == ["ask", "confirmed", "declined"]


def test_number_and_notes_are_for_those_who_have_a_place(rota: Rota, anna: Volunteer, client: Client) -> None:
    address, secrets = let_in(client, anna), ["+46701740612", "070-174 06 12", "foajén", "tunneln"]
    assert [word for word in secrets if word in shown_on(client, address)] == []
    _status, page = answer(client, address, rota.attendance(anna), "ja")
    assert [word for word in secrets if word in page] == secrets
    assert "Du går med Karin." in page
    assert "Öberg" not in page


def test_crew_that_is_full_has_a_queue_with_ones_place_in_it(rota: Rota, anna: Volunteer, client: Client) -> None:
    mehmet = member_of(rota.shift.association, name="Mehmet Demir")
    rota.ask(mehmet)
    type(rota.shift).objects.filter(pk=rota.shift.pk).update(crew_safe=2, crew_min=2, crew_target=2, crew_max=2)
    confirm_attendance(rota.attendance(mehmet), origin=BY_LEADER, now=MONDAY)
    status, page = answer(client, let_in(client, anna), rota.attendance(anna), "ja")
    assert (status, "du står på reservlistan" in page, "Du står först på tur" in page) == (200, True, True)
    assert "foajén" not in page


def test_night_that_was_moved_meanwhile_is_read_again(rota: Rota, anna: Volunteer, client: Client) -> None:
    address, night = let_in(client, anna), rota.attendance(anna)
    status, page = answer(client, address, night, "ja", start="2026-10-16T17:00+00:00 1")
    assert (status, "Kvällen har ändrats sedan du öppnade sidan." in page) == (422, True)
    assert rota.state(anna) == AttendanceState.ASKED


def test_what_stands_in_the_way_is_said(rota: Rota, anna: Volunteer, client: Client) -> None:
    address, night = let_in(client, anna), rota.attendance(anna)
    shown = client.get(address).context["focus"].shown_as
    other = ShiftFactory(association=rota.shift.association, route=rota.shift.route)
    AttendanceFactory(shift=other, volunteer=anna, state=AttendanceState.CONFIRMED)
    refused = client.post(f"{address}/kvall/{night.pk}", {"svar": "ja", "start": shown})
    assert (refused.status_code, "går redan ett annat pass" in refused.content.decode()) == (422, True)


def test_nights_are_listed_with_how_they_stand(rota: Rota, anna: Volunteer, client: Client) -> None:
    week = timedelta(weeks=1)
    for weeks, state in ((1, "confirmed"), (2, "waiting"), (3, "declined"), (4, "withdrawn")):
        shift = ShiftFactory(
            association=rota.shift.association, route=rota.shift.route, starts_at=rota.shift.starts_at + weeks * week
        )
        AttendanceFactory(shift=shift, volunteer=anna, state=state, waiting_since=MONDAY)
    cancelled = ShiftFactory(association=rota.shift.association, route=rota.shift.route, state=ShiftState.CANCELLED)
    AttendanceFactory(shift=cancelled, volunteer=anna, state="asked")
    page = client.get(let_in(client, anna))
    assert [(one.word, one.line) for one in page.context["nights"]] == [
        ("Svara", "20.30–00.30"),
        ("Du går", "20.30–00.30"),
        ("Reservlista", "Du står först på tur"),
        ("Du kan inte", "19.30–23.30"),  # the clock has been put back
    ]
    assert "En fråga väntar på ditt svar." in page.content.decode()


def test_question_that_waits_for_its_day_is_not_shown_before(rota: Rota, anna: Volunteer, client: Client) -> None:
    Attendance.objects.filter(volunteer=anna).update(asked_at=MONDAY + timedelta(days=1))
    page = shown_on(client, let_in(client, anna))
    assert ["Ingen fråga väntar på dig" in page, "Du har inga kvällar på gång." in page] == [True, True]


def test_walks_of_the_season_are_thanked_for(rota: Rota, anna: Volunteer, client: Client) -> None:
    for days in (3, 10, 100):
        walked = ShiftFactory(
            association=rota.shift.association,
            route=rota.shift.route,
            state=ShiftState.DONE,
            starts_at=MONDAY - timedelta(days=days),
        )
        AttendanceFactory(shift=walked, volunteer=anna, state=AttendanceState.CONFIRMED)
    assert "Du har gått 2 kvällar i höst. Tack för det!" in shown_on(client, let_in(client, anna))


def test_end_on_the_page_is_stopp_by_text(rota: Rota, anna: Volunteer, client: Client) -> None:
    address = let_in(client, anna)
    page = client.post(f"{address}/avsluta", follow=True).content.decode()
    assert ["Du får inga fler sms från oss." in page, "Få sms igen" in page] == [True, True]
    assert is_opted_out(anna.mobile)
    assert texts_to(anna) == ["ask", "stopped"]
    assert CallTask.objects.get().attendance == rota.attendance(anna)
    client.post(f"{address}/avsluta")
    assert texts_to(anna) == ["ask", "stopped"]
    page = client.post(f"{address}/borja", follow=True).content.decode()
    assert ["Nu får du våra sms igen." in page, is_opted_out(anna.mobile)] == [True, False]


def test_texts_that_stopped_elsewhere_can_be_had_again(anna: Volunteer, client: Client) -> None:
    record_opt_out(anna.mobile, source="sms", now=MONDAY)
    assert "Du har sagt stopp till sms" in shown_on(client, let_in(client, anna))


def test_page_is_in_the_persons_language_unless_the_browser_has_chosen(anna: Volunteer, client: Client) -> None:
    Volunteer.objects.filter(pk=anna.pk).update(text_language="en")
    assert '<html lang="en"' in shown_on(client, link_to(anna))
    client.cookies["django_language"] = "sv"
    assert '<html lang="sv"' in shown_on(client, link_to(anna))
    Volunteer.objects.filter(pk=anna.pk).update(text_language="so")
    assert '<html lang="sv"' in shown_on(Client(), link_to(anna))


def test_whom_to_ring_is_the_association_until_there_is_a_leader_of_ones_own(
    rota: Rota, anna: Volunteer, client: Client
) -> None:
    address, association = let_in(client, anna), rota.shift.association
    assert "Ring samordnaren" in shown_on(client, address)
    association.contact_name, association.contact_number = "Johan Ek", "+46701740633"
    association.save()
    assert "Ring Johan" in shown_on(client, address)
    _status, page = answer(client, address, rota.attendance(anna), "ja")
    assert ["Ring Karin" in page, "Ring Johan" in page] == [True, False]


def test_page_costs_a_fixed_number_of_queries(rota: Rota, anna: Volunteer, client: Client) -> None:
    address, counts = let_in(client, anna), []
    for weeks in range(4):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
        shift = ShiftFactory(
            association=rota.shift.association,
            route=rota.shift.route,
            starts_at=rota.shift.starts_at + timedelta(weeks=weeks + 1),
        )
        AttendanceFactory(shift=shift, volunteer=anna, state=AttendanceState.CONFIRMED)
    assert len(set(counts)) == 1


def test_link_for_a_browser_is_made_without_a_text(anna: Volunteer) -> None:
    make_personal_link(anna, now=MONDAY)
    assert OutboundMessage.objects.filter(to_number=anna.mobile, kind="page").count() == 0


def test_whoever_is_the_associations_contact_is_not_told_to_ring_themselves(
    rota: Rota, anna: Volunteer, client: Client
) -> None:
    association = rota.shift.association
    association.contact_name, association.contact_number = anna.name, anna.mobile
    association.save()
    association.municipality.contact_number = "+46701740610"
    association.municipality.save()
    page = shown_on(client, let_in(client, anna))
    assert ("Ring samordnaren" in page, "Ring Anna" in page) == (True, False)


def test_gate_leads_on_to_the_page_that_was_asked_for_and_nowhere_else(anna: Volunteer, client: Client) -> None:
    address = link_to(anna)
    asked = client.get(f"{address}/kvall/12/logg")
    assert asked.url == f"{address}?till=%2Fkvall%2F12%2Flogg"  # type: ignore[attr-defined]  # of a redirect
    gate = client.get(asked.url)  # type: ignore[attr-defined]  # of a redirect
    assert f'action="{address}?till=%2Fkvall%2F12%2Flogg"' in gate.content.decode()
    assert client.post(asked.url, {"vem": "ja"}).url == f"{address}/kvall/12/logg"  # type: ignore[attr-defined]  # of a redirect
    for elsewhere in ("//lykta.example", "/../../pass", "https://lykta.example", "/kvall/12?x=1"):
        onward = client.post(f"{address}?{urlencode({'till': elsewhere})}", {"vem": "ja"}).url  # type: ignore[attr-defined]  # of a redirect
        assert onward == address


def test_page_leads_to_the_log_of_a_walk_that_ended_lately(anna: Volunteer, client: Client) -> None:
    walked = [
        AttendanceFactory(
            shift__state=ShiftState.DONE,
            shift__starts_at=MONDAY - timedelta(hours=hours),
            volunteer=anna,
            state=AttendanceState.CONFIRMED,
        )
        for hours in (14, 90)
    ]
    address = let_in(client, anna)
    body = shown_on(client, address)
    assert [f"{address}/kvall/{one.pk}/logg" in body for one in walked] == [True, False]


def test_pages_that_end_it_let_the_phone_forget_what_it_kept(anna: Volunteer, client: Client) -> None:
    address, forgets = let_in(client, anna), "js/phone-forget.js"
    assert forgets not in shown_on(client, address)
    assert forgets in client.post(f"{address}/avsluta", follow=True).content.decode()
    assert forgets in client.post(address, {"vem": "nej"}).content.decode()
    revoke_personal_links(anna, now=MONDAY)
    assert forgets in shown_on(client, address)
