"""What a visitor has written, carried in their own browser from one page to the next. Nothing of it is kept here.

The cookie is signed, so nobody can write another's proof of a number into it, and gone when the browser is closed.
"""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

LONGEST = 60 * 60  # seconds


def carry(request: HttpRequest, response: HttpResponse, name: str, value: dict[str, Any], *, path: str) -> None:
    """`value` is plain: texts, numbers, lists. Only addresses that begin with `path` see it."""
    written = signing.dumps(value, salt=f"carried.{name}", compress=True)
    response.set_cookie(name, written, path=path, secure=request.is_secure(), httponly=True, samesite="Lax")


def carried(request: HttpRequest, name: str) -> dict[str, Any]:
    """Nothing when there is none, it is too old, or somebody has changed it."""
    try:
        value: dict[str, Any] = signing.loads(request.COOKIES.get(name, ""), salt=f"carried.{name}", max_age=LONGEST)
    except signing.BadSignature:
        return {}
    return value


def put_down(response: HttpResponse, name: str, *, path: str) -> None:
    response.delete_cookie(name, path=path, samesite="Lax")
