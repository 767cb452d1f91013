"""What happened becomes numbered events, one for each partner that may know. Rows carry it from there."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction

from api.domain.catalogue import Happening, happenings_of, observation_happenings, presence_happenings
from api.domain.disposal import dispose_of
from api.domain.reaches import Reach, reaches_of
from api.domain.webhooks.spreading import spread
from api.models import ApiKey, Partner, PartnerEvent, PresenceAsk
from fieldwork.models import ObservationEvent
from messaging.gateways.wake import wake
from scheduling.models import PresenceEvent, ShiftEvent

LINES = 500  # of history in one transaction
TIME_BUDGET = 15.0  # seconds


def tell_partners(now: datetime) -> int:
    """Everything that happened and was not told yet, until the time is up and the worker is woken again.

    Returns how many lines of history were gone through. Safe to run twice at once and safe to kill.
    """
    stop_at, told = monotonic() + TIME_BUDGET, 0
    while monotonic() < stop_at:
        count = tell_some(now)
        told += count
        if count < LINES:
            return told
    wake(settings.TELL_PARTNERS_JOB)
    return told


@transaction.atomic(durable=True)
def tell_some(now: datetime) -> int:
    """The oldest lines not told yet, all or none of them. Returns how many they were.

    Everyone who tells waits here for the partners' rows (on SQLite: for the database), and looks for what is untold
    only then. So nothing is told twice, and numbers become visible in their order: whoever sees one sees all before.
    Lines are found by `processed_at` alone: their own numbers are handed out before they are committed.
    """
    active = Partner.objects.filter(is_active=True).order_by("pk")
    partners = list(active.select_for_update(of=("self",), no_key=True))
    lines = list(
        ShiftEvent.objects.filter(processed_at=None)
        .select_related("shift__association", "shift__route")
        .only(
            "kind",
            "at",
            "attendance",
            "from_state",
            "left_district",
            "shift__uuid",
            "shift__state",
            "shift__association__municipality",
            "shift__route__district",
        )
        .order_by("pk")[:LINES]
    )
    asked = list(PresenceEvent.objects.filter(processed_at=None).select_related("request").order_by("pk")[:LINES])
    seen = list(ObservationEvent.objects.filter(processed_at=None).select_related("observation").order_by("pk")[:LINES])
    happened = [
        *happenings_of(lines),
        *presence_happenings(asked, askers_of(asked)),
        *observation_happenings(seen),
    ]
    number(happened, partners, now=now)
    ShiftEvent.objects.filter(pk__in=[line.pk for line in lines]).update(processed_at=now)
    PresenceEvent.objects.filter(pk__in=[line.pk for line in asked]).update(processed_at=now)
    ObservationEvent.objects.filter(pk__in=[line.pk for line in seen]).update(processed_at=now)
    return max(len(lines), len(asked), len(seen))


def askers_of(lines: Iterable[PresenceEvent]) -> dict[int, int]:
    """By request, the partner that asked; those who phoned are none."""
    asks = PresenceAsk.objects.filter(request__in={line.request_id for line in lines})
    return dict(asks.values_list("request", "partner"))


def number(happenings: Sequence[Happening], partners: Sequence[Partner], *, now: datetime) -> list[PartnerEvent]:
    """Give each of the locked partners its events. A key that has expired still counts: its holder catches up later."""
    if not happenings or not partners:
        return []
    keys = ApiKey.objects.filter(partner__in=partners, revoked_at=None).select_related("partner")
    reaches = reaches_of(keys)
    events = [
        event
        for partner in partners
        if partner.pk in reaches
        for event in events_for(partner, reaches[partner.pk], happenings, now=now)
    ]
    Partner.objects.bulk_update(partners, ["last_sequence"])
    PartnerEvent.objects.bulk_create(events)
    spread(events, now=now)
    return events


def events_for(partner: Partner, reach: Reach, happenings: Sequence[Happening], *, now: datetime) -> list[PartnerEvent]:
    own = (happening for happening in happenings if happening.partner in {None, partner.pk})
    seen = [happening for happening in own if reach.sees(happening)]
    first = partner.last_sequence + 1
    partner.last_sequence += len(seen)
    return [
        PartnerEvent(
            partner=partner,
            sequence=sequence,
            type=happening.type,
            subject=happening.subject,
            district_id=happening.district,
            at=happening.at,
            recorded_at=now,
        )
        for sequence, happening in enumerate(seen, first)
    ]


@transaction.atomic
def let_rest(now: datetime) -> None:
    """What has happened until now is told to nobody: a town that is loaded is no news."""
    ShiftEvent.objects.filter(processed_at=None).update(processed_at=now)
    PresenceEvent.objects.filter(processed_at=None).update(processed_at=now)
    ObservationEvent.objects.filter(processed_at=None).update(processed_at=now)


def dispose_of_old_events(now: datetime) -> int:
    """Delete events older than EVENTS_KEPT_DAYS. Returns how many went."""
    before = now - timedelta(days=settings.EVENTS_KEPT_DAYS)
    return dispose_of(PartnerEvent.objects.filter(recorded_at__lt=before).order_by("recorded_at", "pk"))
