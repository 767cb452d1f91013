"""Which sender each text leaves from, and how many may leave from it by now. Workers share the pace by its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zlib import crc32

from django.conf import settings

from messaging.enums import Channel
from messaging.gateways.protocol import SendFrom
from messaging.models import OutboundMessage, Sender

DEFAULT = "default"  # the row that keeps the pace of the sender in the settings
BURST = timedelta(seconds=1)  # what may leave at once is a second's worth


@dataclass(frozen=True, kw_only=True)
class Paces:
    """The senders as they stood when a batch began, by name; the settings' own as DEFAULT."""

    senders: Mapping[str, Sender]
    at: datetime

    @cached_property
    def serving(self) -> Mapping[int, Sequence[str]]:
        """The names of those that serve each lane."""
        found: dict[int, list[str]] = {}
        for name in sorted(self.senders):
            lane = self.senders[name].lane
            if lane is not None:
                found.setdefault(lane, []).append(name)
        return found

    def of(self, message: OutboundMessage) -> Sender:
        """The one it names, else its lane's: of several always the same for one phone. Else the settings' own."""
        if message.sender in self.senders:
            return self.senders[message.sender]
        names = self.serving.get(message.lane) or [DEFAULT]
        return self.senders[names[crc32(message.to_number.encode()) % len(names)]]

    def address(self, message: OutboundMessage) -> SendFrom | None:
        sender = self.of(message)
        if sender.name == DEFAULT:
            return None
        return SendFrom(number=sender.number, messaging_service_sid=sender.messaging_service_sid)

    def resting(self) -> list[str]:
        return [name for name, sender in self.senders.items() if _is_resting(sender, self.at)]

    def next_free_at(self) -> datetime | None:
        """When the first of those that rest may send again; None when none rests."""
        return min((_allowed_at(self.senders[name], self.at) for name in self.resting()), default=None)


def read_paces(at: datetime) -> Paces:
    rows = {sender.name: sender for sender in Sender.objects.all()}
    default = _sender_of_settings()
    if DEFAULT in rows:
        default.pk, default.next_free_at = rows[DEFAULT].pk, rows[DEFAULT].next_free_at
    elif default.per_second:
        Sender.objects.bulk_create([default], ignore_conflicts=True)
        default.pk = Sender.objects.values_list("pk", flat=True).get(name=DEFAULT)
    return Paces(senders=rows | {DEFAULT: default}, at=at)


def _sender_of_settings() -> Sender:
    return Sender(
        name=DEFAULT,
        number=settings.TWILIO_FROM,
        messaging_service_sid=settings.TWILIO_MESSAGING_SERVICE_SID,
        per_second=settings.TWILIO_PER_SECOND,
    )


def let_rest(name: str, *, until: datetime) -> None:
    """No worker sends from this sender before then: the provider has asked for it. Only ever put off."""
    if name == DEFAULT and not Sender.objects.filter(name=DEFAULT).exists():
        Sender.objects.bulk_create([_sender_of_settings()], ignore_conflicts=True)
    sender = Sender.objects.select_for_update().filter(name=name).first()
    if sender is None:
        return
    if name == DEFAULT:
        sender.per_second = settings.TWILIO_PER_SECOND
    free_at = until + _ahead(sender)
    if sender.next_free_at is None or sender.next_free_at < free_at:
        Sender.objects.filter(name=name).update(next_free_at=free_at)


def keep_pace(messages: Sequence[OutboundMessage], paces: Paces) -> list[OutboundMessage]:
    """Those of the messages that may leave now; their senders' time is spent. In the transaction that claims them."""
    wanted = {paces.of(message).name for message in messages if _is_paced(message, paces)}
    locked = Sender.objects.select_for_update().filter(name__in=wanted).order_by("pk") if wanted else []
    free_at = {sender.name: max(sender.next_free_at or paces.at, paces.at) for sender in locked}
    before = dict(free_at)
    may_leave = [message for message in messages if _spend(message, paces, free_at)]
    for name, moment in free_at.items():
        paces.senders[name].next_free_at = moment
        if moment != before[name]:
            Sender.objects.filter(name=name).update(next_free_at=moment)
    return may_leave


def _spend(message: OutboundMessage, paces: Paces, free_at: dict[str, datetime]) -> bool:
    if not _is_paced(message, paces):
        return True
    sender = paces.of(message)
    if sender.name not in free_at or free_at[sender.name] - _ahead(sender) > paces.at:
        return False
    free_at[sender.name] += timedelta(seconds=message.segments / float(sender.per_second))
    return True


def _is_paced(message: OutboundMessage, paces: Paces) -> bool:
    return message.channel == Channel.SMS and paces.of(message).per_second > 0


def _is_resting(sender: Sender, at: datetime) -> bool:
    return _allowed_at(sender, at) > at


def _allowed_at(sender: Sender, at: datetime) -> datetime:
    return (sender.next_free_at or at) - _ahead(sender)


def _ahead(sender: Sender) -> timedelta:
    """A slow sender sends one when its time has come; a fast one up to a second ahead, so that a batch is worth it."""
    if not sender.per_second:
        return timedelta(0)
    return max(BURST - timedelta(seconds=1 / float(sender.per_second)), timedelta(0))
