"""What a page showed of a change of groups, as one short word: another whenever anything would be another."""

import json
from collections.abc import Sequence
from hashlib import sha256

from django.utils.translation import gettext as _

from scheduling.domain.changes.carrying_out import Outcome
from scheduling.domain.changes.values import values_of
from scheduling.exceptions import ChangedMeanwhile
from scheduling.models import Attendance, Shift

STAMP_LENGTH = 32


def stamp_of(outcome: Outcome, *more: object) -> str:
    """Of whose place moves how, and the words of every text."""
    shown = {
        "more": [str(one) for one in more],
        "places": [_place(effect.attendance.volunteer_id, effect.told, effect.to) for effect in outcome.effects],
        "texts": [[letter.person.pk, letter.text.body if letter.text else ""] for letter in outcome.letters],
    }
    return sha256(json.dumps(shown).encode()).hexdigest()[:STAMP_LENGTH]


def stamp_of_people(shift: Shift, people: Sequence[Attendance]) -> str:
    """Of who is there to be divided, and of the night."""
    shown = [[one.pk, one.state, one.is_leader] for one in people]
    told = json.dumps([shown, str(values_of(shift))])
    return sha256(told.encode()).hexdigest()[:STAMP_LENGTH]


def _place(*parts: object) -> Sequence[str]:
    return [str(part) for part in parts]


def require_as_shown(stamp: str, shown: str) -> None:
    """Raises ChangedMeanwhile."""
    if stamp != shown:
        raise ChangedMeanwhile(_("Något har hänt sedan du såg sidan. Titta igen, så ser du hur det blir nu."))
