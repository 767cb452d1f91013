"""One endpoint's turn on the wire: event after event on one connection. Touches no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic

from api.domain.webhooks.claiming import Letter, Turn
from api.domain.webhooks.secrets import signed_headers
from messaging.enums import CallTrouble
from messaging.gateways.outward import Heard, Line
from messaging.gateways.protocol import NotHeard

ANSWER_WITHIN = 15.0  # seconds for the whole of a call; Standard Webhooks asks for 15 to 30
TURN = 5.0  # seconds, after which the endpoint waits for its next turn; others may be waiting
FAILURES_IN_A_ROW = 3  # that an endpoint may answer with in one turn
MOST_SAID = 1024  # bytes of an answer that are kept
AGENT = "Lykta-Webhooks/1 (+https://www.standardwebhooks.com)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one letter. `at` is how far into the turn it was tried; `retry_after` is in seconds."""

    letter: Letter
    at: timedelta
    took: timedelta
    status: int | None = None
    trouble: CallTrouble | None = None
    said: str = ""
    retry_after: float | None = None

    @property
    def has_arrived(self) -> bool:
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def ends_it(self) -> bool:
        return self.status == HTTPStatus.GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    turn: Turn
    outcomes: tuple[Outcome, ...]


def take(turn: Turn, *, closes_at: float) -> Report:
    """Letters in their order until the time is up, or until it is better to let the endpoint rest."""
    began, outcomes = monotonic(), list[Outcome]()
    try:
        with Line(turn.url) as line:
            for letter in turn.letters:
                outcomes.append(_post(letter, line, turn.secrets, began=began))
                if _is_enough(outcomes, turn) or monotonic() >= min(closes_at, began + TURN):
                    break
    except NotHeard as error:  # an address that was fit to be called when it was written
        outcomes.append(_outcome(turn.letters[0], began=began, since=began, trouble=error.trouble))
    return Report(turn=turn, outcomes=tuple(outcomes))


def _is_enough(outcomes: list[Outcome], turn: Turn) -> bool:
    """After a failure nothing else is said where order is kept; nor where nobody answers, or three times wrong."""
    if outcomes[-1].has_arrived:
        return False
    late = outcomes[-FAILURES_IN_A_ROW:]
    is_hopeless = len(late) == FAILURES_IN_A_ROW and not any(outcome.has_arrived for outcome in late)
    last = outcomes[-1]
    return turn.keeps_order or turn.is_failing or is_hopeless or last.ends_it or last.status is None


def _post(letter: Letter, line: Line, secrets: tuple[str, ...], *, began: float) -> Outcome:
    since = monotonic()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        **signed_headers(letter.message_id, letter.body, keys=secrets, at=datetime.now(UTC)),
    }
    try:
        heard = line.ask(
            method="POST", headers=headers, body=letter.body.encode(), at_most=MOST_SAID, within=ANSWER_WITHIN
        )
    except NotHeard as error:
        return _outcome(letter, began=began, since=since, trouble=error.trouble)
    return _outcome(letter, began=began, since=since, heard=heard)


def _outcome(
    letter: Letter, *, began: float, since: float, heard: Heard | None = None, trouble: CallTrouble | None = None
) -> Outcome:
    return Outcome(
        letter=letter,
        at=timedelta(seconds=since - began),
        took=timedelta(seconds=monotonic() - since),
        status=heard.status if heard else None,
        trouble=trouble,
        said=legible(heard.body) if heard else "",
        retry_after=wait_of(heard.headers) if heard else None,
    )


def legible(body: bytes) -> str:
    """As text that a database takes, of no more bytes than were kept."""
    text = body.decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode()[:MOST_SAID].decode(errors="ignore")


def wait_of(headers: Mapping[str, str]) -> float | None:
    """Seconds, from Retry-After: a number, or a date (RFC 9110 section 10.2.3). None where nothing legible is said."""
    said = headers.get("retry-after", "").strip()
    try:
        found = float(said) if said.isdigit() else (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return max(found, 0.0)
