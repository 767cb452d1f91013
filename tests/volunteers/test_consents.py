"""What people have agreed to stands as it stood when they did."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

from volunteers.domain.consents import CURRENT, template_of

TEXTS = Path(settings.BASE_DIR) / "templates/volunteers/consents"
# Each text that anybody may have agreed to. A change is a new text, with a new name and a new line here.
AGREED_TO = {"1": "f7c0c53e2def3fcd09161a67d7262cf75d4356c1d3b9dd6d11944f2fa9b4273f"}


@pytest.mark.parametrize("version", sorted(AGREED_TO))
def test_text_that_somebody_agreed_to_is_never_changed(version: str) -> None:
    assert sha256((TEXTS / f"{version}.html").read_bytes()).hexdigest() == AGREED_TO[version]


def test_every_text_is_pinned_and_the_current_one_is_there() -> None:
    assert sorted(path.stem for path in TEXTS.glob("*.html")) == sorted(AGREED_TO)
    assert template_of(CURRENT) == f"volunteers/consents/{CURRENT}.html"
    assert CURRENT in AGREED_TO
