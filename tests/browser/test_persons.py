"""The check of what is written goes by one set of rules: the phone sees what the server sees."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from config.settings import BASE_DIR
from fieldwork.domain.text_checks import check_text, rules_for

pytestmark = pytest.mark.browser
TODAY = date(2026, 10, 16)
CREW = ["Karin", "Stig", "Bo", "Anna-Lena", "Yıldız"]
SCRIPT = BASE_DIR / "static/js/persons.js"
CHECK = "texts => texts.map((text) => window.lyktaPersons.check(text))"
WORDS = st.sampled_from(
    [
        "Karin", "karins", "stig", "Bo", "bo", "Anna-Lenas", "Yıldız", "ABC 123", "abc 12d", "GPS 112", "hus 12B",
        "moped abc 123", "070-174 06 30", "+46 70 174 06 30", "07 01 74 06 30", "112", "114 14", "08-535 300 00",
        "19701124-1234", "701124 1234", "2026-10-16 2230", "16/10 22.30", "20010829-2384", "22.30-23.15", "kl 23",
        "nils@lykta.example", "٠٧٠١٧٤٠٦٣٠", "０７０１７４０６３０", "070\u200b1740630", "07–01 74 06 30", "500 kr",
    ]
)  # fmt: skip
NUMBERS = st.text(alphabet="0123456789 -+./:()", max_size=30)
PLAIN = st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_categories=["Cs"]), max_size=40)
TEXTS = st.lists(st.one_of(WORDS, NUMBERS, PLAIN), max_size=5).map(" ".join)


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Page:
    page = chromium.new_page()
    page.set_content('<script type="application/json" id="person-rules"></script>')
    page.evaluate(
        "rules => { document.getElementById('person-rules').textContent = JSON.stringify(rules) }",
        rules_for(CREW, today=TODAY),
    )
    page.add_script_tag(path=SCRIPT)
    return page


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=20))
def test_phone_sees_what_the_server_sees(page: Page, texts: list[str]) -> None:
    seen = [(one["traces"], one["names"]) for one in page.evaluate(CHECK, texts)]
    found = [check_text(text, crew=CREW, today=TODAY) for text in texts]
    assert seen == [([str(trace) for trace in one.traces], list(one.names)) for one in found]
