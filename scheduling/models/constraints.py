"""What the database itself holds: crew sizes in order, and no two rows of one owner at the same time."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, CheckConstraint, F, Model, Q

FIELDS = ("starts_at", "ends_at", "state")
NEVER_ALONE = 2  # nattvandring.nu and Nattvandrarna: at least two in a group, never alone


def crew_constraints(owner: str) -> list[CheckConstraint]:
    """Nobody alone, sizes that rise, and no more leaders than the crew; named after the `owner`."""
    rising = Q(crew_min__gte=F("crew_safe"), crew_target__gte=F("crew_min"), crew_max__gte=F("crew_target"))
    return [
        CheckConstraint(condition=Q(crew_safe__gte=NEVER_ALONE), name=f"{owner}_never_alone"),
        CheckConstraint(condition=rising, name=f"{owner}_crew_sizes_in_order"),
        CheckConstraint(condition=Q(leaders_needed__lte=F("crew_min")), name=f"{owner}_leaders_within_crew"),
    ]


class NoOverlap(BaseConstraint):
    """No two rows with the same `owner`, both in one of `states`, whose [starts_at, ends_at) meet.

    PostgreSQL keeps it with EXCLUDE USING gist (needs btree_gist), SQLite with two triggers. Both raise IntegrityError
    with the constraint's name in it, also under races. Adjacent rows are allowed: the end is outside the range.
    """

    def __init__(self, *, name: str, owner: str, states: tuple[str, ...], violation_error_message: Any = None) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.owner = owner
        self.states = tuple(states)

    def _parts(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> dict[str, str]:
        quote = schema_editor.quote_name
        fields: dict[str, Any] = {name: model._meta.get_field(name) for name in (*FIELDS, self.owner)}
        return {
            "name": self.name,
            "owner": quote(fields[self.owner].column),
            "starts": quote(fields["starts_at"].column),
            "ends": quote(fields["ends_at"].column),
            "state": quote(fields["state"].column),
            "states": ", ".join(f"'{state}'" for state in self.states),
        }

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """The clause of CREATE TABLE on PostgreSQL; on SQLite the triggers are queued to follow the table."""
        if model is None or schema_editor is None:
            return ""
        parts = self._parts(model, schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            return (
                "CONSTRAINT \"{name}\" EXCLUDE USING gist ({owner} WITH =, tstzrange({starts}, {ends}, '[)') WITH &&) "
                "WHERE ({state} IN ({states}))"
            ).format(**parts)
        for moment in ("INSERT", "UPDATE"):
            schema_editor.deferred_sql.append(self._trigger(model, schema_editor, parts, moment))
        return ""

    def _trigger(
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, parts: dict[str, str], moment: str
    ) -> Statement:
        other = "AND o.id <> NEW.id " if moment == "UPDATE" else ""
        template = (  # noqa: S608 - only names of our own models go in
            "CREATE TRIGGER {name}_{moment} BEFORE {moment} ON %(table)s FOR EACH ROW "
            "WHEN NEW.{state} IN ({states}) AND EXISTS (SELECT 1 FROM %(table)s o WHERE o.{owner} = NEW.{owner} "
            "AND o.{state} IN ({states}) {other}AND o.{starts} < NEW.{ends} AND o.{ends} > NEW.{starts}) "
            "BEGIN SELECT RAISE(ABORT, '{name}'); END"
        ).format(**parts, moment=moment.lower(), other=other)
        return Statement(template, table=Table(model._meta.db_table, schema_editor.quote_name))

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """ALTER TABLE on PostgreSQL. SQLite never comes here: Django rebuilds the table instead."""
        if model is None or schema_editor is None:
            return ""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        if model is None or schema_editor is None:
            return ""
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(
        self, model: type[Model], instance: Any, exclude: Any = None, using: str | None = DEFAULT_DB_ALIAS
    ) -> None:
        if exclude and self.owner in exclude:
            return
        if instance.state not in self.states or None in (instance.starts_at, instance.ends_at):
            return
        meeting = model._default_manager.using(using).filter(
            **{self.owner: getattr(instance, self.owner)},
            state__in=self.states,
            starts_at__lt=instance.ends_at,
            ends_at__gt=instance.starts_at,
        )
        if meeting.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "owner": self.owner, "states": self.states}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NoOverlap):
            return (self.name, self.owner, self.states) == (other.name, other.owner, other.states)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.owner, self.states))
