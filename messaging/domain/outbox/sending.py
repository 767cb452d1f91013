"""Lets texts leave: claim a batch, commit that it will be tried, open the sockets, commit what came of it."""

from datetime import datetime
from time import monotonic, sleep

from django.conf import settings

from messaging.domain.outbox.claiming import Batch, claim_batch
from messaging.domain.outbox.limits import TIME_BUDGET
from messaging.domain.outbox.moments import Moments
from messaging.domain.outbox.posting import Door, Outcome, post
from messaging.domain.outbox.recording import record_batch
from messaging.domain.outbox.review import Review, no_review
from messaging.gateways.protocol import GatewayError
from messaging.gateways.wake import wake

NAP = 0.05  # seconds, while another worker holds what is due
LONGEST_NAP = 60.0  # seconds; what must wait longer for its sender is found by the next minute's sweep


def send_due(now: datetime | None = None, *, review: Review = no_review) -> int:
    """Send what is due until nothing is, or until the time is up and the worker is woken again. Returns how many left.

    Safe to run twice at once, and safe to kill: a text is claimed by one, and what was claimed and not heard of is
    asked about by `ask_about_unknown`. Raises RuntimeError inside a transaction, where no socket may be opened.
    Workers leave `now` out: then leases run by the database's clock, whatever their own say.
    """
    moments, stop_at = Moments(now), monotonic() + TIME_BUDGET
    door, left, turn = Door(closes_at=stop_at), 0, int(monotonic())
    while monotonic() < stop_at:
        batch = claim_batch(moments, review=review, turn=turn)
        left += send_batch(batch, door, moments)
        turn += 1
        if door.is_shut:
            return left
        if not batch.handled:
            pause = _pause(batch, moments)
            if pause is None:
                return left
            sleep(min(pause, max(stop_at - monotonic(), 0)))
    wake(settings.SEND_DUE_JOB)
    return left


def send_batch(batch: Batch, door: Door, moments: Moments) -> int:
    """How many left, or may have. What something unforeseen befell is raised when the others are written down."""
    if not batch.letters:
        return 0
    outcomes = post(batch.letters, door, now=moments.now())
    record_batch(outcomes, moments)
    _raise_bug(outcomes)
    return sum(outcome.has_left for outcome in outcomes)


def _raise_bug(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.trouble is not None and not isinstance(outcome.trouble, GatewayError):
            raise outcome.trouble


def _pause(batch: Batch, moments: Moments) -> float | None:
    """Seconds until there may be something to do; None when there will not be before the next sweep."""
    if batch.next_free_at is None:
        return NAP if batch.seen else None
    seconds = (batch.next_free_at - moments.of_paces()).total_seconds()
    return max(seconds, NAP) if seconds < LONGEST_NAP else None
