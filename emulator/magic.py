"""Numbers that bring an error down on whoever texts them, as Twilio's own test numbers do.

Written `number=outcome`, comma-separated. An outcome is a Twilio code, or an HTTP status for a provider in
trouble; `x2` after it means "the first two times, then all is well".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from emulator.errors import CARRIER_FAULTS, REFUSALS

DEFAULT_MAGIC = (
    "+46701740690=21211,+46701740691=21610,+46701740692=21614,"
    "+46701740693=30003,+46701740694=30005,+46701740695=30007,+46701740696=30008,"
    "+46701740697=429x1,+46701740698=500"
)
HTTP_OUTCOMES = {429: 20429, 500: 20500, 503: 20503}
_RULE = re.compile(r"^(\+\d{8,15})=(\d{3}|\d{5})(?:x(\d+))?$")


@dataclass(frozen=True, slots=True)
class Magic:
    """What befalls a text to this number. `times` None means always."""

    code: int
    times: int | None = None


def read_magic(text: str) -> Mapping[str, Magic]:
    """The table that `EMULATOR_MAGIC` spells out. Raises ValueError that quotes the rule it could not read."""
    rules = [rule.strip() for rule in text.split(",") if rule.strip()]
    return dict(_read_rule(rule) for rule in rules)


def _read_rule(rule: str) -> tuple[str, Magic]:
    match = _RULE.match(rule)
    if match is None:
        raise ValueError(f"EMULATOR_MAGIC: cannot read {rule!r}; write for example +46701740697=429x1")
    number, outcome, times = match.groups()
    code = HTTP_OUTCOMES.get(int(outcome), int(outcome))
    if code not in REFUSALS and code not in CARRIER_FAULTS:
        raise ValueError(f"EMULATOR_MAGIC: {rule!r} names an outcome the emulator does not know")
    return number, Magic(code=code, times=int(times) if times else None)
