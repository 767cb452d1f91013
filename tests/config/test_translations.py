import gettext
import io
import re

import polib
import pytest
from django.conf import settings

SOURCES = sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])
def test_compiled_translations_say_what_their_source_says(source) -> None:  # noqa: ANN001
    fresh = gettext.GNUTranslations(io.BytesIO(polib.pofile(str(source)).to_binary()))
    with source.with_suffix(".mo").open("rb") as compiled:
        kept = gettext.GNUTranslations(compiled)
    assert kept._catalog == fresh._catalog, "Run `make messages` and commit the .mo files too."


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])
def test_translations_are_firm_and_keep_their_placeholders(source) -> None:  # noqa: ANN001
    entries = polib.pofile(str(source))
    pairs = [
        (entry.msgid, text)
        for entry in entries
        for text in (entry.msgstr or entry.msgid, *entry.msgstr_plural.values())
    ]
    altered = [
        source
        for source, text in pairs
        if text and sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(text))
    ]
    assert [entry.msgid for entry in entries.fuzzy_entries()] + altered == []
