"""Where a change came from. Every verb of the rota is told, and the history keeps it."""

from dataclasses import dataclass

from messaging.models import InboundMessage
from scheduling.enums import Door
from volunteers.models import User


@dataclass(frozen=True)
class Origin:
    """The door, and who or what stood in it."""

    door: Door
    actor: User | None = None
    answer: InboundMessage | None = None


BY_CLOCK = Origin(Door.CLOCK)
