"""The morning after somebody was taken to have come home, the leader of their night is told, and can put it right.

Where the log is asked for that morning the question tells of it, and no other text is sent.
"""

from datetime import datetime, timedelta

from django.db import transaction

from fieldwork.domain.logs.asking import morning_after, night_in_text, whom_to_ask
from fieldwork.domain.walks.presumed import PRESUMED, names_of, untold
from fieldwork.enums import FieldEventKind
from fieldwork.models import FieldEvent
from messaging.enums import OutboundState
from scheduling.domain.attendance import lock_shift
from scheduling.domain.personal_links import open_in_text
from scheduling.domain.quiet_hours import after_quiet
from scheduling.domain.telling import tell
from scheduling.domain.text_plans import plan_of

OF_USE = timedelta(days=2)


def tell_of_presumed(now: datetime) -> int:
    """One text for each night that somebody was presumed home from. Returns how many were told. Safe to run twice or
    late, after `ask_for_logs`.
    """
    lately = FieldEvent.objects.filter(kind=FieldEventKind.PRESUMED_HOME, at__gt=now - OF_USE, at__lte=now)
    return sum(_tell(pk, now=now) for pk in sorted(set(lately.values_list("shift", flat=True))))


@transaction.atomic
def _tell(pk: int, *, now: datetime) -> int:
    shift = lock_shift(pk)
    plan, zone = plan_of(shift.association), shift.association.municipality.zone
    place = whom_to_ask(shift)
    if place is None or after_quiet(plan, zone, now) != now:
        return 0
    events = [one for one in untold(shift, place.volunteer) if morning_after(one.at, plan, zone) <= now]
    if not events:
        return 0
    text = tell(
        place,
        PRESUMED,
        now=now,
        key=str(events[-1].pk),
        useful_until=now + OF_USE,
        other=names_of(events),
        link=night_in_text(place),
    )
    if text is not None and text.state != OutboundState.DROPPED:
        open_in_text(text, place.volunteer, now=now)
    return 1
