"""The numbers and services that texts leave from, as an operator sets them up."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from messaging.domain.outbox.pacing import DEFAULT
from messaging.exceptions import NoSuchSender, SenderTaken
from messaging.models import Sender


def senders() -> Sequence[Sender]:
    """Those that were added. The one in the settings needs no row."""
    return list(Sender.objects.exclude(name=DEFAULT))


@transaction.atomic
def add_sender(
    name: str, *, number: str = "", messaging_service_sid: str = "", per_second: Decimal, lane: int | None = None
) -> Sender:
    """Raises SenderTaken when there is one by that name. See Sender for `lane`."""
    if name == DEFAULT or Sender.objects.filter(name=name).exists():
        raise SenderTaken(f"There is a sender called {name} already.")
    return Sender.objects.create(
        name=name, number=number, messaging_service_sid=messaging_service_sid, per_second=per_second, lane=lane
    )


def change_pace(name: str, *, per_second: Decimal) -> None:
    """From the next batch on. Raises NoSuchSender."""
    if not Sender.objects.exclude(name=DEFAULT).filter(name=name).update(per_second=per_second, next_free_at=None):
        raise NoSuchSender(f"There is no sender called {name}.")


def serve_lane(name: str, *, lane: int | None) -> None:
    """Let the texts of a lane leave from this sender from the next batch on; None: of no lane. Raises NoSuchSender."""
    if not Sender.objects.exclude(name=DEFAULT).filter(name=name).update(lane=lane):
        raise NoSuchSender(f"There is no sender called {name}.")


def remove_sender(name: str) -> None:
    """Its texts leave from the others of its lane, else from the one in the settings. Raises NoSuchSender."""
    if not Sender.objects.exclude(name=DEFAULT).filter(name=name).delete()[0]:
        raise NoSuchSender(f"There is no sender called {name}.")
