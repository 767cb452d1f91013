"""Loading a data set into an empty database."""

import time
from dataclasses import dataclass
from itertools import groupby
from random import Random

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from bench.moment import START
from bench.rows import Rows
from bench.seasons import Season
from bench.sets import SEED, Size, shares
from bench.towns import write_towns

OURS = ("messaging", "volunteers", "scheduling", "api")


class NotEmpty(Exception):
    """There are rows in the database, and nobody said that they may go."""


@dataclass(frozen=True)
class Load:
    """How long it took, and how many rows were written in all."""

    seconds: float
    rows: int


def prepare_database(*, is_replaced: bool = False) -> None:
    """Make the tables. Raises NotEmpty for a database with rows in them, unless they are to be replaced."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if is_replaced:
        call_command("flush", verbosity=0, interactive=False)
    if not is_empty():
        raise NotEmpty("The database is not empty. Say --replace to empty it first.")


def is_empty() -> bool:
    models = (model for label in OURS for model in apps.get_app_config(label).get_models())
    return not any(model._default_manager.exists() for model in models)


def load_set(size: Size) -> Load:
    """Write the whole set, the nights of each municipality at once: the same rows on every machine and database."""
    began = time.perf_counter()
    make_room()
    chance = Random(SEED)
    rows = Rows(chance)
    with transaction.atomic():
        groups = write_towns(rows, chance, size)
        rows.finish()
    season = Season(rows, chance, START)
    sized = zip(groups, shares(size.shifts, len(groups)), strict=True)
    for _town, in_town in groupby(sized, key=lambda pair: pair[0].association.municipality_id):
        with transaction.atomic():
            for group, shifts in in_town:
                season.write(group, shifts=shifts)
            rows.finish()
    settle()
    return Load(time.perf_counter() - began, rows.counts.total())


def make_room() -> None:
    """Keep SQLite's indexes in memory while they grow; with its usual 2 MB it mostly writes pages out and in again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -400000")


def settle() -> None:
    """What PostgreSQL does by itself within minutes, and SQLite when its journal is large. Lykta asks for neither."""
    statement = "ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)"
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()  # the next one has its usual memory


def database_name() -> str:
    """With its version: SQLite 3.40.1, PostgreSQL 15.4."""
    version = [number for number in connection.get_database_version() if isinstance(number, int)]
    return f"{connection.display_name} {'.'.join(str(number) for number in version)}"
