"""What the provider's error codes call for. Sources: https://www.twilio.com/docs/api/errors and the pages under it."""

from datetime import timedelta

from messaging.enums import Advice, Reason

_ADVICE = {
    Advice.WAIT: (
        "20429",  # too many requests
        "21611",  # our queue at the provider is full
        "30001",  # the same, told afterwards
        "mail_later",  # the mail server is away
    ),
    Advice.HALT: (
        "20003",  # credentials
        "20005",  # the account is not active
        "20404",  # the account in the address does not exist
        "401",
        "403",
    ),
    Advice.SILENCE: ("21610",),
    Advice.NUMBER: (
        "21211",  # no such number
        "21614",  # a landline
        "30005",  # nobody has this number
        "30006",  # a landline or a carrier that cannot be reached
    ),
    Advice.GIVE_UP: (
        "30003",  # the phone is off or out of reach
        "30004",  # blocked
        "30008",  # unknown
        "30036",  # its validity period ran out
        "busy",  # a call that was not taken
        "no-answer",
        "failed",
        "canceled",
        "mail_refused",  # the mail server will never take it
        "mail_lost",  # it may have taken it; nobody can be asked
    ),
}
_BY_CODE = {code: advice for advice, codes in _ADVICE.items() for code in codes}

# A phone that was out of reach may be back, and what failed for no known reason deserves one more try.
TRY_AGAIN_AFTER = {
    "30003": timedelta(minutes=45),
    "30008": timedelta(minutes=5),
    "busy": timedelta(minutes=10),
    "no-answer": timedelta(minutes=45),
}

FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(minutes=30)
SPREAD = 30  # seconds


def advice_for(code: str) -> Advice:
    """A code that nobody has thought of is for a person to look at, so it alarms."""
    return _BY_CODE.get(code, Advice.ALARM)


def reason_for(advice: Advice) -> Reason:
    return {Advice.SILENCE: Reason.OPTED_OUT, Advice.NUMBER: Reason.BAD_NUMBER}.get(advice, Reason.REFUSED)


def retry_delay(attempt: int, *, row: int) -> timedelta:
    """One minute after the first attempt, then twice as long each time up to half an hour.

    Rows that failed together are spread over half a minute by their number, so that they do not return together.
    """
    doubled: timedelta = FIRST_DELAY * 2 ** min(attempt - 1, 10)
    return min(doubled, LONGEST_DELAY) + timedelta(seconds=row % SPREAD)
