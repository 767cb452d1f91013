"""A window of shifts whole, one JSON object to a line, sent while it is read: any number takes little memory."""

import json
from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api.enums import RouteClass, Scope
from api.queries import stamp_of
from api.queries.crews import crew_count
from api.serializers.filters import ExportFilters
from api.serializers.shifts import ShiftSerializer
from api.views.choosing import ChoosingView
from api.views.preconditions import as_wanted
from api.views.reading import PlainRenderer, etag_of, problems
from api.views.shifts import rows_for, told
from scheduling.models import Shift

NDJSON = "application/x-ndjson"
ROWS_AT_A_TIME = 2000  # from the database; PostgreSQL keeps the rest behind a cursor
LINES_AT_A_TIME = 200  # to the reader


class NdjsonRenderer(PlainRenderer):
    """Of what is refused before the first line."""

    media_type = NDJSON
    format = "ndjson"


class ExportView(ChoosingView):
    required_scope = Scope.SHIFTS
    route_class = RouteClass.EXPORT
    renderer_classes = [NdjsonRenderer]
    filters = ExportFilters

    @extend_schema(
        operation_id="export_shifts",
        summary="All shifts of a window, a line each",
        responses={(200, NDJSON): ShiftSerializer, **problems(400)},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """As NDJSON, by start: the members of the list of shifts, without pages. Read it line by line.

        An answer that ends without its last chunk broke off: ask again.
        """
        asked = self.asked
        rows = self.choice.narrow(rows_for(self)).order_by("starts_at", "pk")
        crews = crew_count(rows) if "crew" in self.expand else None
        etag = f"W/{etag_of(repr((sorted(asked.items(), key=str), stamp_of(rows, self.opening), crews)).encode())}"
        headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept, Authorization"}
        head = HttpResponse(content_type=NDJSON, headers=headers)
        answer = as_wanted(request, head)
        if answer is not head or request.method == "HEAD":
            return answer
        return StreamingHttpResponse(self.lines(rows), content_type=NDJSON, headers=headers)

    def lines(self, rows: QuerySet[Shift]) -> Iterator[bytes]:
        kept: list[str] = []
        for shift in rows.iterator(chunk_size=ROWS_AT_A_TIME):
            kept.append(json.dumps(self.shown(told(self, shift)), ensure_ascii=False, separators=(",", ":")))
            if len(kept) == LINES_AT_A_TIME:
                yield joined(kept)
                kept.clear()
        if kept:
            yield joined(kept)


def joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
