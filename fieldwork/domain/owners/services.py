"""What an owner's Open311 system takes, and which of it a kind of fault is."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import transaction

from fieldwork.domain.referrals.following import trouble_of
from fieldwork.domain.referrals.open311 import desk_of
from fieldwork.enums import HandOverWay
from fieldwork.gateways.open311 import list_services
from fieldwork.models import ObservationCategory, OwnerService, PlaceOwner
from messaging.gateways.protocol import GatewayError
from messaging.gateways.wake import wake

MOST_KEPT = 500
CODE_ROOM, NAME_ROOM = 80, 120


@transaction.atomic
def want_services(owner: PlaceOwner, *, now: datetime) -> None:
    """Let the worker ask the owner's system what it takes."""
    PlaceOwner.objects.filter(pk=owner.pk).update(open311_wanted_at=now)
    wake(settings.READ_SERVICES_JOB)


def read_services(now: datetime) -> int:
    """Ask every system that somebody wants to know of. Returns how many answered. Opens sockets."""
    wanted = PlaceOwner.objects.filter(way=HandOverWay.OPEN311, open311_wanted_at__isnull=False)
    return sum(_read(owner, now=now) for owner in list(wanted.order_by("open311_wanted_at", "pk")))


def _read(owner: PlaceOwner, *, now: datetime) -> bool:
    """Taken by one worker; what was known stays where the system does not answer."""
    asked = PlaceOwner.objects.filter(pk=owner.pk, open311_wanted_at=owner.open311_wanted_at)
    if not asked.update(open311_wanted_at=None):
        return False
    mine = PlaceOwner.objects.filter(pk=owner.pk)
    try:
        services = list_services(desk_of(owner))
    except GatewayError as error:
        mine.update(open311_trouble=trouble_of(error)[:200])
        return False
    kept = [
        asdict(service) | {"name": service.name[:NAME_ROOM]}
        for service in services[:MOST_KEPT]
        if len(service.code) <= CODE_ROOM
    ]
    mine.update(open311_services=kept, open311_read_at=now, open311_trouble="")
    return True


@transaction.atomic
def choose_services(owner: PlaceOwner, chosen: Mapping[ObservationCategory, str]) -> None:
    """Which service each kind is there; an empty code takes the choice back."""
    OwnerService.objects.filter(owner=owner, category__in=[category.pk for category in chosen]).delete()
    OwnerService.objects.bulk_create(
        OwnerService(owner=owner, category=category, code=code) for category, code in chosen.items() if code
    )
