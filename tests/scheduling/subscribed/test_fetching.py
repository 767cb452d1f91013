"""The job that fetches what is due: what becomes of good copies, of no news and of servers that fail."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from scheduling.domain.subscribed.fetching import LEASE, claim_next, fetch_due
from scheduling.domain.subscribed.subscribing import accept_calendar, pause_calendar, propose_calendar
from scheduling.domain.subscribed.words import Health, condition_of
from scheduling.enums import CalendarFault
from scheduling.exceptions import CalendarUnread
from scheduling.gateways.calendars import Fetched
from scheduling.models import SubscribedCalendar
from tests.factories import MunicipalityFactory
from tests.scheduling.subscribed.calendars import calendar, whole_day
from tests.scheduling.subscribed.towns import ADDRESS, MONDAY, later
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db

BODY = calendar(whole_day("20261026", "20261102", title="Höstlov"), head="X-WR-CALNAME:Läsåret").encode()
FIRST = Fetched(BODY, etag='"1"', last_modified="Mon, 12 Oct 2026 10:00:00 GMT")
Answer = Fetched | CalendarUnread | None


@dataclass
class Server:
    """Gives these answers in turn, the last one again and again; keeps what it was asked."""

    answers: list[Answer]
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def __call__(self, address: str, *, etag: str, last_modified: str) -> Fetched | None:
        self.asked.append((address, etag, last_modified))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, CalendarUnread):
            raise answer
        return answer


@pytest.fixture
def school() -> SubscribedCalendar:
    """Proposed, and fetched once."""
    town: Municipality = MunicipalityFactory()
    propose_calendar(town, address=ADDRESS, now=MONDAY)
    assert fetch_due(MONDAY, fetch=Server([FIRST])) == 1
    return SubscribedCalendar.objects.get()


def titles() -> list[str]:
    return [event.title for event in SubscribedCalendar.objects.get().events.all()]


def sentence(**passed: float) -> tuple[Health, str]:
    found = SubscribedCalendar.objects.select_related("municipality").get()
    condition = condition_of(found, now=later(**passed), language="sv")
    return condition.health, condition.sentence


def test_proposal_is_fetched_and_holds_what_it_held(school: SubscribedCalendar) -> None:
    event = school.events.get()
    assert (event.title, event.first_on, event.last_on) == ("Höstlov", date(2026, 10, 26), date(2026, 11, 1))
    assert (school.own_name, school.etag, school.read_at) == ("Läsåret", '"1"', MONDAY)
    assert sentence() == (Health.WELL, "Hämtad i dag 12.00.")


def test_next_time_is_in_some_hours_and_asks_for_news_only(school: SubscribedCalendar) -> None:
    server = Server([None])
    assert fetch_due(later(hours=5, minutes=59), fetch=server) == 0
    accept_calendar(school, name="Läsåret", kind="", words="", now=MONDAY)
    assert fetch_due(later(hours=8), fetch=server) == 1
    assert server.asked == [(ADDRESS, '"1"', "Mon, 12 Oct 2026 10:00:00 GMT")]
    assert titles() == ["Höstlov"]
    assert sentence(hours=9) == (Health.WELL, "Hämtad i dag 20.00.")


def test_after_a_week_it_is_read_whole_again_although_nothing_has_changed(school: SubscribedCalendar) -> None:
    accept_calendar(school, name="Läsåret", kind="", words="", now=MONDAY)
    server = Server([FIRST])
    fetch_due(later(days=8), fetch=server)
    assert server.asked == [(ADDRESS, "", "")]
    assert SubscribedCalendar.objects.get().read_at == later(days=8)


FAULTS = [
    (CalendarUnread(CalendarFault.UNREACHABLE), "servern svarar inte"),
    (CalendarUnread(CalendarFault.REFUSED, status=403), "servern lämnar inte ut den (403)"),
    (CalendarUnread(CalendarFault.GONE, status=410), "den finns inte kvar på adressen (410)"),
    (Fetched(b"<!doctype html><p>Logga in"), "det som ligger på adressen är ingen kalender"),
    (Fetched(BODY[:-20]), "den är trasig eller kom inte fram hel"),
]


@pytest.mark.parametrize(("answer", "why"), FAULTS, ids=[why for _answer, why in FAULTS])
def test_calendar_that_breaks_keeps_its_last_good_copy_and_says_so(
    school: SubscribedCalendar, answer: Answer, why: str
) -> None:
    accept_calendar(school, name="Läsåret", kind="", words="", now=MONDAY)
    server = Server([answer])
    fetch_due(later(days=1), fetch=server)
    fetch_due(later(days=1, hours=1), fetch=server)
    assert titles() == ["Höstlov"]
    health, said = sentence(days=1, hours=2)
    assert health == Health.FAILING
    assert said == f"Har inte gått att hämta sedan i dag 12.00: {why}. Vi visar det som kom i går 12.00."


def test_fault_is_over_when_it_comes_again(school: SubscribedCalendar) -> None:
    accept_calendar(school, name="Läsåret", kind="", words="", now=MONDAY)
    server = Server([CalendarUnread(CalendarFault.SLOW), FIRST])
    fetch_due(later(days=1), fetch=server)
    fetch_due(later(days=1, hours=1), fetch=server)
    assert sentence(days=1, hours=2) == (Health.WELL, "Hämtad i dag 13.00.")
    found = SubscribedCalendar.objects.get()
    assert (found.failing_since, found.failures, found.fault) == (None, 0, "")


def test_failing_server_is_asked_ever_more_seldom_and_once_a_day_at_last(school: SubscribedCalendar) -> None:
    accept_calendar(school, name="Läsåret", kind="", words="", now=MONDAY)
    server, waits, now = Server([CalendarUnread(CalendarFault.UNREACHABLE)]), [], later(days=1)
    for _ in range(6):
        assert fetch_due(now, fetch=server) == 1
        due = SubscribedCalendar.objects.get().due_at
        waits.append((due - now).total_seconds() / 3600)
        now = due
    assert waits == [0.25, 1, 4, 16, 24, 24]


def test_server_that_asks_to_be_left_alone_is_for_a_day_at_most(school: SubscribedCalendar) -> None:
    for wait, hours in ((timedelta(hours=3), 3), (timedelta(days=900), 24)):
        SubscribedCalendar.objects.update(due_at=MONDAY, failures=0)
        fetch_due(MONDAY, fetch=Server([CalendarUnread(CalendarFault.REFUSED, status=429, wait=wait)]))
        assert SubscribedCalendar.objects.get().due_at == later(hours=hours)


def test_first_try_that_fails_says_why_and_shows_nothing() -> None:
    propose_calendar(MunicipalityFactory(), address=ADDRESS, now=MONDAY)
    assert sentence() == (Health.AWAITED, "Hämtas nu.")
    fetch_due(MONDAY, fetch=Server([CalendarUnread(CalendarFault.TOO_LARGE)]))
    assert sentence() == (Health.FAILING, "Har inte gått att hämta sedan i dag 12.00: den är för stor.")


def test_what_the_copy_lacks_is_told(school: SubscribedCalendar) -> None:
    school.left_out, school.is_cut = {"broken": 1, "too_often": 3, "too_long": 1}, True
    assert condition_of(school, now=MONDAY, language="sv").remarks == (
        "1 post gick inte att läsa.",
        "3 poster upprepas flera gånger om dagen och är inte med.",
        "1 post varar i mer än hundra dagar och är inte med.",
        "Den har fler än 2000 händelser. De första är med.",
    )


def test_paused_calendar_is_not_fetched(school: SubscribedCalendar) -> None:
    accept_calendar(school, name="Läsåret", kind="", words="", now=MONDAY)
    pause_calendar(school, now=later(hours=1))
    assert fetch_due(later(days=3), fetch=Server([FIRST])) == 0
    assert sentence(hours=2) == (Health.PAUSED, "Pausad sedan i dag 13.00. Den hämtas inte och visas inte.")


def test_claimed_calendar_is_nobody_elses_until_the_lease_is_over(school: SubscribedCalendar) -> None:
    now = later(hours=8)
    assert claim_next(now) == school
    assert claim_next(now) is None
    assert claim_next(now + LEASE) == school


def test_calendar_that_is_removed_while_it_is_fetched_stays_removed(school: SubscribedCalendar) -> None:
    def fetch(address: str, *, etag: str, last_modified: str) -> Fetched | None:
        SubscribedCalendar.objects.all().delete()
        return FIRST

    assert fetch_due(later(hours=8), fetch=fetch) == 1
    assert not SubscribedCalendar.objects.exists()
