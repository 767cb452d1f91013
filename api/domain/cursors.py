"""Where a page of a list ended: the order, the sort value and the number of its last row, as one opaque word.

The next page starts after that row wherever it now stands, so rows that come or go meanwhile are neither repeated nor
skipped, and the hundredth page costs what the first did.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum

from django.utils.dateparse import parse_date, parse_datetime

from api.exceptions import BadCursor

Value = datetime | date | str


class Kind(Enum):
    """What a list is sorted by."""

    MOMENT = "moment"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True)
class Cursor:
    """`order` is the name of the order, with a minus when it is downwards; `tie` the number that tells equals apart."""

    order: str
    value: Value
    tie: int


def write_cursor(cursor: Cursor) -> str:
    value = cursor.value if isinstance(cursor.value, str) else cursor.value.isoformat()
    packed = json.dumps([cursor.order, value, cursor.tie], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(text: str, *, order: str, kind: Kind) -> Cursor:
    """Raises BadCursor, also for the cursor of another order."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
        found, value, tie = json.loads(packed)
        str(value).encode()  # half of a surrogate pair is no text
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise BadCursor from error
    if found != order or not isinstance(value, str) or type(tie) is not int or not 0 <= tie < 2**63 or "\0" in value:
        raise BadCursor
    return Cursor(order, value_of(value, kind), tie)


def value_of(text: str, kind: Kind) -> Value:
    if kind == Kind.TEXT:
        return text
    try:
        read = parse_date(text) if kind == Kind.DAY else parse_datetime(text)
        if read is None:
            raise BadCursor
        if not isinstance(read, datetime):
            return read
        if read.tzinfo is None:
            raise BadCursor
        return read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCursor from error
