import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

SOURCES = sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
ROOMS = ("config", "api", "demo", "fieldwork", "messaging", "scheduling", "volunteers")
ASKS = {"_", "ngettext", "ngettext_lazy"}
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
def test_nothing_awaits_a_translation(source: Path) -> None:
    assert [entry.msgid for entry in polib.pofile(str(source)).untranslated_entries()] == []


def test_swedish_says_each_sentence_as_it_stands() -> None:
    swedish, english = (polib.pofile(str(source)) for source in reversed(SOURCES))
    as_they_stand = {
        (entry.msgctxt or "", entry.msgid): (entry.msgid, entry.msgid_plural) if entry.msgid_plural else (entry.msgid,)
        for entry in english
    }
    said = {
        key: tuple(filter(None, sentences)) for key, sentences in translations(swedish.translated_entries()).items()
    }
    assert said == as_they_stand, "Run make words."


def sentences_in(source: Path) -> set[str]:
    """What the code asks gettext for, also inside f-strings, where xgettext finds less than Python does."""
    calls = (node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call))
    asked = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in ASKS and call.args]
    return {first.value for first in asked if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_every_sentence_of_the_code_is_in_the_catalogue() -> None:
    known = {entry.msgid for entry in polib.pofile(str(SOURCES[-1]))}
    asked = {
        (str(source.relative_to(settings.BASE_DIR)), sentence)
        for room in ROOMS
        for source in (settings.BASE_DIR / room).rglob("*.py")
        for sentence in sentences_in(source)
    }
    assert len(asked) > len(known) // 3
    assert sorted(one for one in asked if one[1] not in known) == []


@pytest.mark.parametrize(
    ("default", "asked", "language"),
    [("en", "sv", "sv"), ("en", "de", "en"), ("en", "", "en"), ("sv", "en", "en"), ("sv", "de", "sv")],
)
@pytest.mark.django_db
def test_reader_meets_the_language_they_asked_for_or_else_the_default(
    client: Client, settings: Settings, default: str, asked: str, language: str
) -> None:
    settings.LANGUAGE_CODE = default
    settings.LANGUAGES = settings.LANGUAGES[:]  # told of as changed, so that every catalogue is read anew
    page = client.get("/", headers={"accept-language": asked}).content.decode()
    assert f'<html lang="{language}"' in page
    assert {"sv": "Logga in", "en": "Sign in"}[language] in page


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
