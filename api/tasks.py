"""Jobs for the worker: woken by `wake`, swept by the clock. Each drains what is due and is safe to run twice."""

from django.conf import settings

from api.domain import disposal, repeats, telling
from api.domain.webhooks import clearing, delivering, owners
from messaging.gateways import clock
from messaging.gateways.wake import wake
from scheduling import tasks


def send_due_texts() -> None:
    """Texts leave first; what they tell people of may be news to partners too."""
    tasks.send_due_texts()
    wake(settings.TELL_PARTNERS_JOB)


def tell_partners() -> int:
    return telling.tell_partners(clock.now())


def deliver_webhooks() -> int:
    return delivering.deliver_webhooks()


def tell_owners_of_webhooks() -> int:
    return owners.tell_owners(clock.now())


def clear_webhooks() -> int:
    return clearing.clear_deliveries(clock.now())


def dispose_of_old_events() -> int:
    return telling.dispose_of_old_events(clock.now())


def dispose_of_old_calls() -> int:
    return repeats.dispose_of_old_calls(clock.now())


def dispose_of_contact_reads() -> int:
    return disposal.dispose_of_contact_reads(clock.now())
