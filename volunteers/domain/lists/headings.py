"""Which column of a list holds what, by its heading: Swedish or English, in any order."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from volunteers.exceptions import UnreadableFile

LOOK_AHEAD = 10  # a list may have a title above its headings

# Best first: where a list has both "Mobil" and "Telefon", the first is read and the other named as ignored.
HEADINGS: dict[str, list[str]] = {
    name: words.split()
    for name, words in {
        "name": """
            namn name fullname fullständigtnamn heltnamn förochefternamn förnamnochefternamn namnet personnamn
            volontär volunteer nattvandrare walker deltagare participant medlem member person
        """,
        "first_name": "förnamn firstname givenname tilltalsnamn forename",
        "last_name": "efternamn lastname surname familyname",
        "mobile": """
            mobil mobilnummer mobilnr mobiltelefon mobiltelefonnummer mobiltel mobile mobilenumber mobilephone
            mobilephonenumber cell cellphone cellphonenumber telefon telefonnummer telefonnr tel telnr phone
            phonenumber telephone nummer number
        """,
        "email": "epost epostadress mejl mejladress mail mailadress email emailaddress epostadresser",
        "birth_year": "födelseår födelsår födseår birthyear yearofbirth born född",
        "languages": "språk languages language talarspråk spokenlanguages",
        "leader_training_until": """
            ledarutbildning ledarutbildninggilltill ledarutbildninggiltigtill ledarutbildningtill utbildadtill
            ledarutbildadtill ledareutbildadtill utbildninggiltigtill leadertraining leadertraininguntil
            leadertrainingvaliduntil trainingvaliduntil traineduntil
        """,
        "home_district": """
            hemområde område kommundel stadsdel bostadsområde homedistrict district area neighbourhood
        """,
        "note": "anteckning anteckningar kommentar kommentarer övrigt notering note notes comment comments remark",
    }.items()
}
PRIVATE = """
    personnummer personnr pnr persnr personid födelsedatum födelsedata födelsedag dateofbirth birthdate birthday dob
    samordningsnummer ssn personalnumber personalidentitynumber socialsecuritynumber
"""
NEVER_READ = frozenset(PRIVATE.split())


@dataclass(frozen=True)
class Columns:
    """Where things stand: field name → column number, the row of the headings, and what is not read."""

    heading_row: int
    places: Mapping[str, int]
    ignored: tuple[str, ...] = ()
    never_read: tuple[str, ...] = ()
    has_first_and_last: bool = field(default=False)


def find_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """Headings are the best row among the first ten. Raises UnreadableFile when name or mobile has no column."""
    candidates = [columns_of(number, row) for number, row in enumerate(rows[:LOOK_AHEAD])]
    best = max(candidates, key=lambda columns: len(columns.places))
    has_name = "name" in best.places or {"first_name", "last_name"} <= best.places.keys()
    if not has_name and "mobile" not in best.places:
        raise UnreadableFile(_("Vi hittar inga rubriker. En av de första raderna behöver rubriker som Namn och Mobil."))
    if not has_name:
        raise UnreadableFile(_("Det saknas en kolumn med rubriken Namn, eller två med Förnamn och Efternamn."))
    if "mobile" not in best.places:
        raise UnreadableFile(_("Det saknas en kolumn med rubriken Mobil. Numret är det vi känner igen människor på."))
    return best


def columns_of(number: int, row: Sequence[str]) -> Columns:
    """What this row would mean if it were the headings."""
    plain = [plain_heading(cell) for cell in row]
    places = {name: place for name, words in HEADINGS.items() if (place := place_of(words, plain)) is not None}
    both = {"first_name", "last_name"} <= places.keys()
    for spare in ["name"] if both else ["first_name", "last_name"] if "name" in places else []:
        places.pop(spare, None)
    read = set(places.values())
    left = [
        (cell, word) for place, (cell, word) in enumerate(zip(row, plain, strict=True)) if cell and place not in read
    ]
    return Columns(
        heading_row=number,
        places=places,
        ignored=tuple(cell for cell, word in left if word not in NEVER_READ),
        never_read=tuple(cell for cell, word in left if word in NEVER_READ),
        has_first_and_last=both,
    )


def place_of(words: Sequence[str], plain: Sequence[str]) -> int | None:
    return next((plain.index(word) for word in words if word in plain), None)


def count_known(row: Sequence[str]) -> int:
    """How much a row looks like headings."""
    return len(columns_of(0, row).places)


def plain_heading(cell: str) -> str:
    """E-post (frivilligt)* is epost."""
    without_aside = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", cell))
    return re.sub(r"[\W_]", "", without_aside.casefold())
