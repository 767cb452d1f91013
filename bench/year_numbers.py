"""The figures of a follow-up as bare numbers, each by its table, row and column, whoever counted or printed them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

Value = int | float | None
Place = tuple[str, str, str]  # table, key of the row, column; the key is empty for a whole table's sum
Numbers = Mapping[Place, Value]
Said = Mapping[Place, str]

COUNTED = (  # what is counted of nights; all else of a line follows from it
    *("full", "short", "unsafe", "unregistered", "empty", "cancelled", "merged", "ahead", "logs_missing"),
    *("person_nights", "not_home", "hours", "people", "new", "crew", "crew_by_sms", "no_shows"),
    *("logs", "met_low", "met_high", "met_endless", "calm", "lively", "uneasy", "debriefs", "occurrences", "contacts"),
    *("overdue", "panic", "observations", "observations_fixed"),
)
NOTHING = (0, "0", None, "–")
ADDED = tuple(column for column in COUNTED if column != "hours")  # those of several towns can be added
LINES = ("total", "districts", "associations", "months", "kinds")
TABLES = (*LINES, "moods", "occurrences", "contacts", "observations")
POLARS, PAGE, WORKBOOK, PAPER, API, TOTALS = "polars", "page", "workbook", "paper", "api", "towns added up"


def with_lines(counts: Mapping[Place, int | float]) -> dict[Place, Value]:
    """With nought for what no row was counted of, and with what follows from the counts, as the definitions have it."""
    found: dict[Place, Value] = dict(counts)
    for table, key in sorted({(table, key) for table, key, _column in counts if table in LINES}):
        line = {column: counts.get((table, key, column), 0) for column in COUNTED}
        held = line["full"] + line["short"]
        over = held + sum(line[one] for one in ("unsafe", "unregistered", "empty", "cancelled", "merged"))
        went = held + line["unsafe"]
        follows = {
            "planned": over + line["ahead"],
            "due": over,
            "held": held,
            "returning": line["people"] - line["new"],
            "group_size": round(line["person_nights"] / went, 1) if went else None,
            "sms_percent": 100 * int(line["crew_by_sms"]) // int(line["crew"]) if line["crew"] else None,
        }
        found |= {(table, key, column): value for column, value in {**line, **follows}.items()}
    if ("observations", "", "median_days") in counts:
        found["total", "", "median_days"] = counts["observations", "", "median_days"]
    return found


def written(value: Value) -> str:
    """As a Swedish page writes it."""
    if value is None:
        return "–"
    said = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    return said.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


@dataclass
class Tried:
    """What was compared with SQL's count, by table and by who said it; `different` are those that are not the same, and
    `wrong` tells of each in a sentence.
    """

    compared: Counter[tuple[str, str]] = field(default_factory=Counter)
    withheld: Counter[tuple[str, str]] = field(default_factory=Counter)
    different: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def compare(self, means: str, said: Mapping[Place, object], truth: Mapping[Place, object], *, of: str) -> None:
        """Each that is said against the truth. What the truth has no row of is nought, or a dash for a median."""
        for place, value in said.items():
            self.compared[place[0], means] += 1
            if not is_same(value, truth.get(place)):
                self._note(means, place, f"{of}, {means}: {' '.join(place)} is {value}, not {truth.get(place)}")

    def require_all(self, means: str, said: Mapping[Place, object], truth: Numbers, *, of: str) -> None:
        """That nothing is left out but what is nought."""
        for place, value in truth.items():
            if value and place not in said:
                self._note(means, place, f"{of}, {means}: {' '.join(place)} is left out, not {value}")

    def _note(self, means: str, place: Place, sentence: str) -> None:
        self.different[place[0], means] += 1
        self.wrong.append(sentence)


def is_same(value: object, truth: object) -> bool:
    return value == truth or (truth is None and value in NOTHING)
