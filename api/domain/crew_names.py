"""Who is on a crew: for statistics as ids that mean nothing elsewhere, and tonight by name to whoever may call them."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from api.enums import Problem
from api.exceptions import Refused
from api.models import ApiKey, ContactRead, Partner
from api.queries.crews import crew_by_name
from scheduling.enums import ShiftState
from scheduling.models import Attendance, Shift

PSEUDONYM_LENGTH = 32


def pseudonym(partner: Partner, volunteer: UUID) -> str:
    """The same for the same person at this partner alone: a keyed hash, which no other partner can make or compare."""
    key = bytes.fromhex(partner.pseudonym_key)
    return f"p_{hmac.new(key, volunteer.bytes, hashlib.sha256).hexdigest()[:PSEUDONYM_LENGTH]}"


def is_tonight(shift: Shift, *, zone: ZoneInfo, now: datetime) -> bool:
    """On the shift's own date, and past midnight, until it ends: whether the clock has closed it by then or not."""
    if shift.state not in {ShiftState.PUBLISHED, ShiftState.UNDER_WAY} or shift.ends_at <= now:
        return False
    return now.astimezone(zone).date() == shift.night or shift.starts_at <= now


@transaction.atomic
def read_contacts(
    shift: Shift, *, key: ApiKey, zone: ZoneInfo, address: str | None, now: datetime
) -> Sequence[Attendance]:
    """Those on the crew, each with the volunteer, leaders first. That they were read is written down first.

    Raises Refused unless the shift is tonight's.
    """
    if not is_tonight(shift, zone=zone, now=now):
        raise Refused(Problem.NOT_TONIGHT)
    crew = list(crew_by_name(shift))
    ContactRead.objects.create(key=key, shift=shift, at=now, people=len(crew), address=address)
    return crew
