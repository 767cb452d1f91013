"""Parameters of an address that no library reads: moments or days, and lists of words."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from typing import Any

import django_filters as filters
from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework import serializers

from api.domain.problem_words import in_words

# A plus that was not written %2B has become a space on its way here.
LOST_PLUS = re.compile(r"(T\d\d:\d\d\S*) (\d\d:\d\d)$", re.IGNORECASE)

LARGEST_SEQUENCE = 2**63 - 1


class MomentOrDayField(forms.Field):
    def to_python(self, value: Any) -> date | datetime | None:
        if value in self.empty_values:
            return None
        text = LOST_PLUS.sub(r"\1+\2", str(value))
        try:
            read = parse_date(text) or parse_datetime(text)
            if isinstance(read, datetime):
                read = read.astimezone(UTC) if read.tzinfo else None
        except (ValueError, OverflowError):
            read = None
        if read is None:
            raise forms.ValidationError(
                in_words(
                    "Write a day, 2026-10-16, or a moment with its offset, 2026-10-16T18:30:00Z.",
                    "Skriv en dag, 2026-10-16, eller en tidpunkt med tidszon, 2026-10-16T18:30:00Z.",
                )
            )
        return read


class DayField(forms.Field):
    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        try:
            read = parse_date(str(value))
        except ValueError:
            read = None
        if read is None:
            raise forms.ValidationError(
                in_words("Write a day of the calendar, 2026-10-16.", "Skriv en dag i kalendern, 2026-10-16.")
            )
        return read


class MomentOrDayFilter(filters.Filter):  # type: ignore[misc]  # the library has no types
    field_class = MomentOrDayField


class WordsWidget(forms.Widget):
    """`a,b` and `a&b` repeated are the same."""

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> Any:
        return ",".join(data.getlist(name)) or None


class WordsField(forms.Field):
    """Some of the words given, with commas between. Raises ValidationError for any other."""

    widget = WordsWidget

    def __init__(self, *, words: Collection[str], **options: Any) -> None:
        super().__init__(**options)
        self.words = words

    def to_python(self, value: Any) -> frozenset[str]:
        found = frozenset(word for word in str(value or "").split(",") if word)
        unknown = ", ".join(sorted(found - set(self.words)))
        if unknown:
            known = ", ".join(sorted(self.words))
            raise forms.ValidationError(
                in_words(f"There is no {unknown}. There is: {known}.", f"{unknown} finns inte. Det finns: {known}.")
            )
        return found


class HowFilter(filters.Filter):  # type: ignore[misc]  # the library has no types
    """Says how rows are shown, not which."""

    def filter(self, qs: Any, _value: Any) -> Any:
        return qs


class WordsFilter(HowFilter):
    field_class = WordsField


class NumberFilter(HowFilter):
    field_class = forms.IntegerField


class DayFilter(HowFilter):
    field_class = DayField


class IdFilter(HowFilter):
    field_class = forms.UUIDField


class TextFilter(HowFilter):
    field_class = forms.CharField


class ChoiceFilter(HowFilter):
    field_class = forms.ChoiceField


class SequenceFilter(filters.Filter):  # type: ignore[misc]  # the library has no types
    field_class = forms.IntegerField

    def __init__(self, **options: Any) -> None:
        super().__init__(label="", min_value=0, max_value=LARGEST_SEQUENCE, **options)


def paths_of(shape: type[serializers.Serializer[Any]]) -> frozenset[str]:
    """The members of a shape and of its members: coverage, coverage.level."""
    return frozenset(walked(shape()))


def walked(shape: serializers.Serializer[Any], prefix: str = "") -> Iterator[str]:
    for name, field in shape.fields.items():
        yield f"{prefix}{name}"
        inner = getattr(field, "child", field)
        if isinstance(inner, serializers.Serializer):
            yield from walked(inner, f"{prefix}{name}.")
