"""What keeps a text from being queued twice, and how its one more try is told from the first."""

AGAIN = "#2"  # marks the second row of a text that did not arrive


def again_key(dedupe_key: str) -> str | None:
    """The key of the one more try that a text gets; None for that try itself."""
    return None if dedupe_key.endswith(AGAIN) else f"{dedupe_key}{AGAIN}"


def first_key(dedupe_key: str) -> str:
    """The key of the first try."""
    return dedupe_key.removesuffix(AGAIN)
