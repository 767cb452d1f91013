"""Everything the emulator is told by its environment. docs/sms-emulator.md has the same table in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from emulator.magic import DEFAULT_MAGIC, Magic, read_magic


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    port: int = 8001
    account_sid: str = "AC" + "0" * 32
    auth_token: str = "emulator"  # noqa: S105  an invented account on 127.0.0.1
    number: str = "+46701740699"
    service_sid: str = ""
    inbound_url: str = ""
    demo_url: str = ""
    speed: float = 1.0
    seed: int = 1
    capacity: int = 20_000
    advanced_opt_out: bool = False
    price: float = 0.05
    price_unit: str = "USD"
    countries: frozenset[str] = frozenset({"SE", "NO", "DK", "FI"})
    magic: Mapping[str, Magic] = field(default_factory=lambda: read_magic(DEFAULT_MAGIC))
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Stockholm"))


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Raises ValueError with a sentence for whoever started the process."""
    default = Settings()

    def text(name: str, fallback: str) -> str:
        return environ.get(f"EMULATOR_{name}", fallback)

    speed = float(text("SPEED", "1"))
    if speed <= 0:
        raise ValueError("EMULATOR_SPEED must be above 0; 1 is the pace of a real provider, 50 is for tests")
    return Settings(
        port=int(text("PORT", str(default.port))),
        account_sid=text("ACCOUNT_SID", default.account_sid),
        auth_token=text("AUTH_TOKEN", default.auth_token),
        number=text("NUMBER", default.number),
        service_sid=text("MESSAGING_SERVICE_SID", ""),
        inbound_url=text("INBOUND_URL", ""),
        demo_url=text("DEMO_URL", "").rstrip("/"),
        speed=speed,
        seed=int(text("SEED", str(default.seed))),
        capacity=int(text("CAPACITY", str(default.capacity))),
        price=float(text("PRICE", str(default.price))),
        price_unit=text("PRICE_UNIT", default.price_unit),
        advanced_opt_out=text("ADVANCED_OPT_OUT", "0") in {"1", "true", "yes", "on"},
        countries=frozenset(text("COUNTRIES", ",".join(default.countries)).split(",")),
        magic=read_magic(text("MAGIC", DEFAULT_MAGIC)),
        zone=ZoneInfo(text("TIME_ZONE", default.zone.key)),
    )
