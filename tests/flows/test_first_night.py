"""The first night, whole: a list of people in, a walk planned in Chromium, texts by twilio-python, JA from a phone,
the board green, the calendar read by another's parser, the API. Real processes, as `make run` starts them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import requests
import vobject
from django.conf import settings
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from demo.domain.accounts import PASSWORD
from tests.support.running_town import Town, running_town

pytestmark = [pytest.mark.processes, pytest.mark.browser]
NIGHT = date.today() + timedelta(days=24)  # noqa: DTZ011 - the town lives in real time
ASTA, BO, CIA = "+46701740680", "+46701740681", "+46701740682"
PATIENCE = 120_000  # milliseconds, far more than is needed


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("town")) as running:
        yield running


@pytest.fixture
def leader(town: Town, browser: Browser) -> Iterator[Page]:
    """A page where Karin has signed in."""
    context = browser.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{town.web}/konto/login/")
    page.get_by_label("E-post").fill("karin@lykta.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{town.web}/pass")
    yield page
    context.close()


def spreadsheet() -> bytes:
    """What an association keeps: its own headings, its own order, numbers as Excel left them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Mobil", "Efternamn", "Förnamn", "Ledarutbildning till"),
        (701740680, "Alm", "Asta", date(2030, 1, 1)),
        ("070-174 06 81", "Berg", "Bo", None),
        ("+46 (0)70 174 06 82", "Carlsson", "Cia", None),
        ("4.67E+10", "Dahl", "Doris", None),
    ):
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def bring_in_people(page: Page, town: Town) -> None:
    page.goto(f"{town.web}/folk/lista")
    page.locator("input[type=file]").set_input_files(
        {
            "name": "medlemmar.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": spreadsheet(),
        }
    )
    page.get_by_role("button", name="Visa vad som händer").click()
    expect(page.get_by_role("main")).to_contain_text("Kalkylbladet har skrivit om numret till 4.67E+10")
    page.get_by_role("button", name="Läs in").click()
    page.get_by_text("3 personer är inlästa.").wait_for()
    page.goto(f"{town.web}/folk")
    expect(page.get_by_role("main")).to_contain_text("Asta Alm")
    expect(page.get_by_role("main")).not_to_contain_text("Doris Dahl")


def plan_the_walk(page: Page, town: Town) -> str:
    """Plan and publish; returns the address of the shift."""
    page.goto(f"{town.web}/pass/nytt")
    page.get_by_label("Kväll", exact=True).fill(NIGHT.isoformat())
    page.get_by_label("Börjar").fill("21:00")
    page.get_by_label("Slutar").fill("01:00")
    page.get_by_label("Rutt", exact=True).select_option(index=1)
    page.get_by_role("button", name="Spara och publicera").click()
    page.wait_for_url(re.compile(r"/pass/\d+$"))
    return page.url


def ask(page: Page, *names: str, as_leader: bool = False) -> None:
    form = page.locator("#fyll")
    folded = form.locator("summary", has_text=re.compile("^Visa "))
    if folded.count():
        folded.click()
    for name in names:
        form.get_by_label(name).check()
    form.get_by_text("Leda gruppen" if as_leader else "Gå med").click()
    form.get_by_role("button", name=re.compile("^Fråga")).click()
    expect(page.locator("#gruppen")).to_contain_text(names[-1])


def wait_for_text(town: Town, page: Page, number: str, words: str) -> str:
    """The text with these words, once it has come to the phone."""
    for _ in range(PATIENCE // 200):
        found = [text for text in town.texts_to(number) if words in text]
        if found:
            return found[-1]
        page.wait_for_timeout(200)
    raise AssertionError(f"no text with {words!r}; the phone has {town.texts_to(number)}")


def starts_in_feed(page: Page, town: Town) -> list[datetime]:
    """Subscribe to the association's nights and read the feed with vobject."""
    page.goto(f"{town.web}/kalender")
    page.locator("a[href$='/kalender/ny/association']").click()
    page.get_by_role("button", name="Gör länken").click()
    address = page.locator("#lank").input_value()
    feed = requests.get(address, timeout=60)
    assert feed.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return [event.dtstart.value.astimezone(UTC) for event in vobject.readOne(feed.text).vevent_list]


def curl_of_readme() -> tuple[str, str]:
    """The key and the path of the one curl that README promises works."""
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    curl = re.search(r'^curl -H "Authorization: Bearer (\S+)" "http://127\.0\.0\.1:8000(\S+)"$', readme, re.MULTILINE)
    assert curl is not None
    return curl.group(1), curl.group(2)


def test_the_first_night(town: Town, leader: Page) -> None:
    bring_in_people(leader, town)
    shift_url = plan_the_walk(leader, town)
    ask(leader, "Asta Alm", as_leader=True)
    ask(leader, "Bo Berg", "Cia Carlsson")

    question = wait_for_text(town, leader, BO, "Svara JA eller NEJ")
    assert question.startswith("Hej Bo! Nattvandring ")
    assert "kl 21.00-01.00" in question
    assert "Kan du leda gruppen?" in wait_for_text(town, leader, ASTA, "Svara JA eller NEJ")

    town.answer(ASTA, "Ja det gör jag gärna!")
    town.answer(BO, "japp 👍")
    town.answer(CIA, "nä tyvärr")
    assert "du leder" in wait_for_text(town, leader, ASTA, "Tack Asta")
    confirmation = wait_for_text(town, leader, BO, "Tack Bo, du är med")
    assert "Ledare Asta 070-174 06 80" in confirmation
    wait_for_text(town, leader, CIA, "Tack för svaret, Cia.")

    # The page follows by itself, without a reload.
    expect(leader.locator("#gruppen")).to_contain_text("japp 👍", timeout=PATIENCE)
    leader.goto(shift_url)
    ask(leader, "Johan Sandberg")
    wait_for_text(town, leader, "+46701740613", "21.00-01.00")
    code = re.search(r"Svara (JA[ \d]*) eller", wait_for_text(town, leader, "+46701740613", "21.00-01.00"))
    assert code is not None
    town.answer("+46701740613", code.group(1))
    leader.goto(f"{town.web}/pass")
    row = leader.locator(f"article:has(a[href='{shift_url.removeprefix(town.web)}'])")
    expect(row).to_contain_text("Klart", timeout=PATIENCE)
    expect(row).to_contain_text("3 av 4")
    expect(row).to_contain_text("Asta A")

    key, path = curl_of_readme()
    headers = {"Authorization": f"Bearer {key}"}
    assert requests.get(f"{town.web}{path}", headers=headers, timeout=60).status_code == 200
    address = f"{town.web}/api/v1/shifts"
    shifts = requests.get(address, params={"from": NIGHT.isoformat()}, headers=headers, timeout=60).json()
    mine = [one for one in shifts["results"] if one["night"] == NIGHT.isoformat() and one["coverage"]["confirmed"] == 3]
    assert len(mine) == 1
    starts_at = datetime.fromisoformat(mine[0]["starts_at"])
    assert starts_at in starts_in_feed(leader, town)
