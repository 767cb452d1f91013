"""Whether this instance can work, for whoever watches it. Says nothing about anyone."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from api.queries import oldest_due_text
from messaging.gateways import clock


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503. A text that stays due for minutes means that no worker is sending."""
    now = clock.now()
    try:
        oldest = oldest_due_text(now)
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503, headers={"Cache-Control": "no-store"})
    waited = int((now - oldest).total_seconds()) if oldest else None
    return JsonResponse({"database": "ok", "oldest_due_text_seconds": waited}, headers={"Cache-Control": "no-store"})
