"""What a phone has kept of somebody's own pages, asked of the page that is open on it."""

from playwright.sync_api import Page

from tests.browser.conftest import until

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  return found.sort();
}"""
LACKS = f"""async (pages) => {{
  const kept = await ({KEPT})();
  const here = [...document.querySelectorAll("link[rel=stylesheet], script[src], link[rel=icon]")];
  const later = document.querySelector("meta[name=lykta-worker]").dataset.files.split(" ").filter(Boolean);
  const needed = [...pages, ...here.map((one) => one.href || one.src), ...later];
  return needed.map((one) => new URL(one, location).pathname).filter((path) => !kept.includes(path));
}}"""


def wait_until_kept(page: Page, *pages: str) -> None:
    """Until these pages would open without network, with every file that they need; they are kept one by one."""
    until(page, LACKS, list(pages), becomes=[])
