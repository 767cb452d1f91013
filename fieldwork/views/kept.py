"""What a phone may keep of somebody's own pages, so that tonight's open without network, and the worker that keeps it.

A page says itself how long: never beyond the night, nor beyond the hours for which the gate was passed. A phone that is
lent then shows no more than the gate does.
"""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from messaging.domain.numbers import show_number
from messaging.queries import number_to_text
from scheduling.views.own_gate import Mine, known, stays_open_for

AFTER_THE_NIGHT = timedelta(hours=12)
KEPT_FOR = "Lykta-Kept-For"  # seconds, from when the page was fetched: a phone's clock may be wrong
STYLES = ("css/tokens.css", "css/components.css", "css/app.css")


def keep_in_phone(response: HttpResponse, request: HttpRequest, mine: Mine, *, ends_at: datetime) -> HttpResponse:
    """Let the phone keep this page until well after the night's end, as long as the gate stands open to it."""
    left = min(ends_at + AFTER_THE_NIGHT - mine.now, stays_open_for(request, mine))
    if request.method == "GET" and response.status_code == 200 and left > timedelta(0):  # noqa: PLR2004 - OK
        response.headers[KEPT_FOR] = str(int(left.total_seconds()))
    return response


@require_safe
@known
def worker(_request: HttpRequest, mine: Mine) -> HttpResponse:
    """The worker of one person's page, and of no other. It says nothing of the person but that address."""
    number = number_to_text(mine.volunteer.municipality_id)
    told = {
        "page": mine.address,
        "files": f"/{settings.STATIC_URL.strip('/')}/",
        "styles": [static(name) for name in STYLES],
        "icon": static("icon.svg"),
        "language": get_language(),
        "words": {
            "title": _("Inget nät"),
            "not_here": _("Den här sidan kan visas igen när du har nät."),
            "not_sent": _("Ingen täckning, så det gick inte fram."),
            "by_text": by_text(number),
            "text": _("Skriv sms"),
            "number": number,
            "again": _("Försök igen"),
            "back": _("Tillbaka"),
            "danger": _("Vid fara: ring 112"),
        },
    }
    scripts = [static("js/log-outbox.js"), static("js/night-worker.js")]
    body = f"self.LYKTA = {json.dumps(told)};\nimportScripts(...{json.dumps(scripts)});\n"
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = mine.address
    return response


def by_text(number: str) -> str:
    """The other way to say it. A text gets through where a page does not."""
    if number:
        return _("Sms:a UTE eller HEMMA till %(number)s, eller försök igen.") % {"number": show_number(number)}
    return _("Svara UTE eller HEMMA på vårt senaste sms, eller försök igen.")
