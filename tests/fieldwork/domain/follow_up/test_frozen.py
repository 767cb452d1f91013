"""Frozen reports: what was said stands, and what has been corrected since is told beside it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fieldwork.domain.follow_up.district_maps import map_of
from fieldwork.domain.follow_up.frozen import (
    can_be_counted_again,
    figures_in,
    figures_now,
    freeze,
    moved_since,
    places_in,
    withdraw,
)
from fieldwork.domain.follow_up.tables import tables_of
from fieldwork.domain.follow_up.words import set_smallest, write_words
from fieldwork.domain.surveys.figures import Answer, enter_answer
from fieldwork.exceptions import AlreadyThere
from fieldwork.models import FrozenReport
from fieldwork.queries.follow_up import Scope
from fieldwork.templatetags.follow_up import where_moved
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import Route
from tests.factories import AssociationFactory, MunicipalityFactory, coordinator_of
from tests.fieldwork.follow_up_nights import SPRING, figures, logged, night, place, went_out
from tests.volunteers.boundaries.files import lay
from volunteers.models import Association, DistrictBoundary, Municipality

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Huddinge kommun")
    return made


@pytest.fixture
def club(town: Municipality) -> Association:
    made: Association = AssociationFactory(municipality=town, name="Vårby IF")
    return made


@pytest.fixture
def route(town: Municipality) -> Route:
    return place(town, "Vårby")


def frozen(town: Municipality, **scope: int) -> FrozenReport:
    maria = coordinator_of(town)
    maria.name = "Maria Ekström"
    return freeze(
        Scope(town, **scope),  # type: ignore[arg-type]  # each value is of its own type
        SPRING,
        name="Till nämnden",
        scope_words=town.name,
        origin=Origin(Door.PAGE, actor=maria),
        now=NOW,
    )


def test_a_report_keeps_the_figures_words_and_answers_of_its_day(
    town: Municipality, club: Association, route: Route
) -> None:
    by_page = Origin(Door.PAGE)
    went_out(night(club, route, FRIDAY))
    write_words(town, SPRING, problem="Bråk vid centrum", measures="Fler gick", outcome="", origin=by_page, now=NOW)
    enter_answer(town, Answer(None, 2025, "Trygga", Decimal(70), "Mätning"), origin=by_page, now=NOW)
    set_smallest(town, 7)

    report = frozen(town)
    then = figures(town)
    write_words(town, SPRING, problem="Lugnt", measures="", outcome="", origin=by_page, now=NOW)
    enter_answer(town, Answer(None, 2025, "Trygga", Decimal(1), "Mätning"), origin=by_page, now=NOW)
    went_out(night(club, route, SATURDAY))

    kept = FrozenReport.objects.get(pk=report.pk)
    assert figures_in(kept) == then
    assert kept.words["problem"] == "Bråk vid centrum"
    assert [one["percent"] for one in kept.survey] == ["70.0"]
    assert (kept.smallest, kept.frozen_by_name, kept.frozen_at) == (7, "Maria Ekström", NOW)
    assert ["Genomförda pass", "Minst så många som tryggheten kräver checkade ut och kom hem."] in kept.definitions


def test_what_is_corrected_later_is_told_with_where(town: Municipality, club: Association, route: Route) -> None:
    shift = went_out(night(club, route, FRIDAY)).shift
    report = frozen(town)
    assert moved_since(figures_in(report), figures_now(report)) == ()

    logged(shift, met="none", mood="", debrief_held=False)

    moved = moved_since(figures_in(report), figures_now(report))
    assert [(one.table, one.column, one.then, one.now, one.change) for one in moved] == [
        (table, *number)
        for table in ("total", "districts", "associations", "months", "kinds")
        for number in (("logs", 0, 1, 1), ("logs_missing", 1, 0, -1))
    ]
    assert [where_moved(one) for one in moved[::2]] == [
        "Hela perioden",
        "Vårby",
        "Vårby IF",
        "Mars 2026",
        "Nattvandring",
    ]


def test_what_logs_tell_of_another_way_is_told_though_the_sum_is_as_it_was(
    town: Municipality, club: Association, route: Route
) -> None:
    log = logged(went_out(night(club, route, FRIDAY)).shift, debrief_held=False, occurrences={"alcohol": 2})
    report = frozen(town)

    log.mood, log.debrief_held = "uneasy", True
    log.save()
    log.occurrences.update(kind="fight")

    moved = moved_since(figures_in(report), figures_now(report))
    assert [(one.column, one.change) for one in moved if one.is_whole] == [("calm", -1), ("uneasy", 1), ("debriefs", 1)]
    assert [(where_moved(one), one.name, one.change) for one in moved if one.table == "occurrences"] == [
        ("Händelser i loggarna: Alkohol", "Gånger", -2),
        ("Händelser i loggarna: Alkohol", "Pass", -1),
        ("Händelser i loggarna: Bråk", "Gånger", 2),
        ("Händelser i loggarna: Bråk", "Pass", 1),
    ]


def test_a_report_is_drawn_with_the_boundaries_of_its_day(town: Municipality, club: Association, route: Route) -> None:
    went_out(night(club, route, FRIDAY))
    lay(route.district)
    route.longitude, route.latitude = 17.885, 59.265
    route.save()
    before = frozen(town)
    drawn = map_of(tables_of(figures_in(before)), places_in(before).boundaries, figure="held")
    assert drawn is not None

    DistrictBoundary.objects.all().delete()
    lay(route.district, east=3, north=2)
    Route.objects.update(longitude=18.1)
    report = FrozenReport.objects.get(pk=before.pk)

    assert map_of(tables_of(figures_in(report)), places_in(report).boundaries, figure="held") == drawn
    assert list(places_in(report).points) == [(route.district_id, (17.885, 59.265))]


def test_a_report_from_before_boundaries_were_kept_is_drawn_with_those_of_today(
    town: Municipality, route: Route
) -> None:
    report = frozen(town)
    FrozenReport.objects.update(places=None)
    report.refresh_from_db()
    kept = lay(route.district)
    assert places_in(report).boundaries == [kept]


def test_a_row_that_is_new_stands_beside_none(town: Municipality, club: Association, route: Route) -> None:
    went_out(night(club, route, FRIDAY))
    report = frozen(town)
    night(AssociationFactory(municipality=town, name="Skogås BK"), route, SATURDAY)

    moved = moved_since(figures_in(report), figures_now(report))

    assert ("planned", "Skogås BK", 0, 1) in [(one.column, one.row.name, one.then, one.now) for one in moved]


def test_a_report_is_withdrawn_once_and_stays_as_it_was(town: Municipality, club: Association, route: Route) -> None:
    went_out(night(club, route, FRIDAY))
    report = frozen(town)
    kept = figures_in(report)

    withdraw(report, reason="Fel period.", origin=Origin(Door.PAGE), now=NOW)

    again = FrozenReport.objects.get(pk=report.pk)
    assert (again.withdrawn_at, again.withdraw_reason, figures_in(again)) == (NOW, "Fel period.", kept)
    with pytest.raises(AlreadyThere, match="Rapporten är redan återkallad"):
        withdraw(report, reason="Igen", origin=Origin(Door.PAGE), now=NOW)


def test_of_a_district_that_is_gone_nothing_is_counted_again(
    town: Municipality, club: Association, route: Route
) -> None:
    empty = place(town, "Skogås")
    report = frozen(town, district=empty.district_id)
    assert can_be_counted_again(report)
    district = empty.district
    empty.delete()
    district.delete()

    report.refresh_from_db()
    assert not can_be_counted_again(report)
    assert figures_in(report).district == report.figures["district"]
