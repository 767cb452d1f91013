"""`python -m bench.screenshots`: pictures of every page of the demo town, at two widths, by day and by night.

Pages are found by following links, one of each kind, so a new page is among the pictures as soon as anything leads to
it. The town runs on a database of its own and is stopped afterwards. docs/board.png, which README shows, is made too.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from demo.domain.accounts import ACCOUNTS, PASSWORD

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "screenshots"
BOARD = ROOT / "docs" / "board.png"
WIDTHS = (390, 1280)
THEMES = ("light", "dark")
NOWHERE = "/finns-inte"
LINKS = "Array.from(document.querySelectorAll('a[href]'), link => new URL(link.href))"
OURS = f"{LINKS}.filter(url => url.origin === location.origin && !url.pathname.includes('.')).map(url => url.pathname)"
FIRST_PORT, LAST_PORT = 18400, 18500


def main() -> int:
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as port, sync_playwright() as playwright:
        browser = open_browser(playwright)
        web = f"http://127.0.0.1:{port}"
        picture_all(signed_out(browser, web), "visitor")
        for account in ACCOUNTS:
            page = signed_in(browser, web, account.email)
            picture_all(page, account.email.partition("@")[0])
        picture_board(page)
        picture(signed_out(browser, f"http://127.0.0.1:{port + 1}"), "/", "phones")
        browser.close()
    print(f"{len(list(PICTURES.iterdir()))} pictures in {PICTURES.name}/, and {BOARD.relative_to(ROOT)}")
    return 0


def open_browser(playwright: Playwright) -> Browser:
    """LYKTA_TEST_CHROMIUM, or one on the PATH. Its fields for dates and times follow LANGUAGE."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("LYKTA_TEST_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    options = ["--no-sandbox", "--disable-gpu", "--lang=sv-SE"]
    return playwright.chromium.launch(executable_path=path, args=options, env={**os.environ, "LANGUAGE": "sv_SE"})


@contextmanager
def running_demo(folder: Path) -> Iterator[int]:
    """`manage.py run` on two free ports in a row; yields the first once the town has been built."""
    port = next(port for port in range(FIRST_PORT, LAST_PORT, 2) if is_free(port) and is_free(port + 1))
    ours = {"LYKTA_DEMO": "1", "LYKTA_DATA_DIR": str(folder), "PORT": str(port)}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LYKTA_", "DATABASE_"))}
    command = [sys.executable, "manage.py", "run"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment | ours, stdout=subprocess.PIPE, text=True)
    try:
        said = []
        for line in process.stdout or ():
            said.append(line)
            if "Ctrl-C stops everything" in line:
                break
        else:
            raise RuntimeError("".join(said))
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def signed_out(browser: Browser, origin: str) -> Page:
    return browser.new_context(base_url=origin, locale="sv-SE").new_page()


def signed_in(browser: Browser, origin: str, email: str) -> Page:
    page = signed_out(browser, origin)
    page.goto("/konto/login/")
    page.locator("#ledare [name=login]").fill(email)
    page.locator("#ledare [name=password]").fill(PASSWORD)
    page.locator("#ledare [type=submit]").click()
    page.wait_for_url("**/pass")
    return page


def picture_all(page: Page, who: str) -> None:
    waiting, known = ["/", "/pass", "/konto/password/reset/", "/api/v1/docs", NOWHERE], set[str]()
    while waiting:
        path = waiting.pop(0)
        kind = re.sub(r"\d+|[0-9a-f-]{36}", "n", path)
        if kind in known:
            continue
        known.add(kind)
        picture(page, path, f"{who}{kind.rstrip('/').replace('/', '-') or '-start'}")
        waiting += page.evaluate(OURS)


def picture(page: Page, path: str, name: str) -> None:
    answer = page.goto(path)
    if answer is None or answer.status != (404 if path == NOWHERE else 200):
        raise RuntimeError(f"{path}: {answer and answer.status}")
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=PICTURES / f"{name}-{width}-{theme}.png", full_page=True, animations="disabled")


def picture_board(page: Page) -> None:
    page.goto("/pass")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.screenshot(path=BOARD, animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
