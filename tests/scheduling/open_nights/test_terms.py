"""The terms of open nights: what goes together, what the database holds, and what is told of who changed what."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.open_nights.terms import Wanted, choose_terms, terms_history, terms_of
from scheduling.domain.open_nights.waves import Crowd, closes_at, is_opened, opens_on
from scheduling.enums import QuotaSpan
from scheduling.exceptions import UnsoundTerms
from scheduling.models import OpenNightTerms
from tests.factories import AssociationFactory, leader_of
from tests.scheduling.open_nights.town import MONDAY, TERMS
from volunteers.models import Association

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def wanted(**chosen: Any) -> Wanted:
    return Wanted(**{name: chosen.get(name, getattr(TERMS, name)) for name in TERMS.__dataclass_fields__})


@pytest.mark.django_db
def test_association_that_chose_nothing_has_lyktas_own_terms() -> None:
    terms = terms_of(AssociationFactory())
    assert [getattr(terms, name) for name in TERMS.__dataclass_fields__] == [60, 28, 21, 4, "ahead", False, 3]
    assert terms.pk is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"others_days": 61}, "Föreningens egna ska inte släppas in senare än kommunens andra nattvandrare."),
        ({"new_days": 29}, "Nya ska inte släppas in tidigare än de som redan går."),
        ({"others_days": None, "new_days": 61}, "Nya ska inte släppas in tidigare än de som redan går."),
        ({"members_days": 0}, "En kväll öppnar minst en dag och högst 180 dagar före."),
        ({"members_days": 181}, "En kväll öppnar minst en dag och högst 180 dagar före."),
        ({"quota": 0}, "Skriv minst en och högst 31 kvällar."),
        ({"quota": 32}, "Skriv minst en och högst 31 kvällar."),
        ({"closes_hours": 73}, "Skriv högst 72 timmar."),
        ({"new_days": 1, "closes_hours": 24}, "Kvällen hinner stänga innan den har öppnat för alla."),
    ],
)
def test_terms_that_contradict_each_other_are_refused(chosen: dict[str, Any], sentence: str) -> None:
    association = AssociationFactory()
    with pytest.raises(UnsoundTerms, match=sentence):
        choose_terms(association, wanted(**chosen), by=None, now=MONDAY)
    assert terms_history(association) == []


@pytest.mark.django_db
def test_waves_may_be_left_out() -> None:
    association = AssociationFactory()
    choose_terms(association, wanted(others_days=None, new_days=None), by=None, now=MONDAY)
    choose_terms(association, wanted(others_days=None, new_days=60), by=None, now=MONDAY)
    assert (terms_of(association).others_days, terms_of(association).new_days) == (None, 60)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        {"others_days": 61},
        {"new_days": 29},
        {"others_days": None, "new_days": 61},
        {"members_days": 0},
        {"others_days": 0, "new_days": None},
        {"quota": 0},
        {"quota_span": "year"},
        {"closes_hours": 73},
    ],
)
def test_database_holds_the_same(broken: dict[str, Any]) -> None:
    terms = OpenNightTerms(association=AssociationFactory())
    for name, value in broken.items():
        setattr(terms, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        terms.save()


@pytest.mark.django_db
def test_history_tells_who_changed_what_newest_first_and_nothing_of_what_stayed() -> None:
    association: Association = AssociationFactory()
    karin = leader_of(association)
    choose_terms(association, wanted(quota=1, quota_span=QuotaSpan.MONTH, asks_leader=True), by=karin, now=MONDAY)
    assert (
        choose_terms(association, wanted(quota=1, quota_span=QuotaSpan.MONTH, asks_leader=True), by=None, now=MONDAY)
        == []
    )
    later = MONDAY + timedelta(hours=1)
    choose_terms(
        association,
        wanted(quota=1, quota_span=QuotaSpan.MONTH, members_days=90, others_days=None, new_days=1, closes_hours=1),
        by=None,
        now=later,
    )
    assert [(line.words, line.actor, line.at) for line in terms_history(association)] == [
        ("Stänger 1 timme före.", "", later),
        ("Den som anmäler sig har sin plats direkt.", "", later),
        ("Nya: 1 dag före.", "", later),
        ("Kommunens andra nattvandrare: aldrig.", "", later),
        ("Föreningens egna: 90 dagar före.", "", later),
        ("Ledaren svarar först.", karin.name, MONDAY),
        ("Kvällarna räknas månad för månad.", karin.name, MONDAY),
        ("Högst 1 öppen kväll var.", karin.name, MONDAY),
    ]


SOUND = st.builds(
    lambda days, new, others: OpenNightTerms(
        members_days=days[2], others_days=None if others else days[1], new_days=None if new else days[0]
    ),
    st.lists(st.integers(1, 180), min_size=3, max_size=3).map(sorted),
    st.booleans(),
    st.booleans(),
)
NIGHTS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@given(SOUND, NIGHTS, st.integers(-200, 5))
def test_whoever_is_let_in_later_is_never_in_before_whoever_is_let_in_sooner(
    terms: OpenNightTerms, night: date, shift: int
) -> None:
    today = night + timedelta(days=shift)
    opened = [is_opened(terms, crowd, night, today=today) for crowd in (Crowd.NEW, Crowd.OTHERS, Crowd.MEMBERS)]
    waves = [one for one, days in zip(opened, (terms.new_days, terms.others_days, 1), strict=True) if days is not None]
    assert waves == sorted(waves)


@given(SOUND, NIGHTS, st.sampled_from(Crowd))
def test_wave_opens_once_and_stays_open_day_after_day(terms: OpenNightTerms, night: date, crowd: Crowd) -> None:
    day = opens_on(terms, crowd, night)
    days = [night - timedelta(days=n) for n in range(200, -1, -1)]
    opened = [is_opened(terms, crowd, night, today=today) for today in days]
    assert opened == sorted(opened)
    assert (day in days and opened[days.index(day)] and not opened[days.index(day) - 1]) if day else not any(opened)


@given(NIGHTS, st.integers(0, 72), st.integers(0, 23))
def test_closing_is_true_hours_before_the_start_whatever_the_clock_does(night: date, hours: int, hour: int) -> None:
    starts_at = datetime(night.year, night.month, night.day, hour, 30, tzinfo=STOCKHOLM)
    closed = closes_at(
        OpenNightTerms(closes_hours=hours), datetime.fromtimestamp(starts_at.timestamp(), tz=MONDAY.tzinfo)
    )
    assert starts_at.timestamp() - closed.timestamp() == hours * 3600
