"""What groups wrote in their own words is kept for a set time, and then emptied. The counts stay."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from fieldwork.domain.logs.words import without_texts
from fieldwork.enums import FieldEventKind
from fieldwork.models import FieldEvent, KitCount, KitGap, LogOccurrence, LogRevision, WalkLog
from messaging.models import InboundMessage

logger = logging.getLogger(__name__)
LOGS_AT_A_TIME = 500
TOLD_BY_TEXT = (FieldEventKind.LOGGED, FieldEventKind.CORRECTED)


def dispose_of_old_notes(now: datetime) -> int:
    """Empty notes and places of logs filed more than LOG_NOTES_KEPT_DAYS ago, also in what was corrected, with why it
    was, and in the texts that brought them; and as old notes of things that did not come home. Returns how many logs.
    """
    before = now - timedelta(days=settings.LOG_NOTES_KEPT_DAYS)
    KitCount.objects.filter(out_at__lt=before).exclude(note="").update(note="")
    KitGap.objects.filter(since__lt=before).exclude(note="").update(note="")
    old = WalkLog.objects.filter(note_disposed_at=None, filed_at__lt=before).order_by("pk")
    emptied = 0
    while some := list(old.values_list("pk", flat=True)[:LOGS_AT_A_TIME]):
        emptied += _empty(some, now=now)
    if emptied:
        logger.info("Notes of %s logs older than %s days were emptied", emptied, settings.LOG_NOTES_KEPT_DAYS)
    return emptied


@transaction.atomic
def _empty(logs: list[int], *, now: datetime) -> int:
    for revision in LogRevision.objects.filter(log__in=logs):
        revision.said, revision.reason = without_texts(revision.said), ""
        revision.save(update_fields=["said", "reason"])
    LogOccurrence.objects.filter(log__in=logs).exclude(place="").update(place="")
    told = FieldEvent.objects.filter(shift__log__in=logs, kind__in=TOLD_BY_TEXT)
    InboundMessage.objects.filter(pk__in=told.filter(answer__isnull=False).values("answer")).update(body="")
    FieldEvent.objects.filter(pk__in=list(told.exclude(detail="").values_list("pk", flat=True))).update(detail="")
    return WalkLog.objects.filter(pk__in=logs).update(note="", note_disposed_at=now, updated_at=now)
