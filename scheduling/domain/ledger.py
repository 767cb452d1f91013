"""The ledger of texts: what each association's month came to, by the provider's own prices where it has said them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Abs

from messaging.enums import Channel, OutboundState
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.months import Month
from scheduling.domain.prices import price_of
from scheduling.enums import AttendanceState
from volunteers.models import Association, Municipality

KRONOR = "SEK"
NOBODY = 0  # stands for "no association" among primary keys
State = OutboundState
# What the provider has, or may have. A refused text costs nothing, unless the provider says otherwise.
UNDER_WAY = frozenset({State.SENDING, State.UNKNOWN, State.SENT})
LEFT = UNDER_WAY | {State.DELIVERED, State.UNDELIVERED}
LOST = frozenset({State.UNDELIVERED, State.FAILED})
# Outcomes of texts that came in which Lykta could do something about by itself.
ACTED_ON = frozenset({*AttendanceState.values, "late", "standing", "stop", "start", "help"})


@dataclass(frozen=True)
class Account:
    """What one month of texts came to. Money in kronor, but `reported` in whatever currency the provider uses.

    `estimate` is for texts that the provider has not put a price in kronor on.
    """

    texts: int = 0
    segments: int = 0
    calls: int = 0
    emails: int = 0
    waiting: int = 0
    under_way: int = 0
    delivered: int = 0
    lost: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    reported: Mapping[str, Decimal] = field(default_factory=dict)
    estimate: Decimal = Decimal(0)
    answers: int = 0
    acted_on: int = 0

    def __add__(self, other: "Account") -> "Account":
        both = ((getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__)
        sums: list[Any] = [merged(a, b) if isinstance(a, Mapping) else a + b for a, b in both]
        return Account(*sums)

    @property
    def cost(self) -> Decimal:
        """In kronor, by the provider's word where there is one."""
        return self.reported.get(KRONOR, Decimal(0)) + self.estimate

    @property
    def foreign(self) -> dict[str, Decimal]:
        """What the provider says in other currencies."""
        return {unit: amount for unit, amount in sorted(self.reported.items()) if unit != KRONOR}

    @property
    def delivered_percent(self) -> int | None:
        """Of the texts whose fate is known; None while none is. Rounded down, so that 100 means every one."""
        known = self.delivered + self.lost
        return 100 * self.delivered // known if known else None

    @property
    def dropped_count(self) -> int:
        return sum(self.dropped.values())

    @property
    def is_empty(self) -> bool:
        return self == Account()


Amount = TypeVar("Amount", int, Decimal)


def merged(one: Mapping[str, Amount], other: Mapping[str, Amount]) -> dict[str, Amount]:
    """The sums by key."""
    total = dict(one)
    for key, amount in other.items():
        total[key] = total[key] + amount if key in total else amount
    return total


def ledger_of(associations: Collection[int], *, since: datetime, until: datetime) -> dict[int, Account]:
    """By association, for texts written and answers received from `since` until before `until`. Two queries."""
    sent = outbound_between(since, until).filter(payer__in=associations)
    received = _with_payer(InboundMessage.objects.filter(received_at__gte=since, received_at__lt=until)).filter(
        from_number__in=OutboundMessage.objects.filter(payer__in=associations).values("to_number"),
        last_payer__in=associations,
    )
    return _accounts(_grouped(sent), _counted(received))


def ledger_of_nobody(municipality: Municipality, *, since: datetime, until: datetime) -> Account:
    """The municipality's texts that no association pays: most are answers to numbers nobody knows. Two queries."""
    sent = outbound_between(since, until).filter(payer=None, lane=municipality.pk)
    received = _with_payer(InboundMessage.objects.filter(received_at__gte=since, received_at__lt=until)).filter(
        last_payer=None, inbox_item__municipality=municipality, inbox_item__association=None
    )
    return _accounts(_grouped(sent), _counted(received)).get(NOBODY, Account())


def ledger_of_month(association: Association, month: Month) -> Account:
    since, until = month.bounds(association.municipality.zone)
    return ledger_of([association.pk], since=since, until=until).get(association.pk, Account())


@dataclass(frozen=True)
class TownLedger:
    """A municipality's month: its associations in order of name, what is nobody's, and the sum of all."""

    rows: tuple[tuple[Association, Account], ...]
    nobody: Account
    total: Account


