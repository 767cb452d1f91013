import logging

from config.logs import HideTokens


def logged(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    HideTokens().filter(record)
    return record.getMessage()


def test_a_calendars_token_is_blanked_and_the_rest_kept() -> None:
    assert logged("Gone: %s", "/svar/vQx3-9_hemlig?visa=1") == "Gone: /svar/…?visa=1"
    assert logged("Not Found: %s", "/calendar/vQx3-9_hemlig.ics") == "Not Found: /calendar/….ics"


def test_other_lines_are_left_as_they_are() -> None:
    assert logged("Not Found: %s", "/pass/17") == "Not Found: /pass/17"
