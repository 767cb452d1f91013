"""Twilio's error codes as this emulator gives them. Wording: twilio.com/docs/api/errors."""

from dataclasses import dataclass

SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    """The HTTP status and the sentence of an error answered at once. `{value}` is what was wrong."""

    status: int
    message: str


@dataclass(frozen=True, slots=True)
class CarrierFault:
    """The state a text ends in, and why, when the fault shows only after the text was accepted."""

    final_state: str
    message: str


REFUSALS = {
    20001: Refusal(400, "{value}"),
    20003: Refusal(401, "Authenticate"),
    20009: Refusal(409, "Cannot change or delete this resource before it is complete"),
    20404: Refusal(404, "The requested resource {value} was not found"),
    20429: Refusal(429, "Too Many Requests"),
    20500: Refusal(500, "An internal server error has occurred"),
    20503: Refusal(503, "Service unavailable. Please try again later"),
    21201: Refusal(400, "No 'To' number is specified"),
    21205: Refusal(400, "Url parameter is required and must be a valid URL."),
    21210: Refusal(400, "'From' phone number not verified: {value}"),
    21211: Refusal(400, "Invalid 'To' Phone Number: {value}"),
    21213: Refusal(400, "'From' phone number is required"),
    21215: Refusal(400, "Account not authorized to call {value}"),
    21266: Refusal(400, "'To' and 'From' number cannot be the same: {value}"),
    21408: Refusal(
        400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {value}"
    ),
    21602: Refusal(400, "Message body is required."),
    21603: Refusal(400, "A 'From' phone number is required."),
    21604: Refusal(400, "A 'To' phone number is required."),
    21606: Refusal(
        400, "The 'From' phone number provided ({value}) is not a valid message-capable phone number of this account"
    ),
    21609: Refusal(400, "The StatusCallback URL {value} is not a valid URL."),
    21610: Refusal(400, "Attempt to send to unsubscribed recipient"),
    21612: Refusal(
        400, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters: {value}"
    ),
    21614: Refusal(400, "To number: {value}, is not a mobile number"),
    21617: Refusal(400, "The concatenated message body exceeds the 1600 character limit"),
    21701: Refusal(400, "The Messaging Service does not exist: {value}"),
}

CARRIER_FAULTS = {
    30003: CarrierFault("undelivered", "Unreachable destination handset"),
    30004: CarrierFault("undelivered", "Message blocked"),
    30005: CarrierFault("undelivered", "Unknown destination handset"),
    30006: CarrierFault("undelivered", "Landline or unreachable carrier"),
    30007: CarrierFault("failed", "Message filtered"),
    30008: CarrierFault("undelivered", "Unknown error"),
}


class ApiError(Exception):
    """An answer in Twilio's error JSON. `retry_after` is in seconds."""

    def __init__(self, code: int, value: str = "", *, retry_after: float | None = None) -> None:
        refusal = REFUSALS[code]
        self.code = code
        self.status = refusal.status
        self.message = refusal.message.format(value=value)
        self.retry_after = retry_after
        super().__init__(self.message)

    def as_json(self) -> dict[str, object]:
        more_info = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more_info, "status": self.status}


def explain(code: int | None) -> str | None:
    """What `error_message` says for a code; None without a code."""
    if code is None:
        return None
    if code in CARRIER_FAULTS:
        return CARRIER_FAULTS[code].message
    return REFUSALS[code].message if code in REFUSALS else "Unknown error"
