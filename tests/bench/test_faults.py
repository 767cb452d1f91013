"""The page of faults and outcomes."""

from pathlib import Path

from bench.faults import page, read_report

REPORT = """<testsuites><testsuite>
<testcase name="b" time="2.04"><properties><property name="fault" value="500"/><property name="texts" value="12"/>
<property name="twice" value="0"/><property name="lost" value="1"/></properties></testcase>
<testcase name="a" time="1"><properties><property name="fault" value="429 with Retry-After"/>
<property name="texts" value="12"/><property name="twice" value="0"/><property name="lost" value="0"/>
<property name="inbound" value="3"/></properties></testcase>
<testcase name="none" time="1"/>
</testsuite></testsuites>"""


def test_page_tells_every_play_and_adds_them_up(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    text = page({"SQLite": read_report(report)})
    assert "2 plays, 24 texts out and 3 in: **0 sent twice, 1 lost, 0 not recorded**; 0 refused" in text
    assert text.splitlines()[-2:] == [
        "| 429 with Retry-After | 12 | 0 | 0 | 3 | – | – | 1.0 |",
        "| 500 | 12 | 0 | 1 | – | – | – | 2.0 |",
    ]
