"""One call for each Idempotency-Key: asked again, it is answered again and not carried out again.

After draft-ietf-httpapi-idempotency-key-header. The key is taken in a transaction of its own, so that whoever asks
meanwhile sees it; what is done and how it was answered is then written in one transaction, so that a crash between the
two leaves neither. A call that is refused has done nothing, and leaves its key free.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from api.domain.disposal import dispose_of
from api.exceptions import OtherCall, StillRunning
from api.models import KeptCall, Partner

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=1)  # longer than any request may take: whoever had the key has died


@dataclass(frozen=True)
class Answer:
    """What a call was answered with. `location` is the address of what it made."""

    status: int
    body: Any
    location: str = ""
    is_repeated: bool = False


def once(
    work: Callable[[], Answer], *, partner: Partner, idempotency_key: str, fingerprint: str, now: datetime
) -> Answer:
    """What `work` answers, or what it answered when the same was asked before.

    Raises OtherCall when the key was given with another call, StillRunning while that one is being carried out, and
    whatever `work` raises; then nothing is kept.
    """
    call = _claim(partner, idempotency_key, fingerprint, now)
    if call.status is not None:
        return Answer(call.status, call.body, call.location, is_repeated=True)
    try:
        return _carry_out(call, work)
    except BaseException:
        KeptCall.objects.filter(pk=call.pk, claim=call.claim, status=None).delete()
        raise


def _claim(partner: Partner, idempotency_key: str, fingerprint: str, now: datetime) -> KeptCall:
    try:
        with transaction.atomic():
            return KeptCall.objects.create(
                partner=partner, idempotency_key=idempotency_key, fingerprint=fingerprint, claimed_at=now
            )
    except IntegrityError:
        found = KeptCall.objects.filter(partner=partner, idempotency_key=idempotency_key).first()
    if found is None:  # it was refused this very moment, or disposed of
        raise StillRunning
    if found.claimed_at > now - KEPT:
        if found.fingerprint != fingerprint:
            raise OtherCall
        if found.status is not None:
            return found
        if found.claimed_at > now - GIVEN_UP:
            raise StillRunning
    return _take_over(found, fingerprint, now)


def _take_over(found: KeptCall, fingerprint: str, now: datetime) -> KeptCall:
    """Of several that find it given up, or too old, one gets it."""
    as_found = KeptCall.objects.filter(pk=found.pk, claim=found.claim, status=found.status)
    fresh: dict[str, Any] = {"claim": uuid.uuid4(), "claimed_at": now, "fingerprint": fingerprint}
    fresh |= {"status": None, "body": None, "location": ""}
    if not as_found.update(**fresh):
        raise StillRunning
    for name, value in fresh.items():
        setattr(found, name, value)
    return found


@transaction.atomic
def _carry_out(call: KeptCall, work: Callable[[], Answer]) -> Answer:
    mine = KeptCall.objects.select_for_update().filter(pk=call.pk, claim=call.claim, status=None).first()
    if mine is None:
        raise StillRunning
    answer = work()
    mine.status, mine.body, mine.location = answer.status, answer.body, answer.location
    mine.save(update_fields=["status", "body", "location"])
    return answer


def dispose_of_old_calls(now: datetime) -> int:
    """Delete those older than KEPT. Returns how many there were."""
    return dispose_of(KeptCall.objects.filter(claimed_at__lte=now - KEPT).order_by("claimed_at"))
