"""The bench's work on one database, which LYKTA_BENCH_DATABASE_URL names. Started by `python -m bench`."""

import argparse
import json
import os
import sys
from dataclasses import asdict

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.db import connection

from bench.doors import Door, WrongAnswer, doors
from bench.figures import Figure, Run
from bench.loading import Load, NotEmpty, database_name, is_empty, load_set, prepare_database
from bench.measuring import measure
from bench.serving import SERVER, measure_served
from bench.sets import SIZES, Size
from scheduling.models import Shift


def main() -> int:
    asked = parser().parse_args()
    try:
        if asked.command == "load":
            load(SIZES[asked.size], is_replaced=asked.replace)
        else:
            print(json.dumps(asdict(run(SIZES[asked.size], asked))))
    except (NotEmpty, WrongAnswer) as problem:
        say(str(problem))
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.work")
    outer.add_argument("command", choices=("load", "measure"))
    outer.add_argument("size", choices=SIZES)
    outer.add_argument("--replace", action="store_true")
    outer.add_argument("--requests", type=int, default=100)
    outer.add_argument("--rate", type=float, default=10)
    outer.add_argument("--seconds", type=float, default=30)
    return outer


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def load(size: Size, *, is_replaced: bool = False) -> Load:
    prepare_database(is_replaced=is_replaced)
    done = load_set(size)
    say(f"Set {size.name}: {done.rows:,} rows in {done.seconds:.0f} s.")
    return done


def run(size: Size, asked: argparse.Namespace) -> Run:
    """Load the set unless it is there, then ask every door. Raises NotEmpty when something else is there."""
    loaded = None if is_loaded(size) else load(size)
    measured = doors()
    return Run(
        size=size.name,
        database=database_name(),
        load_seconds=loaded.seconds if loaded else None,
        rows=loaded.rows if loaded else 0,
        requests=asked.requests,
        figures=tuple(figure_of(door, asked.requests) for door in measured),
        served=tuple(served(measured, asked)),
        server=SERVER,
        rate=asked.rate,
    )


def is_loaded(size: Size) -> bool:
    tables = connection.introspection.table_names()
    return Shift._meta.db_table in tables and not is_empty() and Shift.objects.count() == size.shifts


def figure_of(door: Door, requests: int) -> Figure:
    figure = measure(door, requests=requests)
    say(f"  {door.name}: {figure.queries} queries, {figure.median:.1f} ms, {figure.p95:.1f} ms")
    return figure


def served(measured: list[Door], asked: argparse.Namespace) -> list[Figure]:
    return measure_served(measured, rate=asked.rate, seconds=asked.seconds) if asked.rate else []


if __name__ == "__main__":
    sys.exit(main())
