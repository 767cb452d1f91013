"""Numbers that asked for silence. Nothing is sent to them until they ask for texts again."""

from datetime import datetime

from messaging import queries
from messaging.models import OptOut


def is_opted_out(number: str) -> bool:
    return queries.open_opt_outs(number).exists()


def record_opt_out(number: str, *, source: str, now: datetime) -> None:
    """Silence from now on. `source` says who told: "text" (the person), "provider", "leader". Safe to repeat."""
    OptOut.objects.bulk_create([OptOut(number=number, started_at=now, source=source)], ignore_conflicts=True)


def end_opt_out(number: str, *, now: datetime) -> None:
    """The person wants texts again. Safe to repeat."""
    queries.open_opt_outs(number).update(ended_at=now)
