"""What a log line never shows."""

import logging
import re

# The address of a calendar or of an e-mailed question is its key: whoever has it reads on.
TOKEN_IN_PATH = re.compile(r"(/calendar/|/svar/)[^/\s?.]+")


class HideTokens(logging.Filter):
    """Blanks the token in such a path, which Django's own lines about 4xx and 5xx answers would print."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/calendar/" in message or "/svar/" in message:
            record.msg, record.args = TOKEN_IN_PATH.sub(r"\1…", message), None
        return True
