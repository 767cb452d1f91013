"""A text that came in is read here first: what is about tonight is done, all else is handed to the rota.

A reader looks at the words before it looks at the database, so that an answer about another night costs no query.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from fieldwork.domain.alarms.replies import take_end, take_help, take_key, take_more_time, take_yes
from fieldwork.domain.logs.replies import take_log
from fieldwork.domain.observations.replies import ask_by_text, take_fixed
from fieldwork.domain.unclear import say_what_to_write
from fieldwork.domain.walks.replies import WENT_OUT, take_out_or_home
from messaging.models import InboundMessage
from scheduling.domain import many_replies, replies
from scheduling.domain.incoming import Incoming
from scheduling.domain.replies import Reader


def take_out_or_home_and_ask(incoming: Incoming) -> str:
    """A group that is checked out by text is asked by text too what it can look at on its way."""
    outcome = take_out_or_home(incoming)
    if outcome == WENT_OUT:
        ask_by_text(incoming)
    return outcome


READERS: tuple[Reader, ...] = (
    take_help,
    take_out_or_home_and_ask,
    take_key,
    take_yes,
    take_more_time,
    take_log,
    take_fixed,
    take_end,
    say_what_to_write,
)


def take_tonight(incoming: Incoming) -> str:
    """What came of a text about tonight, in a word; nothing when it is about something else."""
    return next((outcome for reader in READERS if (outcome := reader(incoming))), "")


def apply_inbound(inbound: InboundMessage, *, now: datetime) -> None:
    """See scheduling.domain.replies.apply_inbound."""
    replies.apply_inbound(inbound, now=now, first=take_tonight)


def apply_all(texts: Sequence[InboundMessage], *, clock: Callable[[], datetime]) -> int:
    """See scheduling.domain.many_replies.apply_all."""
    return many_replies.apply_all(texts, clock=clock, first=take_tonight)


def answer_unhandled(now: datetime) -> int:
    """See scheduling.domain.replies.answer_unhandled."""
    return replies.answer_unhandled(now, first=take_tonight)
