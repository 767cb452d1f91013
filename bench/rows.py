"""Rows on their way into the database."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from operator import attrgetter
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection
from django.db.models import DateField, DateTimeField, Field, JSONField, Model, UUIDField

Row = TypeVar("Row", bound=Model)
CHUNK = 5_000


class Rows:
    """Gives each row its key at once, so that rows point at each other before they are written, and writes in chunks.

    Only for empty tables and inside a transaction: foreign keys are checked when it ends, so any order will do.
    """

    def __init__(self, chance: Random) -> None:
        self.counts: Counter[type[Model]] = Counter()
        self._kept: dict[type[Model], list[Any]] = defaultdict(list)
        self._tables: dict[type[Model], Table] = {}
        self._chance = chance

    def add(self, model: type[Row], **fields: Any) -> Row:
        """A row that others are made from. It may still change until the chunk it is in is full."""
        self.counts[model] += 1
        row = model(pk=self.counts[model], **fields)
        self._keep(model, row)
        return row

    def put(self, model: type[Model], **values: Any) -> int:
        """A row that nobody looks at again, by its columns; much faster than `add`. Returns its key."""
        self.counts[model] += 1
        key = self.counts[model]
        self._keep(model, {"id": key, **values})
        return key

    def uuid(self) -> UUID:
        """One of the seeded kind: the same load has the same."""
        return UUID(int=self._chance.getrandbits(128), version=4)

    def finish(self) -> None:
        """Write what is left before the transaction ends, and let the database's own keys go on from the last."""
        for model in list(self._kept):
            self._write(model)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.counts)):
                cursor.execute(statement)

    def _keep(self, model: type[Model], row: Any) -> None:
        kept = self._kept[model]
        if len(kept) == CHUNK:
            self._write(model)
            kept = self._kept[model]
        kept.append(row)

    def _write(self, model: type[Model]) -> None:
        table = self._tables.setdefault(model, Table(model))
        table.write(self._kept.pop(model))


class Table:
    """Writes rows of one model without a statement or an object for each: COPY on PostgreSQL, else executemany.

    `bulk_create` takes several times as long, which the largest set would make minutes of.
    """

    def __init__(self, model: type[Model]) -> None:
        fields = model._meta.local_concrete_fields
        quote = connection.ops.quote_name
        self.name = quote(model._meta.db_table)
        self.columns = ", ".join(quote(field.column) for field in fields)
        self.names = [field.attname for field in fields]
        made = [field for field in fields if field.has_default() and callable(field.default)]
        self.defaults = {field.attname: field.get_default() for field in fields if field not in made}
        self.makers = {field.attname: field.get_default for field in made}
        self.writers = [writer_of(field) for field in fields]
        self.of_object = attrgetter(*self.names)

    def write(self, rows: list[Any]) -> None:
        values = [self.values_of(row) for row in rows]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.name} ({self.columns}) FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
                return
            marks = ", ".join(["%s"] * len(self.names))
            statement = f"INSERT INTO {self.name} ({self.columns}) VALUES ({marks})"  # noqa: S608 - names of our models
            cursor.executemany(statement, values)

    def values_of(self, row: Any) -> list[Any]:
        if isinstance(row, dict):
            given = {**self.defaults, **row}
            raw = [given[name] if name in given else self.makers[name]() for name in self.names]
        else:
            raw = list(self.of_object(row))
        return [
            value if write is None or value is None else write(value)
            for write, value in zip(self.writers, raw, strict=True)
        ]


def writer_of(field: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    """How a value goes to the database's own client; None where it goes as it is."""
    if isinstance(field, JSONField):
        return json.dumps
    if field.choices:
        return plain
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, DateTimeField):
        return sqlite_moment
    if isinstance(field, DateField):
        return connection.ops.adapt_datefield_value
    return attrgetter("hex") if isinstance(field, UUIDField) else None


def plain(value: str) -> str:
    return str(value.value) if isinstance(value, Enum) else value


def sqlite_moment(value: datetime) -> str:
    """As Django writes it, for a moment that is in UTC already; a fifth of a load's time went to finding that out."""
    return value.isoformat(" ")[: -len("+00:00")]
