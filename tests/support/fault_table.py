"""The table of faults and what became of the texts, printed after any run in which faults were played."""

from collections.abc import Mapping, Sequence

import pytest

COLUMNS = ("fault", "texts", "twice", "lost", "inbound", "refused", "unread", "held")
HEADS = ("Fault", "Texts out", "Sent twice", "Lost", "Texts in", "Refused, sent anew", "Not recorded", "Held")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for word in ("passed", "failed") for report in terminalreporter.stats.get(word, [])]
    rows = [dict(report.user_properties) for report in reports if report.when == "call"]
    played = [row for row in rows if "fault" in row]
    if played:
        terminalreporter.section("faults and outcomes")
        terminalreporter.write(table(played))


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """As Markdown, in the order of the faults' names."""
    lines = [[str(row.get(name, "–")) for name in COLUMNS] for row in sorted(rows, key=lambda row: str(row["fault"]))]
    ruler = ["---", *("---:" for _ in HEADS[1:])]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (HEADS, ruler, *lines))