def ledger_of_town(municipality: Municipality, month: Month) -> TownLedger:
    since, until = month.bounds(municipality.zone)
    associations = list(municipality.associations.order_by("name", "pk"))
    accounts = ledger_of([association.pk for association in associations], since=since, until=until)
    rows = tuple((association, accounts.get(association.pk, Account())) for association in associations)
    nobody = ledger_of_nobody(municipality, since=since, until=until)
    return TownLedger(rows, nobody, sum((account for _association, account in rows), start=nobody))


def spent_by(associations: Collection[int], *, since: datetime, until: datetime) -> dict[int, Decimal]:
    """Kronor by association, as `Account.cost` counts them. One query."""
    in_kronor = Q(price__isnull=False, price_unit=KRONOR)
    rows = (
        outbound_between(since, until)
        .filter(payer__in=associations)
        .order_by()
        .values_list("payer")
        .annotate(
            told=Sum(Abs("price"), filter=in_kronor),
            parts=Sum("segments", filter=~in_kronor & Q(channel=Channel.SMS, state__in=LEFT)),
        )
    )
    return {payer: (told or Decimal(0)) + price_of(parts or 0) for payer, told, parts in rows if payer is not None}


def outbound_between(since: datetime, until: datetime) -> QuerySet[OutboundMessage]:
    return OutboundMessage.objects.filter(created_at__gte=since, created_at__lt=until)


def _grouped(sent: QuerySet[OutboundMessage]) -> Iterable[Mapping[str, object]]:
    """A row for every payer, channel, state, reason and currency, so few whatever the number of texts."""
    in_kronor = Q(price__isnull=False, price_unit=KRONOR)
    return (
        sent.order_by()
        .values("payer", "channel", "state", "reason", "price_unit")
        .annotate(count=Count("pk"), parts=Sum("segments"), told=Sum(Abs("price")))
        .annotate(unpriced=Sum("segments", filter=~in_kronor))
    )


def _with_payer(received: QuerySet[InboundMessage]) -> QuerySet[Any]:
    """With `last_payer`: the association whose text the number had last got when it wrote."""
    before = OutboundMessage.objects.filter(
        to_number=OuterRef("from_number"), created_at__lte=OuterRef("received_at"), payer__isnull=False
    )
    return received.annotate(last_payer=Subquery(before.order_by("-created_at", "-pk").values("payer")[:1]))


def _counted(received: QuerySet[Any]) -> Iterable[tuple[int | None, str, int]]:
    rows = received.order_by().values("last_payer", "outcome").annotate(count=Count("pk"))
    return [(row["last_payer"], row["outcome"], row["count"]) for row in rows]


def _accounts(
    sent: Iterable[Mapping[str, object]], received: Iterable[tuple[int | None, str, int]]
) -> dict[int, Account]:
    accounts: dict[int, Account] = {}
    for row in sent:
        payer = int(str(row["payer"] or NOBODY))
        accounts[payer] = accounts.get(payer, Account()) + _account_of(row)
    for key, outcome, count in received:
        answered = Account(answers=count, acted_on=count if outcome in ACTED_ON else 0)
        accounts[key or NOBODY] = accounts.get(key or NOBODY, Account()) + answered
    return accounts


def _account_of(row: Mapping[str, object]) -> Account:
    state, channel = str(row["state"]), str(row["channel"])
    count, parts, unpriced = (int(str(row[name] or 0)) for name in ("count", "parts", "unpriced"))
    told, unit = Decimal(str(row["told"] or 0)), str(row["price_unit"])
    has_left, is_text = state in LEFT, channel == Channel.SMS
    return Account(
        texts=count if has_left and is_text else 0,
        segments=parts if has_left and is_text else 0,
        calls=count if has_left and channel == Channel.VOICE else 0,
        emails=count if has_left and channel == Channel.EMAIL else 0,
        waiting=count if state == State.QUEUED else 0,
        under_way=count if state in UNDER_WAY and is_text else 0,
        delivered=count if state == State.DELIVERED and is_text else 0,
        lost=count if state in LOST and is_text else 0,
        dropped={str(row["reason"]): count} if state == State.DROPPED else {},
        reported={unit: told} if told else {},
        estimate=price_of(unpriced) if has_left and is_text else Decimal(0),
    )
