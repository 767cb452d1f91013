"""Lists of texts: Twilio's filters and pages."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from emulator.errors import ApiError
from emulator.messages import message_json
from emulator.store import Message

PAGE_SIZE, PAGE_SIZE_LIMIT = 50, 1000
FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
Test = Callable[[Message], bool]


def list_page(
    messages: Sequence[Message], args: "MultiDict[str, str]", *, path: str, account_sid: str
) -> dict[str, object]:
    """One page, newest first. A page token names the last text already shown, so new texts do not shift pages."""
    size, page, token = _whole(args, "PageSize", PAGE_SIZE, 1), _whole(args, "Page", 0, 0), args.get("PageToken", "")
    size = min(size, PAGE_SIZE_LIMIT)
    tests = [_test(name, args[name]) for name in FILTERS if args.get(name)]
    found = [
        message for message in reversed(messages) if not message.is_deleted and all(test(message) for test in tests)
    ]
    start = _after(found, token) if token else page * size
    shown = found[start : start + size]
    asked = [(name, args[name]) for name in FILTERS if args.get(name)] + [("PageSize", str(size))]

    def uri(number: int, last: str = "") -> str:
        pages = [("Page", str(number)), *([("PageToken", f"PA{last}")] if last else [])]
        return f"{path}?{urlencode([*asked, *pages])}"

    has_more = len(found) > start + size
    return {
        "messages": [message_json(message, account_sid=account_sid) for message in shown],
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(len(shown) - 1, 0),
        "uri": uri(page),
        "first_page_uri": uri(0),
        "previous_page_uri": uri(page - 1) if page else None,
        "next_page_uri": uri(page + 1, shown[-1].sid) if has_more else None,
    }


def _after(found: Sequence[Message], token: str) -> int:
    places = [place for place, message in enumerate(found) if f"PA{message.sid}" == token]
    if not places:
        raise ApiError(20001, f"Invalid PageToken: {token}")
    return places[0] + 1


def _whole(args: "MultiDict[str, str]", name: str, default: int, least: int) -> int:
    text = args.get(name) or str(default)
    if not text.isdecimal() or int(text) < least:
        raise ApiError(20001, f"Invalid {name}: {text}")
    return int(text)


def _test(name: str, value: str) -> Test:
    if name == "To":
        return lambda message: message.to == value
    if name == "From":
        return lambda message: message.sender == value
    return _date_test(name, _read_moment(value))


def _date_test(name: str, asked: date | datetime) -> Test:
    """`<` and `>` include the day or the second asked for, as the API's description says.

    Without them it is the day that counts: twilio-python can write a day as its midnight only.
    """

    def test(message: Message) -> bool:
        if message.sent_at is None:
            return False
        if name == "DateSent":
            return message.sent_at.date() == (asked.date() if isinstance(asked, datetime) else asked)
        sent: date = message.sent_at.replace(microsecond=0) if isinstance(asked, datetime) else message.sent_at.date()
        return sent <= asked if name == "DateSent<" else sent >= asked

    return test


def _read_moment(text: str) -> date | datetime:
    """A day (GMT) or a moment in UTC, in ISO 8601 or RFC 2822."""
    for read in (date.fromisoformat, datetime.fromisoformat, parsedate_to_datetime):
        try:
            found: date | datetime = read(text)
        except ValueError:
            continue
        if not isinstance(found, datetime):
            return found
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    raise ApiError(20001, f"Invalid date: {text}")
