"""The page of an association's own words: counts while somebody writes, and never other than the server does."""

from random import Random

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from messaging.domain import texts
from scheduling.domain.own_words import fill
from scheduling.domain.wordings import lyktas_words, own_wordings, weigh
from tests.browser.conftest import OpenPage
from tests.factories import AssociationFactory, leader_of
from volunteers.models import Association

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Letters, typography, combining marks of several kinds, variation selectors, wide signs and what fills in.
PIECES = [
    *"abcåäöÅÄÖéÉñüßøæ ΔΦΩ€{}[]~^|\\\n.,!?:;'\"-_@£$¥§¿¡",
    *"łŁđĐðÐþÞıœŒşŞğčžáâãõëïŠẞﬁǅ",
    *"‐‑‒–—―−“”„‟«»″‘’‚‛′´`…•·",
    *"\t\u00a0\u2007\u2008\u2009\u200a\u202f\u2002\u2003\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u2028\u2029",
    *"\u0301\u0308\u030a\u0327\u0323\u0334\u0338\u20d7\u20dd\u034f\ufe0f\u064b\u0651\u05bc\u093c\u3099",
    *"مرحبا؟،؛٢ नमस्ते ありがとう 한글 יום",
    *"👍🏽🌃👨‍👩‍👧☀",
    "{name}",
    "{leader}",
    "{leader_number}",
    "{day}",
    "{code}",
    "{finns_inte}",
    " Svara JA{code}. ",
    "..",
    "...",
    "! ",
    "? ",
    "a" * 39,
    "ä" * 77,
    "م" * 33,
]
VALUES = {"name": "Anna", "leader": "", "leader_number": "070-174 06 12", "day": "fre 16/10", "code": " 12"}


def written(count: int) -> list[str]:
    chance = Random(16)
    return (
        ["".join(chance.choices(PIECES, k=chance.randint(0, 60))) for _n in range(count)]
        + [text for length in range(66, 72) for text in ("م" * length, "م" * length * 2)]
        + [text for length in range(151, 163) for text in ("a" * length, "a" * (length - 2) + "€")]
    )


def opened(open_page: OpenPage, association: Association, *, language: str = "sv", script: bool = True) -> Page:
    to = reverse("scheduling:wording", args=[association.pk, "ask", language])
    return open_page(to, user=leader_of(association), script=script)


def shown(page: Page) -> tuple[str, int, int]:
    words, segments, room = (page.text_content(f"[data-{part}]") or "" for part in ("words", "segments", "room"))
    return words, int(segments), int(room)


def test_script_reads_and_counts_every_text_as_the_server_does(open_page: OpenPage) -> None:
    page = opened(open_page, AssociationFactory())
    bodies = written(4000)
    counted = page.evaluate(
        """([bodies, values]) => bodies.map((body) => {
          const { tidy, segments, roomLeft, fill } = window.lyktaTexts;
          const [tidied, filled] = [tidy(body), fill(body, values)];
          return [tidied, segments(body), segments(tidied), roomLeft(body, 1), roomLeft(body, 2), filled];
        })""",
        [bodies, VALUES],
    )
    expected = [
        [
            texts.tidy(body),
            texts.segments(body),
            texts.segments(texts.tidy(body)),
            texts.room_left(body, 1),
            texts.room_left(body, 2),
            fill(body, VALUES),
        ]
        for body in bodies
    ]
    differing = [(body, one, other) for body, one, other in zip(bodies, counted, expected, strict=True) if one != other]
    assert differing[:3] == []


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_page_counts_while_somebody_writes(open_page: OpenPage, language: str) -> None:
    page = opened(open_page, AssociationFactory(), language=language)
    lyktas = weigh(lyktas_words("ask", language), language)
    assert shown(page) == (lyktas.words, lyktas.segments, lyktas.room)
    body = lyktas_words("ask", language) + " Ta på er väst! ☀" * 8
    page.fill("textarea", body)
    longer = weigh(body, language)
    assert shown(page) == (longer.words, longer.segments, longer.room)
    assert page.text_content("[data-cost]") == f"{longer.segments * 0.60:.2f} kr".replace(".", ",")


def test_button_writes_its_variable_where_the_pen_is(open_page: OpenPage) -> None:
    page = opened(open_page, AssociationFactory())
    page.fill("textarea", "Hej ")
    page.get_by_role("button", name="{name}", exact=True).click()
    assert (page.input_value("textarea"), shown(page)[0]) == ("Hej {name}", "Hej Anna")


def test_page_works_without_a_script(open_page: OpenPage) -> None:
    association = AssociationFactory()
    page = opened(open_page, association, script=False)
    body = lyktas_words("ask", "sv").replace("Kan du?", "Följer du med?")
    page.fill("textarea", body)
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.locator("[data-words]")).to_have_text(weigh(body, "sv").words)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("status").filter(has_text="Sparat.").wait_for()
    assert own_wordings(association) == {("ask", "sv"): body}
