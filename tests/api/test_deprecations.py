"""What is going away says so, in every answer and in the schema."""

from datetime import UTC, datetime

import pytest
from drf_spectacular.generators import SchemaGenerator

from api.domain import deprecations
from api.domain.deprecations import NOTICE_DAYS, Deprecation
from tests.api.conftest import Read

GOING = Deprecation(
    since=datetime(2027, 1, 1, tzinfo=UTC),
    sunset=datetime(2028, 1, 1, tzinfo=UTC),
    told_at="https://lykta.example/api/v1/docs",
)


@pytest.fixture
def _going(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deprecations, "DEPRECATED", {("RoutesView", "GET"): GOING})


@pytest.mark.django_db
@pytest.mark.usefixtures("_going")
def test_answers_of_what_is_going_away_say_when(read: Read) -> None:
    etag = read("/api/v1/routes").headers["ETag"]
    for status, query, had in ((200, {}, ""), (304, {}, etag), (400, {"limit": "0"}, "")):
        answer = read("/api/v1/routes", query, **{"if-none-match": had})
        assert answer.status_code == status
        assert answer.headers["Deprecation"] == "@1798761600"
        assert answer.headers["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
        assert answer.headers["Link"] == ('<https://lykta.example/api/v1/docs>; rel="deprecation"; type="text/html"')
    assert "Deprecation" not in read("/api/v1/shifts").headers


@pytest.mark.usefixtures("_going")
def test_schema_says_what_is_going_away() -> None:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    going = {path for path, methods in paths.items() if methods.get("get", {}).get("deprecated")}
    assert going == {"/api/v1/routes"}


def test_everything_that_is_going_away_is_told_of_a_year_ahead() -> None:
    for going in deprecations.DEPRECATED.values():
        assert (going.sunset - going.since).days >= NOTICE_DAYS
