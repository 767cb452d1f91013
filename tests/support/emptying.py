"""PostgreSQL emptied quickly between tests that commit.

Django truncates every table after such a test. PostgreSQL makes new files for all of them and their indexes then, which
takes seconds on a busy disk. The few rows of a test are deleted within milliseconds; keys to other tables are checked
when the transaction ends, so that the order does not matter.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(scope="session", autouse=True)
def _rows_are_deleted() -> Iterator[None]:
    truncating = DatabaseOperations.sql_flush

    def deleting(
        self: DatabaseOperations, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, **kwargs: Any
    ) -> list[str]:
        if reset_sequences:
            return truncating(self, style, tables, reset_sequences=True, **kwargs)
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]  # noqa: S608 - Django's own names

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", deleting)
        yield
