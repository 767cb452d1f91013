"""Who can sign in to the demo, and the key that opens its API. Known to everyone, and made only in the demo."""

from dataclasses import dataclass

from volunteers.enums import RoleKind

PASSWORD = "lykta lyser i natt"  # noqa: S105 - printed at every start of the demo
API_KEY_PREFIX = "demo"
API_KEY = f"lykta_{API_KEY_PREFIX}_open-to-all-in-the-invented-town"

DEVICE_PASSWORD = "lykta-lyser-i-telefonen"  # noqa: S105 - Karin's telephone's, and known as well


@dataclass(frozen=True)
class Account:
    """One who signs in. `over` is the association they lead; a coordinator has the whole town."""

    name: str
    email: str
    kind: RoleKind
    over: str = ""
    password: str = PASSWORD

    @property
    def role(self) -> str:
        return f"{self.kind.label}, {self.over}" if self.over else str(self.kind.label)


ACCOUNTS = (
    Account("Karin Öberg", "karin@lykta.example", RoleKind.LEADER, over="Vårby vuxna på stan"),
    Account("Maria Ekström", "maria@lykta.example", RoleKind.COORDINATOR),
)
