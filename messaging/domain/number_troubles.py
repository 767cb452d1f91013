"""Numbers that texts do not reach: flagged for a leader to see, and spared more texts where none can ever arrive."""

from datetime import datetime

from django.db import transaction

from messaging.models import NumberTrouble

AT_ONCE = frozenset({"21211", "21614", "30006"})  # no such number, a landline, a carrier that takes no texts
COUNTED = AT_ONCE | {"30003", "30004", "30005", "30008"}  # out of reach, blocked, nobody has it, unknown
FLAGGED_AFTER = 2


@transaction.atomic
def record_trouble(number: str, *, error_code: str, now: datetime) -> None:
    """A text did not reach an E.164 number. Flagged the second time, or at once when no text ever can.

    Codes that say nothing of the number are passed over.
    """
    if error_code not in COUNTED:
        return
    NumberTrouble.objects.bulk_create([NumberTrouble(number=number, last_at=now)], ignore_conflicts=True)
    trouble = NumberTrouble.objects.select_for_update().get(number=number)
    trouble.times = min(trouble.times + 1, 1000)
    trouble.error_code, trouble.last_at = error_code, now
    trouble.is_flagged = trouble.is_flagged or error_code in AT_ONCE or trouble.times >= FLAGGED_AFTER
    trouble.save(update_fields=["times", "error_code", "last_at", "is_flagged"])


def clear_trouble(number: str) -> None:
    """A text has arrived, so all is well. Safe to repeat."""
    NumberTrouble.objects.filter(number=number).delete()
