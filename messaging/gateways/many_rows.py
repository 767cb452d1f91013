"""Many new rows of one table at once, where a clock's sweep writes tens of thousands of them."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Fields whose values the drivers take as they stand, where they are of these very types.
PLAIN_FIELDS = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
PLAIN = frozenset({str, int, type(None)})
FEW_VALUES = (models.CharField, models.BooleanField)  # choices and such: each is made ready once
SEPARATOR = "\0"


class Column(NamedTuple):
    """One column of all the rows. `is_alike`: the same in each."""

    field: "models.Field[Any, Any]"
    values: Sequence[Any]
    is_alike: bool


def insert_rows(rows: Sequence[models.Model]) -> int:
    """What bulk_create does, in a third of its time: a column is made ready at once, and only once where it is alike.

    Of rows without keys, which get none; fields that fill themselves while they are saved are not. Returns how many
    were written. Raises what the database does, IntegrityError and its like.
    """
    return insert_columns(type(rows[0]), _by_column(rows)) if rows else 0


def insert_new(rows: Sequence[models.Model], *, known_by: str) -> dict[Any, int] | None:
    """As `insert_rows`, but those that are there already are left as they stand. Returns the keys that all have got, by
    what stands in their unique column `known_by`; None when not all of them were new.
    """
    if not rows:
        return {}
    model = type(rows[0])
    with transaction.atomic(using=router.db_for_write(model), savepoint=False):
        connection, columns = _made_ready(model, _by_column(rows))
        if connection.vendor == "postgresql":
            given = _write_arrays(connection, model, columns, known_by=known_by)
            return given if len(given) == len(rows) else None
        if _write_each(connection, model, columns, is_lenient=True) < len(rows):
            return None
        written = model._default_manager.filter(**{f"{known_by}__in": [getattr(row, known_by) for row in rows]})
        return dict(written.values_list(known_by, "pk"))


def insert_columns(model: type[models.Model], values: Mapping[str, Sequence[Any]]) -> int:
    """As `insert_rows`, of what stands in each column by the name of its attribute: `step_id`. None may be left out."""
    count = len(next(iter(values.values())))
    if count:
        with transaction.atomic(using=router.db_for_write(model), savepoint=False):
            connection, columns = _made_ready(model, values)
            write = _write_arrays if connection.vendor == "postgresql" else _write_each
            write(connection, model, columns)
    return count


def _by_column(rows: Sequence[models.Model]) -> dict[str, Sequence[Any]]:
    fields = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
    return {field.attname: list(map(attrgetter(field.attname), rows)) for field in fields}


def _made_ready(
    model: type[models.Model], values: Mapping[str, Sequence[Any]]
) -> tuple[BaseDatabaseWrapper, list[Column]]:
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return connection, [_column(field, values[field.attname], connection) for field in fields]


def _column(field: "models.Field[Any, Any]", values: Sequence[Any], connection: BaseDatabaseWrapper) -> Column:
    if values and values.count(values[0]) == len(values):
        return Column(field, [field.get_db_prep_save(values[0], connection=connection)] * len(values), is_alike=True)
    if isinstance(field, PLAIN_FIELDS) and PLAIN.issuperset(map(type, values)):
        return Column(field, values, is_alike=False)
    if isinstance(field, FEW_VALUES):
        made = {one: _plain(field.get_db_prep_save(one, connection=connection)) for one in set(values)}
        return Column(field, [made[one] for one in values], is_alike=False)
    return Column(field, [field.get_db_prep_save(one, connection=connection) for one in values], is_alike=False)


def _plain(value: Any) -> Any:
    """A choice as the word that it is: drivers take their time over other types."""
    return str.__str__(value) if isinstance(value, str) else value


def _write_each(
    connection: BaseDatabaseWrapper, model: type[models.Model], columns: Sequence[Column], *, is_lenient: bool = False
) -> int:
    """SQLite reads the statement once and binds each row to it. Returns how many were written."""
    places = ", ".join(["%s"] * len(columns))
    verb = "INSERT OR IGNORE" if is_lenient else "INSERT"
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"{verb} INTO {table} ({_names(connection, columns)}) VALUES ({places})"
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*(column.values for column in columns), strict=True)))
        written: int = cursor.rowcount
    return written


def _write_arrays(
    connection: BaseDatabaseWrapper, model: type[models.Model], columns: Sequence[Column], *, known_by: str = ""
) -> dict[Any, int]:
    """PostgreSQL gets each column as one array, and what is alike as one value.

    With `known_by` those that are there already are passed over, and the keys of what was written are returned.
    """
    differing = [column for column in columns if not column.is_alike] or columns[:1]
    chosen = [
        f"each.{connection.ops.quote_name(column.field.column or '')}"
        if column in differing
        else f"%s::{_type(connection, column)}"
        for column in columns
    ]
    arrays = ", ".join(f"%s::{_type(connection, column)}[]" for column in differing)
    table = connection.ops.quote_name(model._meta.db_table)
    statement = (
        f"INSERT INTO {table} ({_names(connection, columns)}) SELECT {', '.join(chosen)}"  # noqa: S608 - names of our own columns; values are parameters
        f" FROM unnest({arrays}) AS each({_names(connection, differing)})"
    )
    if known_by:
        known = [column for column in columns if column.field.attname == known_by]
        key = connection.ops.quote_name(model._meta.pk.column)
        statement += f" ON CONFLICT DO NOTHING RETURNING {_names(connection, known)}, {key}"
    alike = [column.values[0] for column in columns if column not in differing]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*alike, *(_array(column.values) for column in differing)])
        return dict(cursor.fetchall()) if known_by else {}


def _array(values: Sequence[Any]) -> str | list[Any]:
    """Words and whole numbers written as PostgreSQL reads an array, at once; of others the driver looks at each."""
    kinds = set(map(type, values))
    if all(issubclass(kind, str) for kind in kinds):
        words = SEPARATOR.join(values)
        if words.count(SEPARATOR) == len(values) - 1:  # no database keeps that sign: whose words hold it are refused
            escaped = words.replace("\\", r"\\").replace('"', r"\"")
            return '{"' + escaped.replace(SEPARATOR, '","') + '"}'
    if kinds <= {int, UUID}:
        return "{" + ",".join(map(str, values)) + "}"
    return list(values)


def _names(connection: BaseDatabaseWrapper, columns: Iterable[Column]) -> str:
    return ", ".join(connection.ops.quote_name(column.field.column or "") for column in columns)


def _type(connection: BaseDatabaseWrapper, column: Column) -> str:
    """A cast to a type of limited length cuts what is too long; text is refused where it is written."""
    is_words = isinstance(column.field, (models.CharField, models.TextField))
    return "text" if is_words else column.field.db_type(connection) or ""
