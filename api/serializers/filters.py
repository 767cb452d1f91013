"""What can be asked for in an address. Unknown parameters are errors: a misspelt filter must not widen a list."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.domain.problem_words import in_words
from api.serializers.shifts import KINDS, LEVELS, STATES

PAGE, LARGEST_PAGE = 100, 200
LONGEST_CURSOR = 500
# A plus that was not written %2B has become a space on its way here.
LOST_PLUS = re.compile(r"(T\d\d:\d\d\S*) (\d\d:\d\d)$", re.IGNORECASE)


@extend_schema_field({"oneOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]})
class MomentOrDayField(serializers.Field[Any, Any, Any, Any]):
    def to_internal_value(self, data: Any) -> date | datetime:
        text = LOST_PLUS.sub(r"\1+\2", str(data))
        try:
            read = parse_date(text) or parse_datetime(text)
            if isinstance(read, datetime):
                read = read.astimezone(UTC) if read.tzinfo else None
        except (ValueError, OverflowError):
            read = None
        if read is None:
            raise serializers.ValidationError(
                in_words(
                    "Write a day, 2026-10-16, or a moment with its offset, 2026-10-16T18:30:00Z.",
                    "Skriv en dag, 2026-10-16, eller en tidpunkt med tidszon, 2026-10-16T18:30:00Z.",
                )
            )
        return read


class PageFilters(serializers.Serializer[Any]):
    """Every list has these."""

    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="Where to go on; comes with `next`."
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_PAGE, default=PAGE, help_text="Rows to a page."
    )

    @classmethod
    def of(cls, query: QueryDict) -> "PageFilters":
        """From an address. As plain values: REST framework would pass over an empty one as if from a page's form."""
        several = {name for name, field in cls().fields.items() if isinstance(field, serializers.MultipleChoiceField)}
        return cls(data={name: values if name in several else values[-1] for name, values in query.lists()})

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields))
        if unknown:
            said = in_words("There is no such parameter.", "Den parametern finns inte.")
            raise serializers.ValidationError({name: [said] for name in unknown})
        return super().to_internal_value(data)


class DistrictFilters(PageFilters):
    district = serializers.UUIDField(required=False, help_text="A district's id; everything below it is included.")


class ShiftFilters(DistrictFilters):
    kind = serializers.MultipleChoiceField(choices=KINDS, required=False, help_text="Repeat for several.")
    state = serializers.MultipleChoiceField(choices=STATES, required=False, help_text="Repeat for several.")
    coverage = serializers.MultipleChoiceField(
        choices=LEVELS, required=False, help_text="The `level` of `coverage`. Repeat for several."
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of the language and cannot be declared like the others."""
        start = MomentOrDayField(
            required=False, help_text="The first night (a day), or the earliest start (a moment, RFC 3339)."
        )
        end = MomentOrDayField(
            required=False, help_text="The last night (a day, included), or the moment that starts must be before."
        )
        return {"from": start, "to": end, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("from"), attrs.get("to")
        if start is not None and type(start) is type(end) and end < start:
            raise serializers.ValidationError({"to": in_words("It is before `from`.", "Den är före `from`.")})
        return attrs
