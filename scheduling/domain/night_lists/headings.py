"""Which column of a list of nights holds what, by its heading: Swedish or English, in any order."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from volunteers.domain.lists.columns import LOOK_AHEAD, Columns, columns_at, places_in, words_of
from volunteers.exceptions import UnreadableFile

# Best first: where a list has both "Datum" and "När", the first is read and the other named as ignored.
HEADINGS = words_of(
    {
        "night": "datum kväll natt datumochtid date night när when",
        "weekday": "veckodag weekday dag day",
        "span": "tid tider klockslag klockan time times",
        "start": "börjar start starttid startar från frånkl starts begins from starttime",
        "end": "slutar slut sluttid till tillkl ends end until endtime to",
        "minutes": "minuter minutes",
        "route": "rutt rutten rutter slinga runda sträcka route walk",
        "area": "område plats ställe kommundel stadsdel ort district area place neighbourhood",
        "meeting": "samling samlingsplats mötesplats träffpunkt meetingpoint meetingplace",
        "group": "grupp gruppen lag group team",
        "association": "förening föreningen association organisation",
        "kind": "slag typ sort kind type",
        "state": "läge status state",
        "leaders": "antalledare ledare leaders leader",
        "safe": "säkert minstsäkert safe",
        "minimum": "minst min minimum minstantal least atleast minimumcrew",
        "target": "mål antal antalpersoner personer bemanning aim target people crew",
        "maximum": "högst max maximum högstantal most atmost maximumcrew",
        "note": """
            tillgruppen anteckning anteckningar notering kommentar kommentarer övrigt meddelande information info
            tothegroup note notes comment comments
        """,
    }
)
COUNTS = ("leaders", "safe", "minimum", "target", "maximum")
FREE_TEXT = ("route", "area", "meeting", "group", "association", "note")


def find_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """Headings are the best row among the first ten. Raises UnreadableFile when no column has the date."""
    candidates = [columns_of(number, row) for number, row in enumerate(rows[:LOOK_AHEAD])]
    best = max(candidates, key=lambda columns: len(columns.places))
    if "night" not in best.places:
        raise UnreadableFile(
            _("Det saknas en kolumn med rubriken Datum. Överst behövs rubriker som Datum, Tid och Rutt.")
        )
    return best


def columns_of(number: int, row: Sequence[str]) -> Columns:
    """What this row would mean if it were the headings. A list without "Datum" may have its dates under "Dag"."""
    places = places_in(row, HEADINGS)
    if "night" not in places and "weekday" in places:
        places["night"] = places.pop("weekday")
    return columns_at(number, row, places, never_read=())


def count_known(row: Sequence[str]) -> int:
    """How much a row looks like headings."""
    return len(columns_of(0, row).places)
