"""A real Chromium before a real server. `open_page` signs someone in and opens a page, `look_over` judges it."""

import os
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Error, Locator, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.services import chromium_path
from tests.support.processes import wait_until
from volunteers.models import User

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CUT = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "net::ERR_CONNECTION_RESET")
KNOWN = ("422", *CUT, "status of 503", "status of 410")
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
PATIENCE = 30_000.0  # milliseconds, as Playwright has for all but what is expected
ACTS = ("check", "click", "fill", "focus", "press", "press_sequentially", "select_option", "tap", "uncheck")

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, so Django would refuse the database although nothing is async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module", autouse=True)
def _hands_wait_for_the_page() -> Iterator[None]:
    """Nobody presses before the page has come. One that opens at a place in it (#kvall) takes the focus there when its
    styles have come, and scripts take hold after the words are seen: what a test did before that could be lost."""

    def patient(act: Callable[..., object]) -> Callable[..., object]:
        def acted(at: Locator, *args: object, **kwargs: object) -> object:
            at.page.wait_for_load_state()
            return act(at, *args, **kwargs)

        return acted

    with pytest.MonkeyPatch.context() as patch:
        for act in ACTS:
            patch.setattr(Locator, act, patient(getattr(Locator, act)))
        yield


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """`open_page(path, user=None, width=1280, theme="light", script=True)`; fails on any error in the console."""
    pages: list[Page] = []
    complaints: list[str] = []

    def complain(words: str) -> None:
        # A refusal with its reason is answered 422, which the browser's console also tells of; and so it does of a
        # network that a test has cut, of what the phone says then, and of a link that a test has ended.
        if not any(known in words for known in KNOWN):
            complaints.append(words)

    def opened(
        path: str, *, user: User | None = None, width: int = 1280, theme: str = "light", script: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            locale="sv-SE",
            java_script_enabled=script,
            reduced_motion="reduce",  # a color is looked at when it is there, not on its way
        )
        if user is not None:
            client = Client()
            client.force_login(user)
            value = client.cookies["sessionid"].value
            host = urlparse(live_server.url).hostname or ""
            context.add_cookies([{"name": "sessionid", "value": value, "domain": host, "path": "/"}])
        page = context.new_page()
        page.on("console", lambda said: complain(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complain(str(error)))
        page.goto(path)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.context.close()
    assert wait_until(nobody_is_answered), "the server goes on answering a page that is closed"
    assert complaints == []


def nobody_is_answered() -> bool:
    """An answer on its way to a page that is closed may still write, while the tables are being emptied."""
    return not any("process_request_thread" in thread.name for thread in threading.enumerate())


def look_over(page: Page) -> None:
    """No finding of axe-core, and nothing wider than the screen, once all of the page has come."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def until(page: Page, asked: str, arg: object = None, *, becomes: object = True) -> None:
    """Wait until the script says so. It may promise its answer, which `wait_for_function` would take for a yes."""
    said: list[object] = []

    def is_so() -> bool:
        try:
            said[:] = [page.evaluate(asked, arg)]
        except Error as error:
            if "navigation" not in error.message:
                raise
            return False  # the page has gone on to the next
        return said == [becomes]

    assert wait_until(is_so), f"{asked} says {said}"
