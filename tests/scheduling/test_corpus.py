"""The labelled replies of tests/data/replies: what is plain is understood, and nothing is acted on as something else.

A failure says how many, never which: whoever reads it must not come to tune the reader on what is held back. See
tests/data/README.md.
"""

from pathlib import Path

import pytest

from bench import replies
from bench.replies import CORPUS, PARTS, Reply, bare, corpus, figures_of, part_of, readings_of
from scheduling.domain.answers import Meaning


def test_replies_are_read_as_their_label_and_one_tab() -> None:
    for part in PARTS:
        for number, line in enumerate((CORPUS / f"{part}.tsv").read_text(encoding="utf-8").splitlines(), start=1):
            label, *texts = line.split("\t")
            assert label in set(Meaning), f"{part}.tsv:{number}: no such meaning"
            assert len(texts) == 1, f"{part}.tsv:{number}: one tab, please"
            assert texts[0].strip(), f"{part}.tsv:{number}: says nothing"


def test_corpus_is_large_and_has_every_meaning() -> None:
    sizes = {part: len(corpus(part)) for part in PARTS}
    meant = {reply.meant for part in PARTS for reply in corpus(part)}
    assert sum(sizes.values()) >= 400
    assert sizes["held_back"] >= 200
    assert meant == set(Meaning)


def test_no_reply_stands_twice_or_in_both_parts() -> None:
    said = [bare(reply.text) for part in PARTS for reply in corpus(part)]
    doubled = len(said) - len(set(said))
    del said
    assert doubled == 0


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_acted_on_as_something_else(part: str) -> None:
    wrong = figures_of(readings_of(corpus(part))).wrong
    assert wrong == 0


@pytest.mark.parametrize("part", PARTS)
def test_nine_plain_replies_of_ten_wait_for_nobody(part: str) -> None:
    figures = figures_of(readings_of(corpus(part)))
    share = figures.share
    assert share >= 0.9


def test_what_is_left_to_a_person_is_neither_wrong_nor_understood() -> None:
    readings = readings_of([Reply(Meaning.YES, "ja"), Reply(Meaning.YES, "kanske"), Reply(Meaning.NO, "ja")])
    figures = figures_of(readings)
    assert (figures.replies, figures.plain, figures.understood, figures.wrong) == (3, 3, 1, 1)


def test_page_has_the_figures_but_no_words_of_what_is_held_back() -> None:
    page = replies.page()
    figures = figures_of(readings_of(corpus("held_back")))
    assert f"| held back | {figures.replies} | {figures.plain} | {figures.understood}, " in page
    long = [reply.text for reply in corpus("held_back") if len(reply.text) > len("withdraw")]
    told = sum(text in page for text in long)
    assert told == 0


def test_page_in_docs_is_the_one_that_is_written_now() -> None:
    assert replies.PAGE.read_text(encoding="utf-8") == replies.page(), "Run: python -m bench.replies"


def test_new_replies_go_where_their_letters_say_and_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(replies, "CORPUS", tmp_path)
    monkeypatch.setattr(replies, "PAGE", tmp_path / "page.md")
    for part in PARTS:
        (tmp_path / f"{part}.tsv").write_text("", encoding="utf-8")
    new = tmp_path / "new.tsv"
    new.write_text("yes\tJa tack\nno\tNej!\nno\tnej\nperson\tHm\n", encoding="utf-8")
    assert replies.main(["--add", str(new)]) == 0
    assert replies.main(["--add", str(new)]) == 0
    assert "3 new replies.\n0 new replies.\n" in capsys.readouterr().err
    for text in ("Ja tack", "nej", "Hm"):
        assert text in {reply.text for reply in corpus(part_of(text))}


def test_wrong_action_in_the_corpus_is_an_error_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "CORPUS", tmp_path)
    monkeypatch.setattr(replies, "PAGE", tmp_path / "page.md")
    (tmp_path / "tuning.tsv").write_text("no\tja\n", encoding="utf-8")
    (tmp_path / "held_back.tsv").write_text("", encoding="utf-8")
    assert replies.main([]) == 1
