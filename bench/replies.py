"""`python -m bench.replies` reads the corpus of tests/data/replies and writes docs/replies.md.

`--add FILE` takes new labelled replies into the corpus first, each into the part that its own letters decide.
Only figures are said of the held-back part, never its words: whoever works on the reader must not see them.
"""

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scheduling.domain.answers import Meaning, read_answer

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "data" / "replies"
PAGE = ROOT / "docs" / "replies.md"
PARTS = ("tuning", "held_back")
SAID_OF = {"tuning": "seen while tuning", "held_back": "held back"}

HEAD = """# How answers are understood

Written by `python -m bench.replies`, from the labelled replies in tests/data/replies. Change nothing here by hand.

Each reply is read as the answer to one open question. **Plain**: a reader would act on it without asking anyone.
**Understood**: so many of those Lykta understood without a person. **Wrong**: acted on as something else than it was;
the aim is none. What is held back is never looked at while the reader is worked on.

| Part | Replies | Plain | Understood | Wrong |
|---|---|---|---|---|
"""
BY_MEANING = """
The part that is held back, by what was meant:

| Meaning | Replies | Read so | Left to a person | Wrong |
|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Reply:
    meant: Meaning
    text: str = field(repr=False)


@dataclass(frozen=True)
class Reading:
    reply: Reply
    read: Meaning

    @property
    def is_understood(self) -> bool:
        return self.read == self.reply.meant != Meaning.UNCLEAR

    @property
    def is_wrong(self) -> bool:
        """Acted on as something else. What is left to a person is never wrong, only slower."""
        return self.read not in {self.reply.meant, Meaning.UNCLEAR}


@dataclass(frozen=True)
class Figures:
    replies: int
    plain: int
    understood: int
    wrong: int

    @property
    def share(self) -> float:
        return self.understood / self.plain if self.plain else 1.0


def load_replies(path: Path) -> list[Reply]:
    """Raises ValueError for a label that is no meaning, or a line without exactly one tab."""
    replies = []
    for line in path.read_text(encoding="utf-8").splitlines():
        label, text = line.split("\t")
        replies.append(Reply(Meaning(label), text))
    return replies


def corpus(part: str) -> list[Reply]:
    return load_replies(CORPUS / f"{part}.tsv")


def bare(text: str) -> str:
    """A reply without case, spacing and stops, by which two that are as good as the same are told."""
    return " ".join(re.sub(r"[\s.,;:!]+", " ", text.casefold()).split()) or text.strip()


def part_of(text: str) -> str:
    """Where a new reply goes: every other one is held back, whoever adds it and in whatever order."""
    return PARTS[hashlib.sha256(bare(text).encode()).digest()[0] % len(PARTS)]


def add_replies(path: Path) -> int:
    """Take in what neither part has yet. How many were new."""
    known = {bare(reply.text) for part in PARTS for reply in corpus(part)}
    new = {bare(reply.text): reply for reply in load_replies(path) if bare(reply.text) not in known}
    for reply in new.values():
        with (CORPUS / f"{part_of(reply.text)}.tsv").open("a", encoding="utf-8") as lines:
            lines.write(f"{reply.meant}\t{reply.text}\n")
    return len(new)


def readings_of(replies: Sequence[Reply]) -> list[Reading]:
    return [Reading(reply, read_answer(reply.text).meaning) for reply in replies]


def figures_of(readings: Sequence[Reading]) -> Figures:
    return Figures(
        replies=len(readings),
        plain=sum(one.reply.meant != Meaning.UNCLEAR for one in readings),
        understood=sum(one.is_understood for one in readings),
        wrong=sum(one.is_wrong for one in readings),
    )


def page() -> str:
    readings = {part: readings_of(corpus(part)) for part in PARTS}
    rows = [_part_row(SAID_OF[part], figures_of(readings[part])) for part in PARTS]
    return "".join([HEAD, *rows, BY_MEANING, *_meaning_rows(readings["held_back"])])


def _part_row(name: str, figures: Figures) -> str:
    said = f"{figures.understood}, {figures.share:.1%}"
    return f"| {name} | {figures.replies} | {figures.plain} | {said} | {figures.wrong} |\n"


def _meaning_rows(readings: Sequence[Reading]) -> list[str]:
    meant = Counter(one.reply.meant for one in readings)
    so = Counter(one.reply.meant for one in readings if one.read == one.reply.meant)
    wrong = Counter(one.reply.meant for one in readings if one.is_wrong)
    return [
        f"| {meaning} | {meant[meaning]} | {so[meaning]} | {meant[meaning] - so[meaning] - wrong[meaning]} "
        f"| {wrong[meaning]} |\n"
        for meaning in Meaning
        if meant[meaning]
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.replies", description=__doc__)
    parser.add_argument("--add", type=Path, metavar="FILE", help="labelled replies, as in the corpus")
    asked = parser.parse_args(arguments)
    if asked.add:
        print(f"{add_replies(asked.add)} new replies.", file=sys.stderr)
    text = page()
    print(text)
    PAGE.write_text(text, encoding="utf-8")
    return int(any(figures_of(readings_of(corpus(part))).wrong for part in PARTS))


if __name__ == "__main__":
    sys.exit(main())
