import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

SOURCES = sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])


def translations(entries: list[polib.POEntry] | polib.MOFile) -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (entry.msgctxt or "", entry.msgid): (entry.msgstr, *dict(sorted(entry.msgstr_plural.items())).values())
        for entry in entries
    }


@each_source
def test_compiled_translations_say_what_their_source_says(source: Path) -> None:
    kept = translations(polib.mofile(str(source.with_suffix(".mo"))))
    fresh = translations(polib.pofile(str(source)).translated_entries())
    assert kept == fresh, "Compile the translations and commit the .mo files too."


@each_source
def test_translations_are_firm(source: Path) -> None:
    assert polib.pofile(str(source)).fuzzy_entries() == []


@each_source
def test_translations_keep_their_placeholders(source: Path) -> None:
    altered = [
        entry.msgid
        for entry in polib.pofile(str(source)).translated_entries()
        for said in (entry.msgstr, *entry.msgstr_plural.values())
        if said and sorted(PLACEHOLDER.findall(said)) != sorted(PLACEHOLDER.findall(entry.msgid))
    ]
    assert altered == []
