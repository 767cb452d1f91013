"""What became of every text: Lykta's rows held against what the provider took, and against what phones sent."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from messaging.domain.outbox import queue_sms
from messaging.domain.sent_words import words_sent
from messaging.enums import Channel, OutboundState
from messaging.models import InboundMessage, OutboundMessage
from tests.factories import fictional_number
from tests.support.processes import PATIENCE, wait_until

TEXTS = 12
ON_THE_WAY = [OutboundState.QUEUED, OutboundState.SENDING, OutboundState.UNKNOWN]
STOPPED = [OutboundState.DROPPED, OutboundState.FAILED, OutboundState.UNDELIVERED]
Note = Callable[[str, object], None]


def queue_texts(count: int = TEXTS, *, expires_in: timedelta = timedelta(hours=4), first: int = 0) -> None:
    """Texts that no two of are alike, so that each is known again at the provider."""
    now = timezone.now() - timedelta(minutes=15)  # due by every clock of the play
    for n in range(first, first + count):
        queue_sms(
            to_number=fictional_number(n),
            body=f"Kan du gå natt nummer {n}? Svara JA eller NEJ.",
            kind="ask",
            dedupe_key=f"ask:{n}",
            now=now,
            expires_at=now + expires_in,
        )


def have_left() -> bool:
    return not OutboundMessage.objects.filter(state__in=ON_THE_WAY).exists()


def have_arrived() -> bool:
    return not OutboundMessage.objects.exclude(state=OutboundState.DELIVERED).exists()


def are_all_read() -> bool:
    return not InboundMessage.objects.filter(handled_at=None).exists()


@dataclass(frozen=True)
class Ledger:
    """`twice` and `lost` are the outgoing texts that came so to the provider; `unread` the texts in without a row."""

    texts: int
    twice: int
    lost: int
    inbound: int = 0
    refused: int = 0
    unread: int = 0
    repeated: int = 0
    given_up: int = 0
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_held(self) -> bool:
        return not (self.twice or self.lost or self.unread or self.repeated or self.given_up)

    def note(self, record: Note, fault: str) -> None:
        """Put the outcome in the table, and fail when the promise was not kept."""
        record("fault", fault)
        for name in ("texts", "twice", "lost", "inbound", "refused", "unread"):
            record(name, getattr(self, name))
        record("held", "yes" if self.is_held else "NO")
        assert self.is_held, self


def close_books(
    taken: Iterable[Mapping[str, Any]],
    *,
    posted: Iterable[str] = (),
    refused: int = 0,
    is_sent: bool = True,
    in_vain: int = 0,
) -> Ledger:
    """`taken` is what the provider took; `posted` the ids of texts that phones sent and the provider handed over.

    A text that stopped for a reason that is seen is not lost, but only `in_vain` of them may have. Without `is_sent`
    nobody was there to send any.
    """
    texts = OutboundMessage.objects.filter(channel=Channel.SMS)
    rows = [(text.to_number, words_sent(text), text.state) for text in texts]
    rows = rows if is_sent else []
    expected = Counter((number, body.strip()) for number, body, state in rows if state not in STOPPED)
    got = Counter((message["to"], message["body"].strip()) for message in taken)
    sids = list(posted)
    recorded = Counter(InboundMessage.objects.values_list("provider_sid", flat=True))
    return Ledger(
        texts=len(rows),
        twice=sum((got - Counter((number, body.strip()) for number, body, _state in rows)).values()),
        lost=sum((expected - got).values()),
        inbound=len(sids),
        refused=refused,
        unread=len(set(sids) - set(recorded)),
        repeated=sum(times - 1 for times in recorded.values()),
        given_up=max(0, sum(state in STOPPED for _number, _body, state in rows) - in_vain),
        states=Counter(state for _number, _body, state in rows),
    )


def settle(is_true: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    assert wait_until(is_true, seconds=seconds), Counter(OutboundMessage.objects.values_list("state", "reason"))
