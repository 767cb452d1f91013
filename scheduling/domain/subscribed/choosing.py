"""Which of a calendar's entries a town wants to see. Pure."""

import re

EVERYTHING: tuple[str, ...] = ()


def words_of(text: str) -> tuple[str, ...]:
    """Of "hemma, Lyktvallen": any of them will do. None given means everything."""
    return tuple(word for part in re.split(r"[,;\n]", text) if (word := " ".join(part.split()).casefold()))


def is_chosen(title: str, words: tuple[str, ...]) -> bool:
    said = title.casefold()
    return not words or any(word in said for word in words)
