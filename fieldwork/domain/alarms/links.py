"""The link in a text about an alarm: whose it is and which alarm it opens. It opens nothing once the alarm is over."""

from fieldwork.models import AlarmNotice
from messaging.domain.personal_links import hash_of


def find_notice(token: str) -> AlarmNotice | None:
    """The notice whose text carried this token, with its alarm; none for a token that never was."""
    found = AlarmNotice.objects.filter(token_hash=hash_of(token)).exclude(number="")
    return found.select_related(
        "volunteer",
        "step__alarm__opened_by",
        "step__alarm__shift__association__municipality",
        "step__alarm__shift__route__district",
    ).first()
