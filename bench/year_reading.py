"""What a follow-up says: on the page, in the workbook, on paper and to a partner; each number by its place."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import openpyxl
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from api.domain.keys import make_key
from api.enums import Scope
from api.models import Partner
from bench.doors import WrongAnswer
from bench.year_html import Row, tables_in
from bench.year_numbers import LINES, TABLES, Numbers, Place, Said, written
from fieldwork.domain.follow_up.public_words import COLUMNS, SHOWN, TITLES
from fieldwork.domain.follow_up.sentences import month_words
from fieldwork.enums import ContactKind, Mood, OccurrenceKind
from fieldwork.models import ObservationCategory
from scheduling.enums import ShiftKind
from volunteers.models import Association, District, Municipality

OK = 200
NARROWED = {"omrade": "districts", "forening": "associations", "slag": "kinds", "kategori": "observations"}
ON_PAGE = {  # the words over the columns of the page's own tables
    "Planerade": "planned",
    "Genomförda": "held",
    "varav för få": "short",
    "Inställda": "cancelled",
    "Inte registrerade": "unregistered",
    "Logg saknas": "logs_missing",
    "Personkvällar": "person_nights",
    "Timmar": "hours",
    "Gånger": "times",
    "Pass": "nights",
    "Iakttagelser": "found",
    "Åtgärdade": "fixed",
    "Median, dagar": "median_days",
}
CAPTIONS = {
    "Pass per kommundel": "districts",
    "Pass per månad": "months",
    "Pass per förening": "associations",
    "Pass per slag": "kinds",
    "Iakttagelser per slag": "observations",
}
MONTH = re.compile(r"\d{4}-\d{2}")
WORDS = {"Ligger i"}  # columns of names among the numbers
FILLED = ("times", "found", "fixed", "median_days", "nights")  # of the tables that are not of nights
GROUPS = {"Stämning": "moods", "Händelser": "occurrences", "Kontakter": "contacts"}


class Reader:
    """Of one town's follow-up of a period, for a client signed in as somebody who coordinates it."""

    def __init__(self, client: Client, town: Municipality, first: date, last: date) -> None:
        self.client, self.town, self.first, self.last = client, town, first, last
        self.query = {"period": "egna", "fran": first.isoformat(), "till": last.isoformat()}
        self.asked = {**self.query, "kommun": str(town.pk)}
        self.keys = {table: {name: key for key, name in names.items()} for table, names in self._names().items()}

    def _names(self) -> dict[str, dict[str, str]]:
        """What a row is called, by table and key."""
        months = {(self.first.year, month): f"{self.first.year}-{month:02}" for month in range(1, 13)}
        return {
            "districts": named(District.objects.filter(municipality=self.town)),
            "associations": named(Association.objects.filter(municipality=self.town)),
            "months": {key: month_words(key, "sv").capitalize() for key in months.values()},
            "kinds": labelled(ShiftKind.choices),
            "moods": labelled(Mood.choices),
            "occurrences": labelled(OccurrenceKind.choices),
            "contacts": labelled(ContactKind.choices),
            "observations": named(ObservationCategory.objects.filter(municipality=self.town)),
        }

    def key(self, table: str, name: str) -> str:
        """Of a row by its name; months stand in files by their keys."""
        return name if table == "months" and MONTH.fullmatch(name) else self.keys.get(table, {}).get(name, "")

    def answer(self, path: str) -> bytes:
        """Raises WrongAnswer."""
        answer = self.client.get(path, self.asked, headers={"Host": "127.0.0.1"})
        if answer.status_code != OK:
            raise WrongAnswer(f"{path} answered {answer.status_code}.")
        return answer.content

    def workbook(self) -> Numbers:
        book = openpyxl.load_workbook(BytesIO(self.answer(reverse("fieldwork:follow_up_workbook"))), read_only=True)
        found: dict[Place, Any] = {}
        for table in TABLES:
            title = str(TITLES[table])
            headings, *rows = book[title].iter_rows(values_only=True) if title in book.sheetnames else [()]
            columns = [column_of(table, str(heading)) for heading in headings[1:] if heading not in WORDS]
            for name, *values in rows:
                numbers = [value for heading, value in zip(headings[1:], values, strict=True) if heading not in WORDS]
                said = dict(zip(columns, numbers, strict=True))
                place = (table, self.key(table, str(name)))
                found |= {(*place, column): None if value == "" else value for column, value in said.items()}
        return found

    def page(self) -> Said:
        """Of its tables, and of the numbers elsewhere that open the nights behind them."""
        html = self.answer(reverse("fieldwork:follow_up")).decode()
        found: dict[Place, str] = {}
        for table in tables_in(html):
            for row in table.rows:
                found |= self._of_row(table.caption, row)
        for address, said in re.findall(r'<a href="[^"]*\?(figur=[^"]*)">([^<]*)</a>', html):
            place = self._behind(dict(parse_qsl(unescape(address))))
            if place is not None:
                found.setdefault(place, said)
        return found

    def _of_row(self, caption: str, row: Row) -> dict[Place, str]:
        if "jämfört med" in caption:
            columns = {str(COLUMNS[column]): column for column in COLUMNS if column not in {"found", "fixed"}}
            return {("total", "", columns[row.heading]): row.cells[0][1]}
        table = GROUPS.get(row.group) or next((CAPTIONS[one] for one in CAPTIONS if caption.startswith(one)), "")
        if not table:
            return {}
        key = "" if row.is_sum else self.key(table, row.heading)
        at = "total" if row.is_sum and table in LINES else table
        wanted = {label: said for label, said in row.cells if label and not (table == "moods" and label == "Gånger")}
        return {(at, key, ON_PAGE[label]): said for label, said in wanted.items()}

    def _behind(self, asks: Mapping[str, str]) -> Place | None:
        """Which number an address stands behind; None for those of other periods, or of a district without its parts,
        and for the intervals, whose both ends open the same nights.
        """
        figure, span = asks["figur"], (asks["fran"], asks["till"])
        is_whole = span == (self.query["fran"], self.query["till"])
        if "bara" in asks or figure == "met" or not (is_whole or self._is_month(*span)):
            return None
        if "sort" in asks:
            return (figure, asks["sort"], "nights")
        if "kategori" in asks:
            return ("observations", asks["kategori"], "fixed" if figure.endswith("_fixed") else "found")
        if not is_whole:
            return ("months", span[0][:7], figure)
        name = next((name for name in NARROWED if name in asks), "")
        return (NARROWED[name], asks[name], figure) if name else ("total", "", figure)

    def _is_month(self, first: str, last: str) -> bool:
        return self.query["fran"] <= first and last <= self.query["till"] and first[:7] == last[:7]

    def paper(self, truth: Numbers) -> Said:
        """Each number of the report in PDF: a row is looked for with the numbers that it ought to have."""
        reader = PdfReader(BytesIO(self.answer(reverse("fieldwork:follow_up_pdf"))))
        text = plain(" ".join(page.extract_text() for page in reader.pages))
        found: dict[Place, str] = {}
        for table, name, columns, key in self._printed(truth):
            said = [written(truth[table, key, column]) for column in columns]
            is_there = plain(" ".join([name, *said])) in text
            found |= {
                (table, key, column): number if is_there else "not there"
                for column, number in zip(columns, said, strict=True)
            }
        return found

    def _printed(self, truth: Numbers) -> list[tuple[str, str, tuple[str, ...], str]]:
        """(table, words before the numbers, columns, key) of each row of the report in which anything is counted."""
        names = {(table, key): name for table, known in self.keys.items() for name, key in known.items()}
        found: list[tuple[str, str, tuple[str, ...], str]] = [
            ("total", str(COLUMNS[one]), (one,), "") for one in COLUMNS if ("total", "", one) in truth
        ]
        for table, key in sorted({(table, key) for table, key, _column in truth if table != "total"}):
            columns = tuple(one for one in (SHOWN if table in LINES else FILLED) if (table, key, one) in truth)
            found.append((table, names.get((table, key), "Summa"), columns, key))
        return found

    def api(self, now: datetime) -> tuple[Numbers, list[Place]]:
        """What a partner is told, and the places of what is withheld."""
        partner, _is_new = Partner.objects.get_or_create(municipality=self.town, name="Årets läsare")
        token = make_key(partner, scopes=[Scope.FOLLOW_UP], now=now)[1]
        answer = self.client.get(
            "/api/v1/follow-up",
            {"first": self.first.isoformat(), "last": self.last.isoformat()},
            headers={"authorization": f"Bearer {token}", "Host": "127.0.0.1"},
        )
        if answer.status_code != OK:
            raise WrongAnswer(f"The API answered {answer.status_code}.")
        told = answer.json()
        inside = self._keys_inside()
        found: dict[Place, Any] = {}
        withheld: list[Place] = []
        for table in TABLES:
            for row in [told[table]] if table == "total" else told[table]:
                key = "" if row["key"] is None else inside.get((table, row["key"]), row["key"])
                withheld += [(table, key, column) for column in row["withheld"]]
                found |= {
                    (table, key, column): value
                    for column, value in row["values"].items()
                    if column not in row["withheld"]
                }
        return found, withheld

    def _keys_inside(self) -> dict[tuple[str, str], str]:
        town = {"municipality": self.town}
        rows = {
            "districts": District.objects.filter(**town).values_list("uuid", "pk"),
            "associations": Association.objects.filter(**town).values_list("uuid", "pk"),
            "observations": ObservationCategory.objects.filter(**town).values_list("code", "pk"),
        }
        return {(table, str(outside)): str(pk) for table, pairs in rows.items() for outside, pk in pairs}


def labelled(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    return {key: str(label) for key, label in choices}


def named(rows: Any) -> dict[str, str]:
    """Raises WrongAnswer where two have the same name, since they could not be told apart."""
    found = {str(pk): name for pk, name in rows.values_list("pk", "name")}
    if len(set(found.values())) != len(found):
        raise WrongAnswer(f"Two of {rows.model.__name__} have the same name.")
    return found


def column_of(table: str, heading: str) -> str:
    """Two tables call their columns the same: faults in places by night, and by category."""
    of_categories = {str(COLUMNS[column]): column for column in ("found", "fixed", "median_days")}
    if table == "observations":
        return of_categories[heading]
    return next(column for column in COLUMNS if str(COLUMNS[column]) == heading and column not in {"found", "fixed"})


def plain(text: str) -> str:
    return f" {' '.join(text.replace(chr(160), ' ').split())} "
