"""What a reader chooses by the parameters of an address: which rows, in which order and pages, and what of each."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from rest_framework.exceptions import ValidationError

from api.domain.cursors import Cursor, read_cursor, write_cursor
from api.domain.picking import pick, tree_of
from api.domain.problem_words import in_words
from api.enums import Problem
from api.exceptions import BadCursor, Refused
from api.queries import after
from api.serializers.filters import PAGE, Listed, Order, Shown
from api.views.reading import OK, ReadingView

NOT_MODIFIED = 304


class ChoosingView(ReadingView):
    """A resource of which `fields` and `expand` choose what is shown."""

    filters: ClassVar[type[Shown]]

    @cached_property
    def choice(self) -> Shown:
        return self.filters(self.request.query_params, within=self.within, partner=self.key.partner)

    @cached_property
    def asked(self) -> Mapping[str, Any]:
        """The parameters. Raises ValidationError, and Refused for more than the key's scopes open."""
        asked = self.choice.asked
        for name in asked.get("expand") or ():
            scope = self.filters.expands[name]
            if scope not in self.key.scopes:
                raise Refused(Problem.MISSING_SCOPE, values={"scope": scope})
        return asked

    @property
    def expand(self) -> frozenset[str]:
        return self.asked.get("expand") or frozenset()

    def shown(self, payload: Mapping[str, Any]) -> Any:
        return pick(payload, tree_of(self.asked.get("fields") or ()))


class ListView(ChoosingView):
    """A list in pages. `tells_sequence` is for what events are told of, so that a reader can go on `updated_since`."""

    filters: ClassVar[type[Listed]]
    tells_sequence: ClassVar[bool] = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if self.tells_sequence and response.status_code in {OK, NOT_MODIFIED} and self.key.partner:
            # As it was when the key was looked up, before the rows were: what is numbered since comes the next time.
            response.headers["Lykta-Sequence"] = str(self.key.partner.last_sequence)
        return response

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return self.choice.narrow(rows) if self.asked else rows

    def page(self, rows: QuerySet[Any]) -> tuple[list[Any], str | None]:
        """One page of rows in the order that is asked for, and the address of the next."""
        name = self.asked["ordering"] or next(iter(self.filters.orders))
        order, down = self.filters.orders[name.lstrip("-")], name.startswith("-")
        if self.asked["cursor"]:
            cursor = self.cursor(name, order)
            rows = after(rows, field=order.field, value=cursor.value, tie=order.tie, number=cursor.tie, is_down=down)
        limit = self.asked["limit"] or PAGE
        sign = "-" if down else ""
        found = list(rows.order_by(f"{sign}{order.field}", f"{sign}{order.tie}")[: limit + 1])
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], self.next_address(Cursor(name, of(last, order.field), of(last, order.tie)))

    def cursor(self, name: str, order: Order) -> Cursor:
        try:
            return read_cursor(self.asked["cursor"], order=name, kind=order.kind)
        except BadCursor as error:
            said = in_words("Take it from `next`, unchanged.", "Ta den ur `next`, oförändrad.")
            raise ValidationError({"cursor": [said]}) from error

    def next_address(self, cursor: Cursor) -> str:
        query = [(name, value) for name, values in self.request.query_params.lists() for value in values]
        kept = [(name, value) for name, value in query if name != "cursor"]
        pairs = urlencode([*kept, ("cursor", write_cursor(cursor))])
        return f"{settings.PUBLIC_URL}{self.request.path}?{pairs}"


def of(row: Any, field: str) -> Any:
    return row[field] if isinstance(row, Mapping) else getattr(row, field)
