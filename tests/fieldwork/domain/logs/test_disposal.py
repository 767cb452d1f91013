"""What was written is emptied in time, wherever it was kept; what was counted stays."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest

from fieldwork.domain.logs.disposal import dispose_of_old_notes
from fieldwork.domain.logs.filing import correct_log, file_log
from fieldwork.domain.logs.words import Happened
from fieldwork.models import FieldEvent, KitCount, KitGap, WalkLog
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.factories import InboundFactory
from tests.factories.fieldwork import KitItemFactory
from tests.fieldwork.nights import BY_HAND, HOME, walked_night

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def test_notes_and_places_go_after_a_month_and_the_counts_stay(caplog: pytest.LogCaptureFixture) -> None:
    night = walked_night()
    text = InboundFactory(body="LOGG lugnt, glas vid lekplatsen", handled_at=HOME)
    told = night.telling(met="1_10", note="Glas vid lekplatsen", occurrences=(Happened("party", 2, "torget"),))
    by_text = Origin(Door.SMS, answer=text)
    log = file_log(night.shift, told, client_key=uuid4(), origin=by_text, by=night.leader, now=HOME)
    changed = night.telling(met="1_10", note="Ännu mer glas", occurrences=told.occurrences)
    correct_log(log, changed, reason="Mer", origin=BY_HAND, now=HOME + timedelta(days=2))

    assert dispose_of_old_notes(HOME + MONTH) == 0
    assert FieldEvent.objects.filter(kind="corrected", detail="Mer").exists()
    with caplog.at_level(logging.INFO):
        assert dispose_of_old_notes(HOME + MONTH + timedelta(seconds=1)) == 1
    log.refresh_from_db()
    occurrence, revision = log.occurrences.get(), log.revisions.get()
    text.refresh_from_db()
    kept = [log.note, occurrence.place, revision.said["note"], revision.said["occurrences"][0]["place"], text.body]
    assert kept == [""] * 5
    assert (revision.reason, FieldEvent.objects.exclude(detail="").count()) == ("", 0)
    assert (log.met, occurrence.count, revision.said["occurrences"][0]["count"]) == ("1_10", 2, 2)
    assert caplog.messages == ["Notes of 1 logs older than 30 days were emptied"]
    assert dispose_of_old_notes(HOME + 2 * MONTH) == 0


def test_correction_after_that_brings_no_new_text() -> None:
    night = walked_night()
    log = file_log(
        night.shift, night.telling(note="Glas"), client_key=uuid4(), origin=BY_HAND, by=night.leader, now=HOME
    )
    dispose_of_old_notes(HOME + 2 * MONTH)
    told = night.telling(met="none", note="Sent", occurrences=(Happened("party", 2, "torget"),))
    correct_log(log, told, reason="Glömde", origin=BY_HAND, now=HOME + 2 * MONTH)
    log = WalkLog.objects.get()
    assert (log.note, log.met, [one.place for one in log.occurrences.all()]) == ("", "none", [""])


def test_notes_of_kit_that_did_not_come_home_go_as_the_logs_do_and_what_is_missing_stays() -> None:
    night = walked_night()
    item = KitItemFactory(association=night.shift.association)
    KitCount.objects.create(
        shift=night.shift, item=item, taken=2, out_at=HOME, returned=1, in_at=HOME, note="I Åsas bil"
    )
    KitGap.objects.create(item=item, shift=night.shift, number=1, since=HOME, note="I Åsas bil")
    dispose_of_old_notes(HOME + MONTH)
    assert KitGap.objects.get().note == KitCount.objects.get().note == "I Åsas bil"
    dispose_of_old_notes(HOME + MONTH + timedelta(seconds=1))
    gap, count = KitGap.objects.get(), KitCount.objects.get()
    assert (gap.note, count.note, gap.number, count.returned) == ("", "", 1, 1)
