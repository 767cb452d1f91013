"""What a log line never shows."""

import logging
import re
from typing import Any

# The address of a calendar, of an e-mailed question, of an alarm or of a person's own page is its key: whoever has it
# reads on.
TOKEN_IN_PATH = re.compile(r"(/calendar/|/svar/|/jag/|/larm/(?!(?:kommun|ovning)/)|/agare/bild/[0-9a-f-]+/)[^/\s?.]+")


class HideTokens(logging.Filter):
    """Blanks the token in such a path, which Django's own lines about 4xx and 5xx answers would print."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = TOKEN_IN_PATH.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, None
        return True


def settings(level: str) -> dict[str, Any]:
    """All to the console, a line each."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"tokens": {"()": "config.logs.HideTokens"}},
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
        "root": {"handlers": ["console"], "level": level},
        # Django's own server prints every address it is asked for, past the root logger.
        "loggers": {"django.server": {"handlers": ["console"], "level": "INFO", "propagate": False}},
    }
