"""Where a page of a list ended: the sort value and primary key of its last row, as one opaque word.

The next page starts after that row wherever it now stands, so rows that come or go meanwhile are neither repeated nor
skipped, and the hundredth page costs what the first did.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime

from api.exceptions import BadCursor


@dataclass(frozen=True)
class Cursor:
    """`value` is what the list is sorted by: a moment for shifts, a name for places."""

    value: datetime | str
    pk: int


def write_cursor(cursor: Cursor) -> str:
    value = cursor.value.isoformat() if isinstance(cursor.value, datetime) else cursor.value
    packed = json.dumps([value, cursor.pk], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(text: str, *, is_moment: bool) -> Cursor:
    """Raises BadCursor."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
        value, pk = json.loads(packed)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise BadCursor from error
    if not isinstance(value, str) or type(pk) is not int or not 0 <= pk < 2**63 or "\0" in value:
        raise BadCursor
    return Cursor(moment_of(value) if is_moment else value, pk)


def moment_of(value: str) -> datetime:
    try:
        moment = parse_datetime(value)
        if moment is None or moment.tzinfo is None:
            raise BadCursor
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCursor from error
