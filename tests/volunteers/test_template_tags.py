import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

from volunteers.templatetags.lykta import PIPS, STATE_ICONS

STARTS = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
ENDS = datetime(2026, 10, 16, 22, 30, tzinfo=UTC)


def rendered(source: str, **context: Any) -> str:
    return Template("{% load lykta %}" + source).render(Context(context)).strip()


def symbols() -> set[str]:
    sprite = (settings.BASE_DIR / "templates" / "_icons.html").read_text()
    return set(re.findall(r'<symbol id="([^"]+)"', sprite))


def test_icon_beside_a_word_is_silent() -> None:
    assert rendered('{% icon "check" %}') == (
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="#check"/></svg>'
    )


def test_icon_alone_is_read_out() -> None:
    assert rendered('{% icon "x" label=label %}', label="Ta bort <b>") == (
        '<svg class="i" viewBox="0 0 24 24" role="img" aria-label="Ta bort &lt;b&gt;"><use href="#x"/></svg>'
    )


def test_chip_says_its_state_in_colour_shape_and_word() -> None:
    assert rendered('{% chip "missing" text %}', text="Saknar <1>") == (
        '<span class="chip" data-state="missing"><svg class="i" viewBox="0 0 24 24" aria-hidden="true">'
        '<use href="#gap"/></svg>Saknar &lt;1&gt;</span>'
    )


def test_chip_of_a_state_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        rendered('{% chip "mislaid" "Borta" %}')


def test_every_sign_of_a_state_is_in_the_sprite() -> None:
    assert {*STATE_ICONS.values(), *(f"p-{name}" for name in PIPS)} - symbols() == set()


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        name
        for path in sorted(Path(settings.BASE_DIR / "templates").rglob("*.html"))
        for name in re.findall(r"""{%\s*icon\s+["']([\w-]+)["']""", path.read_text())
    }
    assert named - symbols() == set()


def test_meter_shows_signs_in_order_and_says_the_same_in_words() -> None:
    assert rendered('{% meter pips "2 av 4 klara" count="2 av 4" %}', pips=["lead", "yes", "tick", "gap"]) == (
        '<div class="meter"><span class="sr">2 av 4 klara</span>'
        '<svg class="pip" viewBox="0 0 20 20" aria-hidden="true"><use href="#p-lead"/></svg>'
        '<svg class="pip" viewBox="0 0 20 20" aria-hidden="true"><use href="#p-yes"/></svg>'
        '<i class="tick"></i>'
        '<svg class="pip" viewBox="0 0 20 20" aria-hidden="true"><use href="#p-gap"/></svg>'
        '<span aria-hidden="true">2 av 4</span></div>'
    )


def test_meter_with_labels_is_large_and_names_its_ticks() -> None:
    source = '{% meter pips "2 klara" labels=labels %}'
    assert rendered(source, pips=["tick", "tick"], labels=["minst 3", "mål 4"]) == (
        '<div class="meter large"><span class="sr">2 klara</span>'
        '<i class="tick" data-label="minst 3"></i><i class="tick" data-label="mål 4"></i></div>'
    )


def test_meter_refuses_a_sign_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="maybe"):
        rendered('{% meter pips "" %}', pips=["lead", "maybe"])


def test_times_take_the_zone_they_are_given_else_the_current_one() -> None:
    assert rendered("{{ t|night_long }}, {{ t|clock }}", t=STARTS) == "fredag 16 oktober, 20.30"
    assert rendered("{{ t|clock:'Europe/Helsinki' }}", t=STARTS) == "21.30"
    assert rendered("{% span a b %} {% length a b %}", a=STARTS, b=ENDS) == "20.30–00.30 4 timmar"


def test_times_speak_the_active_language() -> None:
    with translation.override("en"):
        assert rendered("{{ t|night_long }} {{ t|night_short }} {{ t|sms_date }} {{ t|clock }}", t=STARTS) == (
            "Friday 16 October Fri 16 Oct Fri 16/10 20:30"
        )


def test_dates_without_a_time_are_shown_as_they_are() -> None:
    assert rendered("{{ d|night_short }}", d=date(2026, 10, 16)) == "fre 16 okt"


def test_nothing_is_shown_for_no_time() -> None:
    assert rendered("{{ t|night_long }}{{ t|night_short }}{{ t|sms_date }}{{ t|clock }}{{ t|iso }}", t=None) == ""


def test_machine_time_has_its_offset_on_both_sides_of_the_clock_change() -> None:
    first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert rendered("{{ a|iso }} {{ b|iso }}", a=first, b=second) == "2027-10-31T02:30+02:00 2027-10-31T02:30+01:00"


def test_clock_change_is_told_on_both_nights() -> None:
    source = "{% clock_change a b %}"
    spring = {"a": datetime(2027, 3, 27, 20, tzinfo=UTC), "b": datetime(2027, 3, 28, 2, tzinfo=UTC)}
    autumn = {"a": datetime(2027, 10, 30, 19, tzinfo=UTC), "b": datetime(2027, 10, 31, 3, tzinfo=UTC)}
    assert [rendered(source, **spring), rendered(source, **autumn), rendered(source, a=STARTS, b=ENDS)] == [
        "summer",
        "winter",
        "",
    ]


def test_day_and_clock_counts_from_the_given_moment() -> None:
    assert rendered("{% day_and_clock t now %}", t=STARTS, now=STARTS) == "i dag 20.30"


@pytest.mark.parametrize(
    ("country", "number", "shown"),
    [
        ("SE", "+46701740610", "070-174 06 10"),
        ("NO", "+46701740610", "+46 70 174 06 10"),
        ("SE", "i receptionen", "i receptionen"),
    ],
)
def test_phone_is_written_as_on_paper(country: str, number: str, shown: str) -> None:
    with override_settings(PHONE_COUNTRIES=[country]):
        assert rendered("{{ n|phone }}", n=number) == shown
