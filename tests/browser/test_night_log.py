"""The log on a phone of 360 points, with the network cut in the middle: what is typed survives, and comes once."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page, expect

from fieldwork.models import WalkLog
from scheduling.domain.personal_links import make_personal_link, revoke_personal_links
from tests.browser.conftest import THEMES, OpenPage, look_over, until
from tests.browser.phone import KEPT, wait_until_kept
from tests.fieldwork.nights import HOME, Night, walked_night

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360
SCOPES = "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => new URL(one.scope).pathname))"
WORKER_HAS_SENT = """(night) => navigator.serviceWorker.dispatchEvent(
  new MessageEvent("message", { data: { night, kept: location.pathname + location.search } }))"""
WAITING = "window.lyktaOutbox?.all().then((all) => all.map(({ night, state }) => [night, state]))"


@pytest.fixture(autouse=True)
def _home() -> Iterator[None]:
    with time_machine.travel(HOME):
        yield


@pytest.fixture
def night() -> Night:
    return walked_night()


@pytest.fixture
def own(night: Night) -> str:
    return f"/jag/{make_personal_link(night.leader, now=HOME)}"


@pytest.fixture
def log(night: Night, own: str) -> str:
    return f"{own}/kvall/{night.karin.pk}/logg"


def wait_until_nothing_is_kept(page: Page) -> None:
    until(page, KEPT, becomes=[])
    until(page, SCOPES, becomes=[])


def pass_gate(page: Page) -> None:
    page.get_by_role("button", name="Ja, det är jag").click()


def at_log(open_page: OpenPage, log: str, **options: object) -> Page:
    """Through the gate, which leads on to the log; when this returns, the phone has kept the page."""
    page = open_page(log, width=PHONE, **options)
    pass_gate(page)
    page.get_by_role("heading", name="Tack för i natt, Karin!").wait_for()
    if options.get("script", True):
        wait_until_kept(page, log, f"{log.removesuffix('logg')}iakttagelse")
    return page


@pytest.mark.parametrize("theme", THEMES)
def test_log_is_accessible_and_no_wider_than_the_phone(open_page: OpenPage, log: str, theme: str) -> None:
    page = at_log(open_page, log, theme=theme)
    page.get_by_label("Alkohol").first.check()
    page.get_by_text("Orolig för ett barn?").click()
    look_over(page)


def test_log_is_told_with_a_thumb_and_counts_how_far_it_has_come(open_page: OpenPage, log: str) -> None:
    page = at_log(open_page, log)
    expect(page.get_by_text("1 av 6 delar klara")).to_be_visible()
    expect(page.get_by_text("Sparat i telefonen.")).to_be_hidden()
    page.get_by_text("Livlig").click()
    page.get_by_text("11–30").click()
    page.get_by_role("button", name="Öka Situationer vi lugnade").click(click_count=2)
    page.get_by_label("Alkohol").first.check()
    page.get_by_label("Var? Plats, aldrig person Alkohol").fill("parkeringen")
    page.get_by_label("Ingen", exact=True).check()
    page.get_by_label("Bra att veta till nästa gång").fill("Vit moped ABC 123 körde fort")
    expect(page.get_by_text("Det ser ut som ett registreringsnummer.")).to_be_visible()
    page.get_by_role("button", name="Skicka loggen").click()
    expect(page.get_by_label("Bra att veta till nästa gång")).to_be_focused()
    page.get_by_label("Bra att veta till nästa gång").fill("Mopeder körde fort, Anna såg det")
    page.get_by_label("Det är inget namn, skicka ändå").check()
    expect(page.get_by_text("6 av 6 delar klara")).to_be_visible()
    page.get_by_role("button", name="Skicka loggen").click()
    expect(page.get_by_role("heading", name="Loggen är skickad")).to_be_visible()
    log_kept = WalkLog.objects.get()
    assert (log_kept.mood, log_kept.met, log_kept.note) == ("lively", "11_30", "Mopeder körde fort, Anna såg det")
    assert [(one.kind, one.count, one.place) for one in log_kept.occurrences.all()] == [
        ("calmed", 2, ""),
        ("alcohol", 1, "parkeringen"),
    ]
    until(page, WAITING, becomes=[])


def test_network_is_cut_in_the_middle_and_the_log_comes_once_when_it_is_back(
    open_page: OpenPage, night: Night, log: str
) -> None:
    page = at_log(open_page, log)
    page.get_by_text("Orolig", exact=True).click()
    page.context.set_offline(True)
    page.get_by_label("Bra att veta till nästa gång").fill("Glas vid lekplatsen")
    until(page, WAITING, becomes=[[str(night.karin.pk), "draft"]])
    page.reload()
    expect(page.get_by_text("Det du skrev förut finns kvar här.")).to_be_visible()
    expect(page.get_by_label("Bra att veta till nästa gång")).to_have_value("Glas vid lekplatsen")
    page.get_by_role("button", name="Skicka loggen").click()
    expect(page.get_by_text("Sparat i telefonen. Skickas när du har nät igen.")).to_be_visible()
    assert WalkLog.objects.count() == 0
    page.reload()
    expect(page.get_by_text("Sparat i telefonen. Skickas när du har nät igen.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Loggen är skickad")).to_be_visible()
    kept = WalkLog.objects.get()
    assert (kept.mood, kept.note, kept.revision) == ("uneasy", "Glas vid lekplatsen", 1)
    until(page, WAITING, becomes=[])


def test_log_that_waits_longer_than_the_gate_is_sent_when_the_gate_is_passed_again(
    open_page: OpenPage, log: str, own: str
) -> None:
    page = at_log(open_page, log)
    page.get_by_text("Lugn", exact=True).click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Skicka loggen").click()
    expect(page.get_by_text("Sparat i telefonen.")).to_be_visible()
    cookies = [one for one in page.context.cookies() if one["name"] != "lykta_jag"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # a dict of the same shape
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Är du Karin?")).to_be_visible()
    assert WalkLog.objects.count() == 0
    pass_gate(page)
    expect(page.get_by_text("Loggen som väntade i telefonen är skickad.")).to_be_visible()
    assert WalkLog.objects.get().mood == "calm"


def test_thanks_are_not_loaded_anew_when_the_worker_has_sent_the_log_too(
    open_page: OpenPage, night: Night, log: str
) -> None:
    page = at_log(open_page, log)
    page.get_by_text("Lugn", exact=True).click()
    page.get_by_role("button", name="Skicka loggen").click()
    expect(page.get_by_role("heading", name="Loggen är skickad")).to_be_visible()
    page.wait_for_load_state()
    page.evaluate(WORKER_HAS_SENT, str(night.karin.pk))
    assert page.evaluate("fetch(location.href).then((answer) => answer.ok)")  # which a page on its way would not say


def test_own_page_tells_that_the_worker_has_sent_the_log(open_page: OpenPage, night: Night, own: str) -> None:
    page = open_page(own, width=PHONE)
    pass_gate(page)
    page.get_by_role("heading", name="Hej Karin").wait_for()
    page.wait_for_load_state()
    told = page.get_by_text("Loggen som väntade i telefonen är skickad.")
    expect(told).to_be_hidden()
    page.evaluate(WORKER_HAS_SENT, str(night.karin.pk))
    expect(told).to_be_visible()


def test_phone_keeps_the_pages_of_one_person_and_the_files_they_need_and_nothing_else(
    open_page: OpenPage, night: Night, log: str, own: str
) -> None:
    page = at_log(open_page, log)
    assert page.evaluate(SCOPES) == [own]
    page.goto(own)
    page.goto("/bli-nattvandrare")
    page.goto(log)
    kept = page.evaluate(KEPT)
    observe = f"{own}/kvall/{night.karin.pk}/iakttagelse"
    assert [one for one in kept if not one.startswith("/static/")] == [observe, log]
    page.context.set_offline(True)
    page.goto(own)
    expect(page.get_by_role("heading", name="Inget nät")).to_be_visible()
    assert [word for word in ("Karin", "Vårby", "Johan") if word in page.content()] == []


def test_no_at_the_gate_takes_all_of_it_away(open_page: OpenPage, log: str, own: str) -> None:
    page = at_log(open_page, log)
    page.context.clear_cookies()
    page.goto(own)
    page.get_by_role("button", name="Nej").click()
    wait_until_nothing_is_kept(page)


def test_what_is_on_its_way_when_the_phone_forgets_is_not_kept_after(open_page: OpenPage, log: str) -> None:
    page = at_log(open_page, log)
    page.evaluate(
        """async (log) => {
          const { active } = await navigator.serviceWorker.ready;
          active.postMessage({ keep: { pages: [log] } });
          active.postMessage({ forget: true });
        }""",
        log,
    )
    wait_until_nothing_is_kept(page)
    page.wait_for_timeout(1500)  # an answer that was on its way has come by now
    assert page.evaluate(KEPT) == []


def test_link_that_has_ended_takes_all_of_it_away(open_page: OpenPage, night: Night, log: str, own: str) -> None:
    page = at_log(open_page, log)
    revoke_personal_links(night.leader, now=HOME)
    page.goto(log)
    expect(page.get_by_role("heading", name="Länken gäller inte längre")).to_be_visible()
    wait_until_nothing_is_kept(page)


def test_end_of_all_texts_takes_all_of_it_away(open_page: OpenPage, log: str, own: str) -> None:
    page = at_log(open_page, log)
    page.goto(own)
    page.locator("#avsluta summary").click()
    page.locator("#avsluta form button").last.click()
    wait_until_nothing_is_kept(page)


def test_log_without_a_script(open_page: OpenPage, log: str) -> None:
    page = at_log(open_page, log, script=False)
    page.get_by_role("radio", name="Lugn").check()
    page.get_by_label("Bra att veta till nästa gång").fill("Glas vid lekplatsen")
    page.get_by_role("button", name="Skicka loggen").click()
    expect(page.get_by_role("heading", name="Loggen är skickad")).to_be_visible()
    assert WalkLog.objects.get().note == "Glas vid lekplatsen"


def test_what_is_noted_on_the_way_stands_in_the_log_and_nothing_typed_is_lost(open_page: OpenPage, log: str) -> None:
    page = at_log(open_page, log)
    page.get_by_label("Bra att veta till nästa gång").fill("Glas vid lekplatsen")
    until(page, f"{WAITING}.then((all) => all.length > 0)")
    part = page.locator("#platsen")
    page.context.set_offline(True)
    part.get_by_role("link", name="Notera").click()
    page.get_by_role("radio", name="Klotter").check()
    page.get_by_role("textbox", name="Var?").fill("Gaveln")
    page.get_by_role("button", name="Notera").click()
    expect(page.locator("#i-telefonen")).to_contain_text("Sparat i telefonen.")
    page.get_by_role("link", name="Till loggen").click()
    expect(page.get_by_label("Bra att veta till nästa gång")).to_have_value("Glas vid lekplatsen")
    expect(part.get_by_text("I telefonen ligger 1 till.")).to_be_visible()
    page.context.set_offline(False)
    expect(part.get_by_text("I telefonen ligger 1 till.")).to_be_hidden()
    page.reload()
    expect(part.get_by_text("Noterat: 1")).to_be_visible()
    expect(part.get_by_text("Gaveln")).to_be_visible()
    expect(page.get_by_label("Bra att veta till nästa gång")).to_have_value("Glas vid lekplatsen")
    look_over(page)
