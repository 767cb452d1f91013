import logging
from uuid import UUID

import pytest
from django.urls import URLPattern, get_resolver

from config.logs import HideTokens


def logged(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    HideTokens().filter(record)
    return record.getMessage()


def test_a_calendars_token_is_blanked_and_the_rest_kept() -> None:
    assert logged("Gone: %s", "/svar/vQx3-9_hemlig?visa=1") == "Gone: /svar/…?visa=1"
    assert logged("Not Found: %s", "/calendar/vQx3-9_hemlig.ics") == "Not Found: /calendar/….ics"


def test_other_lines_are_left_as_they_are() -> None:
    assert logged("Not Found: %s", "/pass/17") == "Not Found: /pass/17"


def test_the_token_of_a_persons_own_page_is_blanked() -> None:
    assert logged("Gone: %s", "/jag/k7q2mabcdefghijklmnopqrstu?kvall=3") == "Gone: /jag/…?kvall=3"


def paths_with_a_token() -> list[str]:
    """Every address of the house that holds a key, filled in."""
    told = []
    for prefix, resolver in get_resolver().namespace_dict.values():
        for pattern in resolver.url_patterns:
            names = pattern.pattern.converters
            if isinstance(pattern, URLPattern) and "token" in names:
                values = {"token": "vQx3-9_hemlig", "pk": 3, "observation_pk": 4, "uuid": UUID(int=5)}
                path = resolver.reverse(str(pattern.name), **{name: values[name] for name in names})
                told.append(f"/{prefix}{path}")
    return told


@pytest.mark.parametrize("path", paths_with_a_token())
def test_no_address_that_gives_access_is_logged_whole(path: str) -> None:
    assert "vQx3-9_hemlig" in path
    assert "vQx3-9_hemlig" not in logged("Not Found: %s", path)


def test_pages_about_alarms_without_a_key_are_left() -> None:
    assert logged("Not Found: %s", "/larm/kommun/7") == "Not Found: /larm/kommun/7"
    assert logged("Not Found: %s", "/larm/ovning/7/stall-in") == "Not Found: /larm/ovning/7/stall-in"
