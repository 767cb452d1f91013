"""The work of `python -m bench.webhooks` on one database, in processes of their own."""

import json
import os
import sys
import time
from datetime import datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.webhooks_settings"
django.setup()

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from api.domain.keys import make_key
from api.domain.webhooks.endpoints import make_endpoint
from api.models import Partner, WebhookDelivery
from api.tasks import deliver_webhooks, tell_partners
from scheduling.domain.history import record_all, write_event
from scheduling.domain.origins import BY_CLOCK
from scheduling.enums import EventKind, ShiftState
from scheduling.models import Route, Shift
from volunteers.models import Association, District, Municipality

IDLE = 0.05  # seconds


def main() -> int:
    command, *given = sys.argv[1:]
    if command == "prepare":
        prepare(json.loads(given[0]))
    elif command == "happen":
        happen(int(given[0]))
    else:
        work(till=float(given[0]))
    return 0


@transaction.atomic
def prepare(urls: list[str]) -> None:
    """A town with a district, a night and a partner with an endpoint there for each address."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    town = Municipality.objects.create(name="Lyktköping")
    association = Association.objects.create(municipality=town, name="Nattvandrarna")
    for number, url in enumerate(urls):
        district = District.objects.create(municipality=town, name=f"Område {number}")
        route = Route.objects.create(municipality=town, district=district, name=f"Rutt {number}")
        night_in(association, route, now=now)
        partner = Partner.objects.create(municipality=town, name=f"Partner {number}")
        make_key(partner, scopes=["shifts:read"], districts=[str(district.uuid)], now=now)
        make_endpoint(partner, url=url, now=now)


def night_in(association: Association, route: Route, *, now: datetime) -> None:
    times = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=4)}
    state = ShiftState.PUBLISHED
    Shift.objects.create(association=association, route=route, night=now.date(), state=state, **times)


@transaction.atomic
def happen(events: int) -> None:
    """So many changes, the districts in turn, in one transaction. Prints when."""
    shifts, now = list(Shift.objects.order_by("pk")), timezone.now()
    record_all(
        write_event(shifts[number % len(shifts)], EventKind.CHANGED, origin=BY_CLOCK, now=now)
        for number in range(events)
    )
    print(json.dumps(time.time()))


def work(*, till: float) -> None:
    """The worker's jobs, again and again, for so many seconds. Prints how many deliveries ended."""
    stop_at = time.monotonic() + till
    while time.monotonic() < stop_at:
        tell_partners()
        deliver_webhooks()
        time.sleep(IDLE)
    print(json.dumps(WebhookDelivery.objects.filter(state="delivered").count()))


if __name__ == "__main__":
    sys.exit(main())
