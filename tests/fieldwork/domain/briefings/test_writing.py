"""A briefing is written, changed with what stood before kept, taken back, and deleted some days after its night."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from fieldwork.domain.briefings.writing import (
    BriefingTerms,
    dispose_of_old_briefings,
    revise_briefing,
    take_back_briefing,
    write_briefing,
)
from fieldwork.exceptions import PersonSeen, WrongTimes
from fieldwork.models import Briefing, BriefingRead, BriefingRevision
from tests.factories import MunicipalityFactory, ShiftFactory, UserFactory
from tests.factories.fieldwork import BriefingFactory
from volunteers.models import Municipality, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 16, 10, 0, tzinfo=UTC)
FRIDAY, SATURDAY = date(2026, 10, 16), date(2026, 10, 17)


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory()
    return made


@pytest.fixture
def maria() -> User:
    user: User = UserFactory(name="Maria Ekström")
    return user


def terms(text: str = "Mycket folk vid torget efter 22.", **changes: object) -> BriefingTerms:
    told = {"district": None, "first_night": FRIDAY, "last_night": SATURDAY, "hours_before": 4, **changes}
    return BriefingTerms(text=text, **told)  # type: ignore[arg-type]  # each value is of its own type


def test_other_words_are_a_new_revision_and_what_stood_is_kept(town: Municipality, maria: User) -> None:
    first = write_briefing(town, terms(), author=maria, now=NOW)
    bo: User = UserFactory(name="Bo")
    later = NOW + timedelta(hours=1)
    changed = revise_briefing(first, terms("Lugnt väntas."), by=bo, now=later)
    assert (changed.text, changed.revision, changed.author) == ("Lugnt väntas.", 2, bo)
    kept = BriefingRevision.objects.get()
    assert (kept.text, kept.number, kept.written_by, kept.written_at) == (first.text, 1, maria, NOW)
    same_words = revise_briefing(changed, terms("Lugnt väntas.", hours_before=6), by=maria, now=later)
    assert (same_words.revision, same_words.hours_before, same_words.author) == (2, 6, bo)


@pytest.mark.parametrize(
    "text",
    [
        "Håll utkik efter ABC 123.",
        "Ring 070-174 06 05.",
        "Den vi söker är född 19850412-2389.",
        "Maila pelle@lykta.example",
    ],
)
def test_a_text_that_leads_to_a_person_is_refused_and_what_stands_is_left(
    town: Municipality, maria: User, text: str
) -> None:
    with pytest.raises(PersonSeen):
        write_briefing(town, terms(text), author=maria, now=NOW)
    stands = write_briefing(town, terms(), author=maria, now=NOW)
    with pytest.raises(PersonSeen):
        revise_briefing(stands, terms(text), by=maria, now=NOW)
    assert [briefing.text for briefing in Briefing.objects.all()] == [terms().text]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (SATURDAY, FRIDAY, "Den sista dagen ligger före den första"),
        (date(2026, 10, 14), date(2026, 10, 15), "De kvällarna har redan varit"),
        (FRIDAY, date(2026, 10, 30), "En genomgång gäller högst 14 kvällar"),
    ],
)
def test_nights_that_cannot_be_are_refused(town: Municipality, maria: User, first: date, last: date, said: str) -> None:
    with pytest.raises(WrongTimes, match=said):
        write_briefing(town, terms(first_night=first, last_night=last), author=maria, now=NOW)
    assert not Briefing.objects.exists()


def test_what_is_taken_back_is_gone_with_all_it_said(town: Municipality, maria: User) -> None:
    briefing = write_briefing(town, terms(), author=maria, now=NOW)
    revise_briefing(briefing, terms("Lugnt väntas."), by=maria, now=NOW)
    BriefingRead.objects.create(briefing=briefing, shift=ShiftFactory(), revision=2, at=NOW)
    take_back_briefing(briefing)
    counts = [model.objects.count() for model in (Briefing, BriefingRevision, BriefingRead)]
    assert counts == [0, 0, 0]


def test_it_is_deleted_some_days_after_its_last_night() -> None:
    old, kept = BriefingFactory(), BriefingFactory(last_night=SATURDAY)
    now = NOW + timedelta(days=settings.BRIEFINGS_KEPT_DAYS + 1)
    assert dispose_of_old_briefings(now) == 1
    assert list(Briefing.objects.all()) == [kept]
    assert dispose_of_old_briefings(now) == 0
    assert old.pk != kept.pk
