"""JSON as people read it. Pure."""

import json
import re

POSITION = re.compile(r"\[\s+([-\d.]+),\s+([-\d.]+)\s+\]")


def laid_out(value: object) -> str:
    """A member to a line, but a position on one."""
    return POSITION.sub(r"[\1, \2]", json.dumps(value, ensure_ascii=False, indent=2))


def on_one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
