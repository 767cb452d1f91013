"""Which column of a list holds what, by its heading: Swedish or English, in any order."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from volunteers.domain.lists.columns import LOOK_AHEAD, Columns, columns_at, places_in, words_of
from volunteers.exceptions import UnreadableFile

# Best first: where a list has both "Mobil" and "Telefon", the first is read and the other named as ignored.
HEADINGS = words_of(
    {
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
    }
)
PRIVATE = """
    personnummer personnr pnr persnr personid födelsedatum födelsedata födelsedag dateofbirth birthdate birthday dob
    samordningsnummer ssn personalnumber personalidentitynumber socialsecuritynumber
"""
NEVER_READ = frozenset(PRIVATE.split())


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
    places = places_in(row, HEADINGS)
    both = {"first_name", "last_name"} <= places.keys()
    for spare in ["name"] if both else ["first_name", "last_name"] if "name" in places else []:
        places.pop(spare, None)
    return columns_at(number, row, places, never_read=NEVER_READ, is_double=both)


def count_known(row: Sequence[str]) -> int:
    """How much a row looks like headings."""
    return len(columns_of(0, row).places)
