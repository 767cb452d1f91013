from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.ledger import Note
from tests.support.processes import Provider, Stage, database_url


@pytest.fixture
def stage(transactional_db: None, tmp_path: Path) -> Iterator[Stage]:
    """Everything started on it is killed before the tables are emptied."""
    with ExitStack() as stack:
        yield Stage(folder=tmp_path, stack=stack, url=database_url())


@pytest.fixture
def provider(stage: Stage) -> Provider:
    return stage.start_provider()


@pytest.fixture
def record(record_property: Callable[[str, object], None]) -> Note:
    return record_property
