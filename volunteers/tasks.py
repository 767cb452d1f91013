"""Jobs that the clock drives. Each is safe to run twice, late or never."""

from messaging.gateways.clock import now
from volunteers.domain import imports


def dispose_of_old_imports() -> None:
    imports.dispose_old_imports(now())
