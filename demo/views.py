"""The demo's doors for the SMS emulator: what its page shows, and the clock that it moves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from demo.domain.featured import next_evening, state_of_demo
from demo.domain.moments import current_offset, move_time, moved_now
from demo.domain.outside import served
from demo.domain.town import start_over
from messaging.gateways.clock import now as now_by_clock
from messaging.gateways.twilio import is_signed
from volunteers.models import Municipality

TARGETS: dict[str, Callable[[datetime], datetime]] = {
    "2h": lambda now: now + timedelta(hours=2),
    "evening": next_evening,
}


@require_safe
@never_cache
def state(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(state_of_demo(now=now_by_clock()))


@require_safe
def calendar(request: HttpRequest, name: str) -> HttpResponse:
    """A calendar of somebody else's, which the town follows."""
    town = Municipality.objects.order_by("pk").first()
    body = served(name, now=now_by_clock(), town=town) if town else None
    if body is None:
        raise Http404
    etag = quote_etag(sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    return cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))


# The emulator signs its form as the provider signs its webhooks; it has no session and no cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def clock(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        if not is_signed(settings.PUBLIC_URL + request.get_full_path(), request.POST, request.headers):
            return HttpResponseForbidden()
        if not jump(request.POST.get("to", "")):
            return HttpResponseBadRequest()
    return JsonResponse(
        {"now": moved_now().isoformat(timespec="seconds"), "offset_seconds": round(current_offset().total_seconds())}
    )


def jump(to: str) -> bool:
    """Whether there is such a jump; it has been made then."""
    now = now_by_clock()
    if to == "restart":
        start_over(now=timezone.now())
        return True
    if to not in TARGETS:
        return False
    move_time(TARGETS[to](now))
    return True
