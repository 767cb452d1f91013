"""The page of what calendar programs read."""

from pathlib import Path

from bench.calendar_readers import PAGE, before_figures, night_table, page, read_report, text_table
from tests.readers.readers import PROGRAMS, REMARKS

REPORT = """<testsuites><testsuite>
<testcase name="a"><properties><property name="reader" value="ics"/><property name="version" value="0.7.3"/>
<property name="nights" value="{&quot;volunteer&quot;: {&quot;2027-03-27&quot;: [5, 5]}}"/></properties></testcase>
<testcase name="b"><properties><property name="reader" value="khal"/><property name="version" value="0.14.1"/>
<property name="nights" value="{&quot;volunteer&quot;: {&quot;2027-03-27&quot;: [4, 5]}}"/></properties></testcase>
<testcase name="c"><properties><property name="reader" value="ics"/><property name="version" value="0.7.3"/>
<property name="texts" value="{&quot;emoji&quot;: &quot;equal&quot;,
&quot;a backslash before an n&quot;: &quot;wrong&quot;}"/>
</properties></testcase>
<testcase name="d"><properties><property name="validator" value="libical"/>
<property name="faults" value="{&quot;volunteer&quot;: 0}"/></properties></testcase>
<testcase name="none"/>
</testsuite></testsuites>"""


def test_page_tells_what_each_program_read_and_hides_no_fault(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    rows = read_report(report)
    assert night_table(rows).splitlines()[0] == "| Feed | Night | ics 0.7.3 | khal 0.14.1 |"
    assert night_table(rows).splitlines()[2] == "| volunteer | Sat 27 Mar 2027 | 5 | **4 of 5** |"
    assert text_table(rows).splitlines()[2:] == ["| emoji | equal |", "| a backslash before an n | its fault [1] |"]
    text = page(rows)
    assert "- [1] takes `\\\\n`" in text
    assert text.splitlines()[-1] == "| volunteer | 0 |"


def test_remarks_are_about_programs_that_are_asked() -> None:
    assert set(REMARKS) <= set(PROGRAMS)


def test_figures_are_written_after_what_people_wrote() -> None:
    kept = PAGE.read_text(encoding="utf-8")
    front = before_figures(kept)
    assert [line for line in front.splitlines() if line.startswith("#")] == [
        "# Calendars in other programs",
        "## Where a link is made",
        "## How it gets into a program, and how soon it is fetched",
        "## What a link shows, and what it never shows",
        "## How a link is closed",
    ]
    assert kept.removeprefix(front).startswith(page([]).split("\nRead on")[0])
