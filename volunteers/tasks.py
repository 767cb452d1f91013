"""Jobs that the clock drives. Each is safe to run twice, late or never."""

from messaging.gateways.clock import now
from volunteers.domain import imports, interest_mails, interests, number_proofs
from volunteers.domain.boundaries import loading


def dispose_of_old_imports() -> None:
    imports.dispose_old_imports(now())


def dispose_of_old_boundary_files() -> None:
    loading.dispose_old_files(now())


def dispose_of_old_proofs() -> None:
    number_proofs.dispose_of_old_proofs(now())


def tell_of_interests() -> int:
    return interest_mails.tell_of_interests(now())


def dispose_of_old_interests() -> int:
    return interests.dispose_of_old_interests(now())
