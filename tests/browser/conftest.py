"""A real Chromium before a real server. `open_page` signs someone in and opens a page, `look_over` judges it."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.services import chromium_path
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
WIDTHS = (1280, 390)
THEMES = ("light", "dark")

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, so Django would refuse the database although nothing is async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """`open_page(path, user=None, width=1280, theme="light", script=True)`; fails on any error in the console."""
    pages: list[Page] = []
    complaints: list[str] = []

    def complain(words: str) -> None:
        # A refusal with its reason is answered 422, which the browser's console also tells of.
        if "422" not in words:
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
    assert complaints == []


def look_over(page: Page) -> None:
    """No finding of axe-core, and nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
