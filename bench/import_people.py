"""How long a list of 5,000 people takes: read, previewed and accepted, first new, then changed, then the same again.

`python -m bench.import_people` uses the database of LYKTA_TEST_DATABASE_URL, else SQLite in memory.
"""

import csv
import io
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django
import openpyxl

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
django.setup()

from django.db import connection  # noqa: E402 - models need the settings above
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases  # noqa: E402 - after what must come first

from volunteers.domain.imports import accept_import, preview_import, read_list  # noqa: E402 - after what must come first
from volunteers.models import Association, Municipality, User  # noqa: E402 - after what must come first

PEOPLE = 5_000
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
HEADINGS = ["Namn", "Mobil", "E-post", "Födelseår", "Språk", "Anteckning", "Medlemsnummer"]


def people(note: str) -> list[list[str]]:
    """Numbers of a series without subscribers, for too few are reserved for fiction. Nothing is ever sent here."""
    return [
        [f"Vandrare{n} Testsson", f"070-00{n:05d}", f"v{n}@lykta.example", "1985", "svenska, arabiska", note, str(n)]
        for n in range(PEOPLE)
    ]


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADINGS, *rows])
    return text.getvalue().encode("cp1252")


def as_xlsx(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADINGS, *rows]:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def timed(label: str, step: Callable[[], Any]) -> Any:
    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        result = step()
        took = time.perf_counter() - start
    print(f"  {label:10} {took:6.2f} s  {len(queries):4} queries")
    return result


def run(label: str, content: bytes, filename: str, association: Association, user: User) -> None:
    print(f"{label}: {len(content) / 1024:.0f} kB")
    start = time.perf_counter()
    kept = timed(
        "read",
        lambda: read_list(content, filename=filename, association=association, uploaded_by=user, now=NOW),
    )
    timed("preview", lambda: preview_import(kept))
    done = timed("accept", lambda: accept_import(kept, now=NOW))
    print(f"  {'all':10} {time.perf_counter() - start:6.2f} s")
    print(f"  {done.created_count} new, {done.changed_count} changed, {done.unchanged_count} alike")


def main() -> None:
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        association = Association.objects.create(municipality=Municipality.objects.create(name="Lyktköping"), name="F")
        user = User.objects.create_user("bench@lykta.example", name="Bench")
        print(connection.vendor)
        run("xlsx, all new", as_xlsx(people("")), "lista.xlsx", association, user)
        run("csv, all changed", as_csv(people("Har egen väst")), "lista.csv", association, user)
        run("csv, nothing new", as_csv(people("Har egen väst")), "lista.csv", association, user)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
