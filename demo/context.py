"""What the sign-in page of the demo shows."""

from typing import Any

from django.http import HttpRequest

from demo.domain.accounts import ACCOUNTS


def demo_accounts(_request: HttpRequest) -> dict[str, Any]:
    return {"demo_accounts": ACCOUNTS}
