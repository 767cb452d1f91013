"""Loading a data set into an empty database."""

import time
from dataclasses import dataclass
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
    """Write the whole set in one transaction: the same rows on every machine and database."""
    began = time.perf_counter()
    chance = Random(SEED)
    rows = Rows(chance)
    with transaction.atomic():
        groups = write_towns(rows, chance, size)
        season = Season(rows, chance, START)
        for group, shifts in zip(groups, shares(size.shifts, len(groups)), strict=True):
            season.write(group, shifts=shifts)
        rows.finish()
    refresh_statistics()
    return Load(time.perf_counter() - began, rows.counts.total())


def refresh_statistics() -> None:
    """What PostgreSQL does by itself within minutes. SQLite has no such habit, and Lykta does not ask it to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
