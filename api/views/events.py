"""What happened, numbered for each partner: whoever was away reads on from the last number it saw."""

from urllib.parse import urlencode

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.payloads import event_payload
from api.domain.sequences import require_kept
from api.enums import Scope
from api.queries.events import events_of, latest_sequence
from api.serializers.events import EventPageSerializer
from api.serializers.filters import PAGE, EventFilters
from api.views.choosing import ChoosingView
from api.views.reading import problems


class EventsView(ChoosingView):
    required_scope = Scope.EVENTS
    filters = EventFilters

    @extend_schema(
        operation_id="list_events",
        summary="What happened, in order",
        responses={200: EventPageSerializer, **problems(400, 410)},
    )
    def get(self, _request: Request) -> Response:
        """Numbers rise by one for each event of your organisation, and none becomes visible before those below it.

        So the last number you have seen is all there is to remember. A key sees only what its other scopes and its
        districts open; then numbers are passed over, and `latest` still takes you on. 410 when events after your number
        are no longer kept.
        """
        after, limit = self.asked["after"], self.asked["limit"] or PAGE
        # Before the rows: what is numbered meanwhile is above this, and comes the next time.
        latest = latest_sequence(self.partner)
        if after is not None:
            require_kept(self.partner, after, latest=latest, parameter="after")
        rows = self.choice.narrow(events_of(self.partner, self.opening, scopes=self.key.scopes))
        found = list(rows.filter(sequence__lte=latest).order_by("sequence")[: limit + 1])
        following = self.address_after(found[-2].sequence) if len(found) > limit else None
        results = [self.shown(event_payload(event)) for event in found[:limit]]
        return Response({"next": following, "latest": latest, "results": results})

    def address_after(self, sequence: int) -> str:
        query = [(name, value) for name, values in self.request.query_params.lists() for value in values]
        kept = [(name, value) for name, value in query if name != "after"]
        return f"{settings.PUBLIC_URL}{self.request.path}?{urlencode([*kept, ('after', sequence)])}"
