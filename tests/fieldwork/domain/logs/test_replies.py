"""LOGG by text: kept as any log, once, from those who walked, and answered with what was kept."""

from datetime import datetime, timedelta

import pytest

from fieldwork.domain.inbound import apply_inbound
from fieldwork.models import FieldEvent, WalkLog
from messaging.domain.personal_links import PAGE_MARK
from messaging.models import InboundMessage, OutboundMessage
from scheduling.models import PersonalLink
from tests.factories import InboundFactory
from tests.fieldwork.nights import Night, another_night, later, walked_night

pytestmark = pytest.mark.django_db


@pytest.fixture
def night() -> Night:
    return walked_night()


def write(night: Night, body: str, *, now: datetime | None = None, number: str = "") -> InboundMessage:
    at = now or later(1)
    text: InboundMessage = InboundFactory(from_number=number or night.leader.mobile, body=body, received_at=at)
    apply_inbound(text, now=at)
    text.refresh_from_db()
    return text


def answers() -> list[str]:
    return list(OutboundMessage.objects.order_by("pk").values_list("body", flat=True))


def test_log_by_text_is_kept_and_answered_with_the_way_to_more(night: Night) -> None:
    text = write(night, "LOGG 12 livligt, mycket folk vid torget")
    log = WalkLog.objects.get()
    assert (log.met, log.mood, log.note, log.door) == ("11_30", "lively", "mycket folk vid torget", "sms")
    assert (log.filed_by, text.outcome, FieldEvent.objects.get().answer) == (night.leader, "logged", text)
    link = f"{PAGE_MARK}/kvall/{night.karin.pk}/logg"
    assert answers() == [f"Tack! Loggen för Vårby fre 16/10 är sparad: 11-30 unga, livligt. Mer: {link}"]
    assert PersonalLink.objects.get().volunteer == night.leader


def test_text_that_is_read_twice_is_kept_once(night: Night) -> None:
    text = write(night, "LOGG 12 lugnt")
    InboundMessage.objects.update(handled_at=None)
    text.refresh_from_db()
    apply_inbound(text, now=later(2))
    assert (WalkLog.objects.get().revision, OutboundMessage.objects.count()) == (1, 1)


def test_note_that_leads_to_a_person_is_left_out_and_the_answer_says_so(night: Night) -> None:
    write(night, "LOGG 12 lugnt, vit moped ABC 123")
    write(night, "LOGG 12 lugnt, Anna tappade nyckeln")
    log = WalkLog.objects.get()
    assert (log.met, log.mood, log.note) == ("11_30", "calm", "")
    assert ["Anteckningen sparades inte" in one for one in answers()] == [True, True]


def test_note_alone_that_cannot_be_kept_keeps_nothing(night: Night) -> None:
    write(night, "LOGG ring 070-174 06 30")
    assert WalkLog.objects.count() == 0
    assert answers()[0].startswith("Anteckningen sparades inte: inga namn eller nummer.")


def test_word_alone_is_answered_with_how_to_write(night: Night) -> None:
    assert write(night, "Logg").outcome == "log_how"
    assert (WalkLog.objects.count(), answers()[0].split(":")[0]) == (
        0,
        "Skriv LOGG, antal unga och lugnt, livligt eller oroligt",
    )


def test_second_text_joins_the_first(night: Night) -> None:
    write(night, "LOGG 12 lugnt")
    write(night, "LOGG glas vid lekplatsen", number=night.anna.volunteer.mobile)
    log = WalkLog.objects.get()
    assert (log.met, log.mood, log.note, log.revision) == ("11_30", "calm", "glas vid lekplatsen", 2)


def test_last_night_without_a_log_is_meant(night: Night) -> None:
    saturday = another_night(night, days=1)
    write(saturday, "LOGG 3 lugnt", now=later(25))
    write(saturday, "LOGG 40 livligt", now=later(26))
    told = dict(WalkLog.objects.values_list("shift", "met"))
    assert told == {saturday.shift.pk: "1_10", night.shift.pk: "31_60"}


def test_only_the_crew_tells_from_the_start_until_three_days_after(night: Night) -> None:
    before = night.shift.starts_at - timedelta(minutes=1)
    write(night, "LOGG 12 lugnt", now=before)
    write(night, "LOGG 12 lugnt", now=night.shift.ends_at + timedelta(days=3))
    write(night, "LOGG 12 lugnt", number="+46701740688")
    assert WalkLog.objects.count() == 0
    write(night, "LOGG 12 lugnt", now=night.shift.starts_at)
    assert WalkLog.objects.count() == 1
