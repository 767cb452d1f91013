"""The description of the API that partners were promised, in docs/openapi.json. `make schema` writes it anew."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.support.schema_changes import Comparison

PIN = Path(__file__).parents[2] / "docs" / "openapi.json"


def pinned() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(PIN.read_text(encoding="utf-8"))
    return kept


def write_pin(schema: dict[str, Any]) -> None:
    """Raises SystemExit when something that was promised would go."""
    broken = list(Comparison(pinned(), schema).breaking()) if PIN.exists() else []
    if broken:
        sys.exit("\n".join(["These changes break what partners were promised (docs/partners.md, chapter 9):", *broken]))
    PIN.write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    import django

    django.setup()
    from api.views.schema import schema

    write_pin(schema())
