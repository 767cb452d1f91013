"""Who can be put on duty without writing their number again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldwork.domain.duty_rota.gap_texts import users_over
from fieldwork.domain.duty_rota.rotas import DutyRota, Person
from fieldwork.models import DutyTurn
from scheduling.domain.decisions.phones import phones_of
from volunteers.models import User, Volunteer

REMEMBERED = timedelta(days=400)  # so long after their last turn somebody is still offered


@dataclass(frozen=True)
class Known:
    """A person to choose by `key`; `number` is empty for somebody whose account is all that Lykta knows."""

    key: str
    name: str
    number: str
    user: User | None = None

    @property
    def person(self) -> Person:
        return Person(self.name, self.number, self.user)


def known_people(rota: DutyRota, *, now: datetime) -> Sequence[Known]:
    """Those who have had turns, and those over the rota, by name."""
    found: dict[str, Known] = {}
    turns = DutyTurn.objects.filter(**rota.over, ends_at__gt=now - REMEMBERED).select_related("user")
    for turn in turns.order_by("-starts_at", "-pk"):
        found.setdefault(turn.number, Known(turn.number, turn.name, turn.number, turn.user))
    accounts = {one.user.pk for one in found.values() if one.user}
    users = [user for user in users_over(rota) if user.pk not in accounts]
    walkers = list(phones_of(users, rota.municipality.pk)) if users else []
    for user in users:
        number = next((walker.mobile for walker in walkers if is_same(walker, user)), "")
        if number not in found:
            found[number or f"konto-{user.pk}"] = Known(f"konto-{user.pk}", str(user), number, user)
    return sorted(found.values(), key=lambda one: one.name)


def is_same(walker: Volunteer, user: User) -> bool:
    return walker.user_id == user.pk or walker.email.lower() == user.email.lower()
