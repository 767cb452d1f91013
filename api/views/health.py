"""Whether this instance can work, for whoever watches it. Says nothing about anyone."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from api.queries import oldest_due_text
from fieldwork.domain.alarms.sweeping import late_by
from messaging.gateways import clock


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503. A text that stays due for minutes means that no worker is sending, and
    an alarm that is late for minutes that none climbs the ladder.
    """
    now = clock.now()
    try:
        oldest, late = oldest_due_text(now), late_by(now)
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503, headers={"Cache-Control": "no-store"})
    state = {
        "database": "ok",
        "oldest_due_text_seconds": int((now - oldest).total_seconds()) if oldest else None,
        "late_alarm_seconds": int(late.total_seconds()) if late else None,
    }
    return JsonResponse(state, headers={"Cache-Control": "no-store"})
