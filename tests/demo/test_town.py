"""The town as a newcomer meets it. Loaded once: every test here looks at the same rows and changes none."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count

from api.models import PresenceAsk
from demo.domain.featured import PHONES, featured_shift, state_of_demo
from demo.domain.season import next_friday
from demo.domain.town import is_empty, load_town
from messaging.models import OutboundMessage
from scheduling.enums import Concern, ShiftState
from scheduling.models import Attendance, InboxItem, PresenceRequest, Shift, ShiftEvent, SubscribedCalendar
from volunteers.models import Municipality

NOW = datetime(2026, 10, 12, 16, 49, tzinfo=UTC)  # a Monday in Swedish summer time
FICTION = range(605, 700)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Municipality]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_town(now=NOW)
        transaction.set_rollback(True)


def test_every_number_is_one_set_aside_for_fiction(town: Municipality) -> None:
    numbers = [*town.volunteers.values_list("mobile", flat=True), town.contact_number]
    assert [number for number in numbers if not (number[:8] == "+4670174" and int(number[8:]) in FICTION)] == []


def test_no_two_people_share_a_number(town: Municipality) -> None:
    shared = town.volunteers.values("mobile").annotate(people=Count("pk")).filter(people__gt=1)
    assert list(shared) == []


def test_the_season_has_nights_behind_and_ahead_in_every_state(town: Municipality) -> None:
    states = Counter(Shift.objects.values_list("state", flat=True))
    assert states == {ShiftState.DONE: 16, ShiftState.CANCELLED: 1, ShiftState.PUBLISHED: 21, ShiftState.DRAFT: 6}


def test_only_the_featured_nights_leader_and_open_question_are_still_to_be_sent(town: Municipality) -> None:
    queued = OutboundMessage.objects.filter(state="queued").order_by("to_number").values_list("to_number", "kind")
    assert list(queued) == [("+46701740612", "confirmed"), ("+46701740614", "ask")]


def test_a_newcomer_and_a_question_wait_in_the_inbox(town: Municipality) -> None:
    waiting = InboxItem.objects.filter(resolved_at=None).order_by("pk")
    assert [item.concern for item in waiting] == [Concern.UNKNOWN_NUMBER, Concern.QUESTION]


def test_the_open_question_is_answered_by_a_plain_yes(town: Municipality) -> None:
    question = Attendance.objects.get(shift=featured_shift(now=NOW), state="asked")
    assert (question.volunteer.name, question.reply_code) == ("Anna Lindqvist", 1)


def test_no_question_is_past_its_deadline(town: Municipality) -> None:
    assert not Attendance.objects.filter(state="asked", confirm_by__lte=NOW).exists()


def test_nothing_happened_later_than_now(town: Municipality) -> None:
    assert not ShiftEvent.objects.filter(at__gt=NOW).exists()
    assert not OutboundMessage.objects.filter(created_at__gt=NOW).exists()


def test_reminders_were_sent_before_every_walk_that_has_been(town: Municipality) -> None:
    unreminded = Attendance.objects.filter(shift__state=ShiftState.DONE, state="confirmed", reminded_at=None)
    assert not unreminded.exists()


def test_counts_on_shifts_are_those_of_their_people(town: Municipality) -> None:
    held = Attendance.objects.values_list("shift", "state")
    people = Counter(held)
    counted = {pk: (people[pk, "confirmed"], people[pk, "asked"]) for pk, _state in held}
    kept = {s.pk: (s.confirmed_count, s.asked_count) for s in Shift.objects.filter(pk__in=counted)}
    assert kept == counted


def test_the_simulator_shows_four_phones_and_the_featured_night(town: Municipality) -> None:
    state = state_of_demo(now=NOW)
    assert [person["number"] for person in state["people"]] == list(PHONES)
    assert [person["label"] for person in state["people"]] == [
        "Klar, ledare",
        "Tillfrågad",
        "Inte tillfrågad",
        "Inte tillfrågad",
    ]
    assert state["shift"]["title"] == "Vårby, fredag 16 oktober"
    assert state["shift"]["summary"] == "2 av 4 klara, ledare klar, 1 tillfrågad, 1 saknas, minst 3."
    assert state["shift"]["pips"] == ["lead", "yes", "ask", "tick", "gap"]
    assert state["now"] == "2026-10-12T18:49:00+02:00"
    assert [jump["label"] for jump in state["jumps"]] == ["2 timmar fram", "Till fredag 20.15", "Börja om"]
    assert state["events"][0] == {"state": "asked", "text": "Anna fick frågan.", "at": "Mån 15.49"}


def test_the_featured_friday_is_always_at_least_two_days_off() -> None:
    today = NOW.date()
    days = [(next_friday(today + timedelta(days=n)) - (today + timedelta(days=n))).days for n in range(7)]
    assert days == [4, 3, 2, 8, 7, 6, 5]


@pytest.mark.django_db
def test_the_town_loads_in_the_middle_of_a_night() -> None:
    assert is_empty()
    load_town(now=NOW + timedelta(days=5, hours=4))
    assert (is_empty(), Shift.objects.filter(state=ShiftState.UNDER_WAY).count()) == (False, 2)


def test_partners_have_asked_for_presence(town: Municipality) -> None:
    requests = PresenceRequest.objects.filter(municipality=town).order_by("pk")
    assert [(one.label, one.state) for one in requests] == [
        ("Polisen (påhittad)", "accepted"),
        ("Polisen (påhittad)", "open"),
        ("Torghus bostäder (påhittad)", "open"),
        ("Fullerstaskolan", "open"),
    ]
    answered, first, joined, by_hand = requests
    assert (answered.shift is not None, first.matter == joined.matter) == (True, True)
    assert not hasattr(by_hand, "ask")
    asked = PresenceAsk.objects.order_by("pk").values_list("partner__name", flat=True)
    assert list(asked) == [one.label for one in (answered, first, joined)]


def test_calendars_of_others_are_followed_and_one_has_broken(town: Municipality) -> None:
    followed = SubscribedCalendar.objects.accepted().order_by("name")
    assert [(one.name, one.fault, one.events.exists()) for one in followed] == [
        ("Lyktan BK hemma", "", True),
        ("Läsåret", "", True),
        ("Stadens marknader", "gone", True),
    ]
