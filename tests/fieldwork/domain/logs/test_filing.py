"""A log is kept once for each sending and once a night, and whatever is changed in it can be read afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest

from fieldwork.domain.logs.filing import correct_log, file_log
from fieldwork.domain.logs.words import Happened, LogWords, from_kept, said_of
from fieldwork.exceptions import LogNotOpen, PersonSeen, UnsoundLog
from fieldwork.models import FieldEvent, LogRevision, Walk, WalkLog
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, Door
from scheduling.models import Attendance
from tests.factories import leader_of
from tests.factories.fieldwork import WalkFactory
from tests.fieldwork.nights import HOME, ON_ITS_PAGE, Night, later, walked_night

pytestmark = pytest.mark.django_db
State = AttendanceState


@pytest.fixture
def night() -> Night:
    return walked_night()


def filed(night: Night, told: LogWords | None = None, **given: object) -> WalkLog:
    usual = {"client_key": uuid4(), "origin": ON_ITS_PAGE, "by": night.leader, "now": HOME}
    return file_log(night.shift, told or night.telling(), **(usual | given))  # type: ignore[arg-type]  # each value is of its own type


def lines(night: Night) -> list[tuple[str, str]]:
    return list(FieldEvent.objects.filter(shift=night.shift).order_by("pk").values_list("kind", "detail"))


def test_log_says_what_was_told(night: Night) -> None:
    told = night.telling(
        met="11_30",
        mood="lively",
        debrief_held=True,
        note="Mycket folk vid torget efter elva",
        occurrences=(
            Happened("alcohol", 2, "parkeringen", night.shift.starts_at + timedelta(hours=2)),
            Happened("helped", 3),
        ),
        contacts={"police": 1},
    )
    log = filed(night, told)
    assert said_of(log) == told
    assert (log.filed_by, log.door, log.filed_at, log.revision) == (night.leader, Door.PERSONAL, HOME, 1)
    assert lines(night) == [("logged", "")]


def test_same_sending_is_kept_once_whatever_has_happened_since(night: Night) -> None:
    first, second = uuid4(), uuid4()
    log = filed(night, night.telling(note="Ett"), client_key=first)
    filed(night, night.telling(note="Två"), client_key=second, by=night.anna.volunteer, now=later(1))
    correct_log(log, night.telling(note="Rätt"), reason="Fel kväll", origin=ON_ITS_PAGE, now=later(2))
    for key in (first, second, first):
        assert filed(night, night.telling(note="Åter"), client_key=key, now=later(3)) == log
    log.refresh_from_db()
    assert (log.note, log.revision, LogRevision.objects.count()) == ("Rätt", 3, 2)


def test_second_phone_of_the_crew_joins_what_the_first_told_and_nothing_is_lost(night: Night) -> None:
    first = night.telling(mood="calm", met="1_10", note="Glas vid lekplatsen", contacts={"police": 1})
    filed(night, first)
    second = night.telling(mood="lively", note="Lampan vid tunneln är trasig", occurrences=(Happened("party"),))
    log = filed(night, second, by=night.anna.volunteer, now=later(0.5))
    assert said_of(log) == night.telling(
        mood="lively",
        met="1_10",
        note="Glas vid lekplatsen\nLampan vid tunneln är trasig",
        occurrences=(Happened("party"),),
        contacts={"police": 1},
    )
    revision = log.revisions.get()
    assert (from_kept(revision.said), revision.by, revision.number) == (first, night.anna.volunteer, 1)
    assert lines(night) == [("logged", ""), ("corrected", "Två i gruppen skrev var sin logg.")]


def test_note_that_has_no_room_beside_the_other_stays_in_the_history(night: Night) -> None:
    long = "Mycket folk vid torget. " * 18
    filed(night, night.telling(note=long))
    log = filed(night, night.telling(note="Glas vid lekplatsen " * 5), now=later(1))
    assert (log.note, log.revisions.get().said["note"]) == ("Glas vid lekplatsen " * 5, long)


def test_who_had_the_log_in_view_corrects_it_whole(night: Night) -> None:
    filed(night, night.telling(met="1_10", note="Glas vid lekplatsen"))
    log = filed(night, night.telling(met="11_30"), knows=1, now=later(1))
    assert (log.met, log.note, log.revision) == ("11_30", "", 2)


def test_telling_the_same_again_changes_nothing(night: Night) -> None:
    filed(night)
    log = filed(night, by=night.anna.volunteer, now=later(1))
    assert (log.revision, LogRevision.objects.count(), lines(night)) == (1, 0, [("logged", "")])


def test_correction_keeps_what_stood_with_reason_and_who(night: Night) -> None:
    log, leader = filed(night, night.telling(met="60_")), leader_of(night.shift.association)
    correct_log(
        log,
        night.telling(met="31_60"),
        reason="Vi räknade dubbelt",
        origin=Origin(Door.PAGE, actor=leader),
        now=later(12),
    )
    log.refresh_from_db()
    revision = log.revisions.get()
    assert (log.met, revision.said["met"]) == ("31_60", "60_")
    assert (revision.reason, revision.by_user, revision.at) == ("Vi räknade dubbelt", leader, later(12))
    assert lines(night) == [("logged", ""), ("corrected", "Vi räknade dubbelt")]


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_night_that_was_not_walked_has_no_log(state: str) -> None:
    with pytest.raises(LogNotOpen, match="Kvällen blev inte av"):
        filed(walked_night(state=state))


def test_log_opens_when_a_group_can_gather_and_closes_to_the_crew_after_two_weeks(night: Night) -> None:
    with pytest.raises(LogNotOpen, match="har inte börjat än"):
        filed(night, now=night.shift.starts_at - timedelta(hours=2, minutes=1))
    with pytest.raises(LogNotOpen, match="för länge sedan"):
        filed(night, now=night.shift.ends_at + timedelta(days=14))
    leader = Origin(Door.PAGE, actor=leader_of(night.shift.association))
    assert filed(night, origin=leader, by=None, now=night.shift.ends_at + timedelta(days=14)).pk


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"mood": ""}, "mood"),
        ({"ended_at": HOME - timedelta(days=1)}, "ended"),
        ({"ended_at": HOME + timedelta(days=1)}, "ended"),
        ({"started_at": HOME - timedelta(days=2), "ended_at": HOME - timedelta(days=2)}, "started"),
    ],
)
def test_log_that_says_nothing_or_cannot_be_is_refused(night: Night, said: dict[str, object], field: str) -> None:
    with pytest.raises(UnsoundLog) as refused:
        filed(night, night.telling(**said))
    assert (refused.value.field, WalkLog.objects.count()) == (field, 0)


@pytest.mark.parametrize(
    ("said", "field", "traces"),
    [
        ({"note": "Ring Pers mamma 070-174 06 30"}, "note", ("phone",)),
        ({"note": "Vit moped ABC 123 körde fort"}, "note", ("plate",)),
        ({"note": "Pojke, 20010829-2384"}, "note", ("personal_number",)),
        ({"occurrences": (Happened("party", 1, "hos nils@lykta.example"),)}, "occurrences", ("email",)),
    ],
)
def test_text_that_leads_to_a_person_is_refused(
    night: Night, said: dict[str, object], field: str, traces: tuple[str, ...]
) -> None:
    with pytest.raises(PersonSeen) as refused:
        filed(night, night.telling(**said), may_name=True)
    assert (refused.value.field, refused.value.traces, WalkLog.objects.count()) == (field, traces, 0)


def test_name_from_the_crew_is_warned_of_and_kept_when_no_name_is_meant(night: Night) -> None:
    told = night.telling(note="Annas ficklampa är trasig")
    with pytest.raises(PersonSeen, match="Du har skrivit Anna") as warned:
        filed(night, told)
    assert (warned.value.is_only_a_name, WalkLog.objects.count()) == (True, 0)
    assert filed(night, told, may_name=True).note == "Annas ficklampa är trasig"


def test_ticks_say_who_walked_and_who_did_not_come(night: Night) -> None:
    filed(night, walked=[night.karin.pk, night.anna.pk])
    states = dict(Attendance.objects.values_list("volunteer__name", "state"))
    assert states == {"Karin Öberg": State.ATTENDED, "Anna Lind": State.ATTENDED, "Johan Ek": State.NO_SHOW}
    night.shift.refresh_from_db()
    assert night.shift.confirmed_count == 2
    filed(night, knows=1, walked=[night.karin.pk, night.anna.pk, night.johan.pk], now=later(1))
    assert Attendance.objects.get(pk=night.johan.pk).state == State.ATTENDED


def test_ticks_touch_nobody_while_the_group_is_out(night: Night) -> None:
    walk = WalkFactory(shift=night.shift)
    filed(night, walked=[])
    assert set(Attendance.objects.values_list("state", flat=True)) == {State.CONFIRMED}
    Walk.objects.filter(pk=walk.pk).update(state="home", home_at=HOME)
    filed(night, night.telling(met="none"), walked=[night.karin.pk], now=later(1))
    assert Attendance.objects.get(pk=night.johan.pk).state == State.NO_SHOW


def test_key_of_another_night_is_refused(night: Night) -> None:
    key, other = uuid4(), walked_night()
    filed(night, client_key=key)
    with pytest.raises(LogNotOpen, match="en annan kväll"):
        filed(other, client_key=key)
