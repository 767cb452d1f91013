"""A test that names a program or a validator is given with each; what is not at hand is left out, and told."""

from collections.abc import Mapping

import pytest

from tests.readers.readers import PROGRAMS, Program
from tests.readers.validators import VALIDATORS, Validator

GIVEN: Mapping[str, Mapping[str, Program | Validator]] = {"program": PROGRAMS, "validator": VALIDATORS}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for fixture in GIVEN.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(
            fixture,
            [
                pytest.param(one, id=name, marks=[getattr(pytest.mark, one.needs)] if one.needs else [])
                for name, one in GIVEN[fixture].items()
            ],
        )
