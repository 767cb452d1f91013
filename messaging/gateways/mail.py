"""E-mail, by whichever server the LYKTA_EMAIL_ settings name."""

import re
import smtplib
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from messaging.gateways.protocol import Receipt, Refused

# Codes of our own, beside the provider's: see messaging.domain.error_codes.
MAIL_LATER, MAIL_REFUSED, MAIL_LOST = "mail_later", "mail_refused", "mail_lost"

METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
CALENDAR_FILE = "nattvandring.ics"
FOR_EVER = 500  # and above: SMTP's 4xx is for now, RFC 5321 section 4.2.1


def send_mail(*, to: str, subject: str, body: str, uuid: UUID, calendar: str = "", reply_to: str = "") -> Receipt:
    """Hand one e-mail over. `uuid` names it for good, so that a reader shows a second copy as the same.

    An answer goes to `reply_to`, where that is given. `calendar` is an iTIP message: a part that calendars act on by
    themselves, and a file for those that do not.

    Raises Refused: with MAIL_LATER before anything was handed over, MAIL_REFUSED when the server will never take it,
    MAIL_LOST when it may have been taken or not: no server can be asked, so it is not sent again.
    """
    connection = get_connection()
    mail = EmailMultiAlternatives(
        subject=subject,
        body=body,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        connection=connection,
        headers={
            "Message-ID": f"<{uuid}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if calendar:
        method = METHOD.search(calendar)
        mail.attach_alternative(calendar, f"text/calendar; method={method[1]}" if method else "text/calendar")
        mail.attach(CALENDAR_FILE, calendar.encode(), "application/ics")
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        raise Refused(MAIL_LATER) from None
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise Refused(_refusal(max(codes, default=0))) from None
    except smtplib.SMTPResponseException as error:
        raise Refused(_refusal(error.smtp_code)) from None
    except (OSError, smtplib.SMTPException):
        raise Refused(MAIL_LOST) from None
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()
    return Receipt(sid="", status="sent")


def _refusal(code: int) -> str:
    return MAIL_REFUSED if code >= FOR_EVER else MAIL_LATER
