"""Calendar feeds over HTTP. The token in the address is the key, so nothing here asks who is signed in."""

from email.utils import format_datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from api.views.encodings import encoded, preferred
from messaging.gateways import clock
from scheduling.domain.calendar_lines import write_calendar
from scheduling.domain.calendar_links import note_fetch
from scheduling.domain.feeds import feed_of, open_feed, read_subscription

# No redirect, cookie or page of ours ever answers here: a calendar program would take it for an emptied calendar.
# Search engines are kept out by a header and not by robots.txt, which Google Calendar would obey by not subscribing.
PRIVATE = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


@csrf_exempt  # else what only asks to write is answered with a page, and by 403, which some take for a wrong password
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed of a token. 404 for an unknown token; a revoked one closes with an entry, and is 410 after 30 days."""
    now = clock.now()
    subscription = read_subscription(token, now=now)
    if subscription is None or subscription.link is None:
        return plain("There is no calendar here.\n", status=404)
    if subscription.is_gone(now):
        return plain("This calendar is closed.\n", status=410)
    opened = open_feed(subscription, now=now)
    agent = request.headers.get("User-Agent", "")
    changed_at = note_fetch(
        subscription.link, stamp=opened.stamp, changed_at=opened.changed_at, user_agent=agent, now=now
    )
    encoding = preferred(request.headers.get("Accept-Encoding", ""))
    # Other bytes, another strong ETag.
    etag = quote_etag(f"{opened.stamp}-{encoding}" if encoding else opened.stamp)
    headers = {
        **PRIVATE,
        "ETag": etag,
        "Last-Modified": format_datetime(changed_at, usegmt=True),
        "Content-Language": subscription.language,
        "Vary": "Accept-Encoding",
    }
    unchanged = get_conditional_response(request, etag=etag, last_modified=int(changed_at.timestamp()))
    if unchanged is not None:
        for name, value in headers.items():
            unchanged.headers[name] = value
        return unchanged
    return HttpResponse(
        encoded(write_calendar(feed_of(opened)), encoding),
        content_type="text/calendar; charset=utf-8",
        headers={
            **headers,
            "Content-Disposition": 'inline; filename="nattvandring.ics"',
            **({"Content-Encoding": encoding} if encoding else {}),
        },
    )


def plain(text: str, *, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=PRIVATE)
