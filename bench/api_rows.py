"""A hundred thousand shifts that are over, beside the data set's own: what an export and a deep page go through."""

from django.db import connection

from scheduling.models import Shift

PAST = 100_000
OVER = "done"
MOVED = ("starts_at", "ends_at", "night")


def add_past(*, municipality: int, rows: int = PAST) -> None:
    """Copies of the municipality's shifts, each round a year earlier, until there are so many. PostgreSQL alone."""
    table = Shift._meta.db_table
    chosen = {"uuid": "gen_random_uuid()", "state": f"'{OVER}'", "season_id": "NULL", "season_night": "NULL"}
    chosen |= {name: f"({name} - round * interval '364 days')" for name in MOVED}
    chosen["night"] += "::date"
    columns = [field.column for field in Shift._meta.concrete_fields if not field.primary_key]
    values = ", ".join(chosen.get(name, f"s.{name}") for name in columns)
    statement = f"""
        INSERT INTO {table} ({", ".join(columns)})
        SELECT {values} FROM {table} s JOIN volunteers_association a ON a.id = s.association_id
        CROSS JOIN generate_series(1, 200) round
        WHERE a.municipality_id = %s AND s.state <> 'draft' ORDER BY round, s.id LIMIT %s
    """  # noqa: S608 - names of our own columns
    with connection.cursor() as cursor:
        cursor.execute(statement, [municipality, rows])
        cursor.execute("ANALYZE")
