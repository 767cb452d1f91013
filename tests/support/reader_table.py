"""The tables of what calendar programs read, printed after any run in which they did."""

import pytest

from bench.calendar_readers import night_table, text_table, validator_table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for word in ("passed", "failed") for report in terminalreporter.stats.get(word, [])]
    rows = [{name: str(value) for name, value in report.user_properties} for report in reports if report.when == "call"]
    for mark, tabled in (("nights", night_table), ("texts", text_table), ("faults", validator_table)):
        if any(mark in row and ("reader" in row or "validator" in row) for row in rows):
            terminalreporter.section(f"what calendar programs read: {mark}")
            terminalreporter.write(tabled(rows))
