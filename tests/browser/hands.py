"""Two ways of working a page: with a mouse, and with nothing but a keyboard. A story is told once and done by both.

The keyboard walks: it never puts the focus anywhere, it presses Tab until it is there, and minds every stop on the way.
"""

from datetime import date, time
from typing import Protocol

import pytest
from playwright.sync_api import Locator, Page, expect

FARTHEST = 400  # stops, on a page of fifty nights with a tick and some links each
WHERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  const label = at.closest("label");
  const shown = label && box.width < 2 ? label.getBoundingClientRect() : box;
  const rings = [at, label].filter(Boolean).map((one) => getComputedStyle(one));
  const middle = [shown.left + Math.min(shown.width / 2, 40), shown.top + Math.min(shown.height / 2, 20)];
  const over = document.elementFromPoint(...middle);
  return {
    name: (at.getAttribute("aria-label") || at.textContent || at.name || at.id).trim().slice(0, 60),
    // Inside a field for a date the browser has a button of its own, and rings that.
    ringed: !at.matches(":focus") || rings.some(({ outlineStyle, outlineWidth }) =>
      outlineStyle !== "none" && parseFloat(outlineWidth) > 1),
    seen: shown.bottom > 0 && shown.top < innerHeight && shown.height > 0,
    uncovered: over !== null && (at.contains(over) || over.contains(at) || (label !== null && label.contains(over))),
    jumps: at.tabIndex > 0,
  };
}"""


START_OF_FIELD = {True: ["ArrowLeft"] * 4, False: ["ControlOrMeta+A"]}


def in_every_order(words: str, kind: str | None) -> list[str]:
    """A date or a time as the browser's own language may want it typed: 10/16/2026 and 08:30 PM, 2026-10-16, 20:30."""
    if kind == "date":
        day = date.fromisoformat(words)
        return [f"{day:%m%d%Y}", f"{day:%Y%m%d}", f"{day:%d%m%Y}"]
    if kind == "time":
        moment = time.fromisoformat(words)
        return [f"{moment:%I%M%p}", f"{moment:%H%M}"]
    return [words]


class Hand(Protocol):
    """What people do to a page."""

    page: Page

    def press(self, what: Locator) -> None: ...

    def write(self, field: Locator, words: str) -> None: ...

    def choose(self, field: Locator, label: str) -> None: ...

    def tick(self, box: Locator) -> None: ...


class Mouse:
    """Clicks, and writes where it clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        what.click()

    def write(self, field: Locator, words: str) -> None:
        field.click()
        field.fill(words)

    def choose(self, field: Locator, label: str) -> None:
        field.select_option(label=label)

    def tick(self, box: Locator) -> None:
        box.click()


class Keyboard:
    """Tab, Shift+Tab, Enter, Space, arrows and letters. Fails at a stop that cannot be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0

    def reach(self, what: Locator) -> None:
        """On by Tab to what is meant; where it lies behind, back by Shift+Tab."""
        expect(what).to_have_count(1)
        self.page.wait_for_load_state()  # what marks the focus is in the style sheets
        key = "Shift+Tab" if self._lies_behind(what) else "Tab"
        for _stop in range(FARTHEST):
            if what.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press(key)
            self.stops += 1
            self.look()
        raise AssertionError(f"no way to {what} by {key}")

    def _lies_behind(self, what: Locator) -> bool:
        return bool(
            what.evaluate(
                """one => document.activeElement !== document.body &&
                (document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING) !== 0"""
            )
        )

    def look(self) -> None:
        """Where the focus is: marked, on the screen, and in the order that the page is read."""
        at = self.page.evaluate(WHERE)
        if at is None:  # past the last one, and round by the browser's own bar
            return
        wrong = [what for what in ("ringed", "seen", "uncovered") if not at[what]] + (["jumps"] if at["jumps"] else [])
        assert wrong == [], f"{self.page.url}: the focus on “{at['name']}” is not {wrong}"

    def press(self, what: Locator) -> None:
        self.reach(what)
        what.press("Enter")  # on what has the focus already; waits as a click does for the page that it leads to

    def write(self, field: Locator, words: str) -> None:
        self.reach(field)
        for typed in in_every_order(words, field.get_attribute("type")):
            for key in START_OF_FIELD[field.get_attribute("type") in {"date", "time"}]:
                self.page.keyboard.press(key)
            self.page.keyboard.type(typed)
            if field.input_value() == words:
                return
        raise AssertionError(f"{words} could not be typed: {field.input_value()}")

    def choose(self, field: Locator, label: str) -> None:
        """Down by the arrows to the one that is meant."""
        self.reach(field)
        for _option in range(field.locator("option").count()):
            if field.evaluate("one => one.selectedOptions[0].textContent.trim()") == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {label} in {field}")

    def tick(self, box: Locator) -> None:
        """A box by Space; one of several choices by the arrows, from the one that is chosen."""
        if box.get_attribute("type") == "radio":
            self._turn_to(box)
            return
        self.reach(box)
        self.page.keyboard.press("Space")

    def _turn_to(self, radio: Locator) -> None:
        name = radio.get_attribute("name")
        self.reach(self.page.locator(f"input[type=radio][name={name}]:checked"))
        for _turn in range(10):
            if radio.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("ArrowDown")
            self.look()
        raise AssertionError(f"no way to {radio} by the arrows")


both_hands = pytest.mark.parametrize("hand_kind", [Mouse, Keyboard], ids=["mouse", "keyboard"])
