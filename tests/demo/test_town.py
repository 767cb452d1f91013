"""The town as a newcomer meets it. Loaded once: every test here looks at the same rows and changes none."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Q

from api.models import PartnerCalendar, PresenceAsk
from demo.domain.featured import PHONES, featured_shift, state_of_demo
from demo.domain.season import next_friday
from demo.domain.town import is_empty, load_town
from fieldwork.domain.drills.reporting import report_of
from fieldwork.domain.duty import duty_of_municipality
from fieldwork.domain.duty_rota.rotas import DutyRota
from fieldwork.domain.duty_rota.showing import weeks_ahead
from fieldwork.domain.follow_up.frozen import figures_in, figures_now, moved_since
from fieldwork.domain.follow_up.gathering import follow_up_of
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.tonight.boards import read_board
from fieldwork.domain.walks.timeline import lines_of
from fieldwork.models import Alarm, Drill, DutyWarning, FieldEvent, FrozenReport, Observation, Sighting, SurveyFigure
from fieldwork.queries.briefings import briefings_ahead
from fieldwork.queries.follow_up import Scope
from fieldwork.queries.hosts import hosts_on_duty
from fieldwork.queries.kit import gaps_open, kit_of
from messaging.models import OutboundMessage
from scheduling.domain.changes.publishing import preview_changes
from scheduling.domain.feeds.examples import example_of
from scheduling.domain.night_mails import mail_nights
from scheduling.domain.seasons.comparing import Step
from scheduling.domain.seasons.looking import look_at
from scheduling.domain.telling import leader_of
from scheduling.enums import Concern, FeedKind, ShiftState
from scheduling.models import (
    Attendance,
    CalendarChoice,
    CalendarLink,
    HandOver,
    InboxItem,
    PresenceRequest,
    ReplyNight,
    Season,
    SeasonReply,
    Shift,
    ShiftChange,
    ShiftEvent,
    SubscribedCalendar,
)
from volunteers.models import Municipality, User
from volunteers.queries import standing_of

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
    assert states == {
        ShiftState.DONE: 18,
        ShiftState.UNDER_WAY: 1,
        ShiftState.CANCELLED: 1,
        ShiftState.PUBLISHED: 21,
        ShiftState.DRAFT: 6,
    }


def test_every_association_has_a_season_and_only_the_grilling_and_tonight_stand_beside_one(town: Municipality) -> None:
    assert set(Season.objects.values_list("name", flat=True)) == {"Hösten 2026"}
    assert set(Season.objects.values_list("association")) == set(Shift.objects.values_list("association"))
    beside = Shift.objects.filter(season=None).values_list("kind", flat=True)
    assert Counter(beside) == {"activity": 1, "night_walk": 3}


def test_karins_season_has_a_night_moved_by_hand_and_a_change_that_waits(town: Municipality) -> None:
    season = Season.objects.get(association__name="Vårby vuxna på stan")
    look = look_at(season, language="sv", now=NOW)
    rows = {step: [row for row in look.rows if row.step == step] for step in (Step.TOUCHED, Step.PENDING, Step.NEW)}
    assert [(row.night, row.shift.night) for row in rows[Step.TOUCHED] if row.shift] == [
        (date(2026, 10, 24), date(2026, 10, 24)),  # the change that waits
        (date(2026, 10, 30), date(2026, 10, 31)),
        (date(2026, 11, 7), date(2026, 11, 7)),
    ]
    assert look.is_settled
    change = ShiftChange.objects.get()
    assert change.starts_at - change.shift.starts_at == timedelta(minutes=30)
    told = preview_changes(season.association, now=NOW).letters
    assert sorted(letter.person.first_name for letter in told) == ["Birgitta", "Johan", "Mehmet"]


def test_only_the_featured_nights_leader_and_open_question_are_still_to_be_sent(town: Municipality) -> None:
    queued = OutboundMessage.objects.filter(state="queued").order_by("to_number").values_list("to_number", "kind")
    assert list(queued) == [("+46701740612", "confirmed"), ("+46701740614", "ask")]


def test_a_season_has_asked_and_been_answered_in_every_way(town: Municipality) -> None:
    replies = SeasonReply.objects.order_by("volunteer__name")
    assert [(one.volunteer.first_name, one.answered_at is None, one.is_none) for one in replies] == [
        ("Goran", True, False),
        ("Lena", False, True),
        ("Markus", False, False),
        ("Åsa", False, False),
    ]
    assert {one.can for one in ReplyNight.objects.exclude(reply__is_none=True)} == {True, False}


def test_one_holds_a_place_while_another_is_asked_to_swap(town: Municipality) -> None:
    offer = HandOver.objects.get()
    asked, given = offer.to, offer.in_return
    assert (offer.attendance.volunteer.name, offer.attendance.state, offer.state) == (
        "Daniel Tesfaye",
        "confirmed",
        "open",
    )
    assert asked is not None
    assert given is not None
    assert (asked.volunteer.name, asked.state, given.shift.night) == ("Ulla Forsberg", "asked", date(2026, 10, 30))


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
    held = Attendance.objects.filter(instead_of=None).values_list("shift", "state")
    people = Counter(held)
    counted = {pk: (people[pk, "confirmed"] + people[pk, "attended"], people[pk, "asked"]) for pk, _state in held}
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
def test_the_town_loads_when_its_nights_are_holidays() -> None:
    """Christmas and New Year, and nights that a season proposes by itself."""
    load_town(now=datetime(2026, 12, 14, 9, 0, tzinfo=UTC))
    assert (Shift.objects.count(), Shift.objects.filter(season=None).count()) == (47, 4)


@pytest.mark.django_db
def test_the_town_loads_in_the_middle_of_a_night() -> None:
    assert is_empty()
    load_town(now=NOW + timedelta(days=5, hours=4))
    assert (is_empty(), Shift.objects.filter(state=ShiftState.UNDER_WAY).count()) == (False, 3)


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


def test_links_of_many_kinds_are_fetched_and_one_was_closed_lately(town: Municipality) -> None:
    links = CalendarLink.objects.order_by("pk")
    assert [(link.kind, link.last_client, link.revoked_at is None) for link in links] == [
        ("association", "Google Kalender", True),
        ("public", "Nextcloud", True),
        ("district", "Thunderbird", True),
        ("municipality", "Google Kalender", False),
        ("partner", "Outlook", True),
        ("volunteer", "Apple Kalender", True),
    ]
    assert not links.filter(Q(last_fetched_at__gt=NOW) | Q(created_at__gt=NOW)).exists()
    assert PartnerCalendar.objects.get().link.label == "Vakthavandes telefon"


def test_one_association_opens_every_night_others_single_ones_and_none_lets_names_out(town: Municipality) -> None:
    chosen = CalendarChoice.objects.values_list("association__name", "opens_every_night", "shows_first_names")
    assert list(chosen) == [("Flemingsbergs föräldrar", True, False)]
    single = Shift.objects.filter(is_open=True).values_list("association__name", flat=True)
    assert sorted(set(single)) == [
        "Fullersta handboll",
        "Segeltorps innebandy",
        "Stuvsta bollklubb",
        "Trångsunds sim",
        "Vårby vuxna på stan",
    ]
    group = town.associations.get(name="Flemingsbergs föräldrar")
    assert example_of(group, FeedKind.PUBLIC, now=NOW).nights > 0


def test_one_who_walks_has_nights_to_be_mailed(town: Municipality) -> None:
    assert list(town.volunteers.exclude(email="").values_list("email", flat=True)) == ["johan@lykta.example"]
    with transaction.atomic():
        mailed = mail_nights(NOW)
        transaction.set_rollback(True)
    assert mailed == 2


def test_one_vest_is_missing_and_one_is_at_home(town: Municipality) -> None:
    association = town.associations.get(name="Vårby vuxna på stan")
    vests = kit_of(association).get(kind="vest")
    assert (vests.quantity, vests.out, vests.lent, vests.missing) == (6, 0, 1, 1)
    gap = gaps_open(association).get()
    assert gap.shift is not None
    assert (gap.had_by, gap.shift.state) == (leader_of(gap.shift), ShiftState.DONE)


def test_hosts_are_at_work_tonight_and_something_is_told(town: Municipality) -> None:
    evening = NOW + timedelta(hours=4)
    assert [duty.name for duty in hosts_on_duty(town, [], evening, evening)] == ["Värdarna i centrum", "Fältarna"]
    tonight = list(briefings_ahead(town, today=NOW.date()))
    assert [briefing.district and briefing.district.name for briefing in tonight] == [None, "Vårby"]


def test_groups_have_noted_eight_faults_in_the_states_that_faults_have(town: Municipality) -> None:
    found = Observation.objects.filter(municipality=town)
    states = Counter(found.values_list("state", flat=True))
    assert states == {"new": 4, "fixed": 2, "planned": 1, "closed": 1}
    assert sorted(one.photos.count() for one in found) == [0, 0, 0, 0, 0, 0, 1, 1]
    assert (found.filter(confirmed_at=None, state="fixed").count(), Sighting.objects.count()) == (1, 9)
    assert found.filter(reference__startswith="VA-", district__isnull=False).count() == 8


def test_the_follow_up_has_nights_logs_surveys_and_a_report_that_has_moved(town: Municipality) -> None:
    report = FrozenReport.objects.get()
    first = Shift.objects.filter(state=ShiftState.DONE).earliest("starts_at").night
    last = Shift.objects.filter(state=ShiftState.DONE).latest("starts_at").night
    figures = follow_up_of(Scope(town), Period(first, last))

    tally = figures.total.tally
    assert (tally.unregistered, tally.logs_missing, tally.no_shows) == (1, 1, 1)
    assert tally.full > tally.short
    moved = {one.column: one.change for one in moved_since(figures_in(report), figures_now(report)) if one.is_whole}
    assert moved["logs_missing"] == -1
    assert SurveyFigure.objects.filter(municipality=town).count() == 16


def test_a_night_is_going_on_with_one_group_late_one_out_and_one_home(town: Municipality) -> None:
    maria = User.objects.get(email="maria@lykta.example")
    board = read_board(standing_of(maria), chosen=None, zone=town.zone, language="sv", now=NOW)
    words = {card.title: (card.word, card.since) for card in board.cards}
    assert [words[place][0] for place in ("Trångsund", "Flemingsberg", "Skogås")] == ["Försenad", "Ute", "Hemma"]
    assert [banner.title for banner in board.banners] == ["Trångsund är 22 min sen"]
    assert [log.place for log in board.logs] == ["Skogås"]
    assert "Maria Ekström" in {contact.name for contact in board.contacts}


def test_somebody_is_on_duty_tonight_and_a_coming_night_has_nobody(town: Municipality) -> None:
    weeks = weeks_ahead(DutyRota(town), now=NOW, language="sv")
    gaps = {bool(night.gap) for week in weeks for night in week.nights if night.need}
    assert gaps == {True, False}


def test_the_duty_without_anybody_is_warned_of_and_all_other_nights_have_somebody(town: Municipality) -> None:
    weeks = weeks_ahead(DutyRota(town), now=NOW, language="sv")
    uncovered = [night.night for week in weeks for night in week.nights if night.need and night.gap]
    warned = DutyWarning.objects.filter(municipality=town).values_list("night", "days_ahead")
    assert (uncovered, list(warned)) == ([date(2026, 10, 17)], [(date(2026, 10, 17), 7)])
    assert [one.name for one in duty_of_municipality(town, NOW)] == ["Maria Ekström"]


def test_last_months_drill_has_a_report_that_says_who_was_not_reached(town: Municipality) -> None:
    drill = Drill.objects.get()
    report = report_of(drill)
    assert drill.starts_at == datetime(2026, 9, 8, 16, 30, tzinfo=UTC)
    assert report.sentence == "Maria Ekström tog larmet efter 12 minuter."
    assert report.unreached == ["Samira Nouri"]
    told = [(step.number, sorted({one.name for one in step.told})) for step in report.steps]
    assert told == [
        (1, ["Lars Björk"]),
        (2, ["Lars Björk", "Samira Nouri"]),
        (3, ["Lars Björk", "Maria Ekström", "Samira Nouri"]),
    ]


def test_a_night_that_was_late_tells_its_story(town: Municipality) -> None:
    alarm = Alarm.objects.get(is_drill=False, state="resolved")
    assert (alarm.shift.place, alarm.steps_taken, alarm.acknowledged_by) == (
        "Stuvsta-Snättringe",
        2,
        "Marie Gustavsson",
    )
    lines = lines_of(FieldEvent.objects.filter(shift=alarm.shift, volunteer=None).order_by("at", "pk"))
    said = [f"{line.who} {line.what}" for line in lines]
    assert said == [
        "Gruppen gick ut",
        "Gruppen fick frågan om de är hemma",
        "Gruppen är försenad",
        "Larmtrappan: steg 1: gruppens ledare. 1 sms.",
        "Larmtrappan: steg 2: hela gruppen. 3 sms, 1 samtal.",
        "Marie Gustavsson tog larmet",
        "Larmet är löst: pratat med Henrik.",
        "Alla är hemma",
        "Gruppen skrev loggen",
    ]
