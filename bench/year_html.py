"""The tables of a page as their readers see them: captions, row headings, and cells by the heading of their column."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Row:
    """`group` is the heading of the rows around it, where rows are in groups."""

    heading: str
    group: str = ""
    is_sum: bool = False
    cells: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Table:
    caption: str = ""
    rows: list[Row] = field(default_factory=list)


class TableReader(HTMLParser):
    """`tables` of a page. Text of an element within a cell is the cell's."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self._text: list[str] | None = None
        self._label, self._group, self._is_foot = "", "", False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        if tag == "table":
            self.tables.append(Table())
            self._group, self._is_foot = "", False
        elif tag == "tfoot":
            self._is_foot = True
        elif tag in {"th", "td", "caption"}:
            self._text, self._label = [], said.get("data-label") or said.get("scope") or ""

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"th", "td", "caption"} or self._text is None:
            return
        said, self._text = " ".join("".join(self._text).split(" ")).strip(), None
        table = self.tables[-1]
        if tag == "caption":
            table.caption = said
        elif self._label == "rowgroup":
            self._group = said
        elif self._label == "row":
            table.rows.append(Row(said, self._group, self._is_foot))
        elif tag == "td" and table.rows:
            table.rows[-1].cells.append((self._label, said))


def tables_in(html: str) -> list[Table]:
    reader = TableReader()
    reader.feed(html)
    return reader.tables
