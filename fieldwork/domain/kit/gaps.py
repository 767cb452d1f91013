"""What was missing is found again, all or some of it, or given up for gone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.enums import GapEnd
from fieldwork.exceptions import AlreadyCounted, MoreThanThereIs
from fieldwork.models import KitGap, KitItem
from volunteers.models import User


@transaction.atomic
def find(gap: KitGap, *, number: int, by: User | None, now: datetime) -> KitGap:
    """So many are found; the rest goes on missing. Returns the gap that ended.

    Raises MoreThanThereIs for more than were missing, and AlreadyCounted where nothing is any more.
    """
    KitItem.objects.select_for_update().get(pk=gap.item_id)
    return _end(gap, number=number, end=GapEnd.FOUND, by=by, now=now)


@transaction.atomic
def give_up(gap: KitGap, *, number: int, by: User | None, now: datetime) -> KitGap:
    """So many are gone for good, and the association has that many fewer. Returns and raises as `find`."""
    item = KitItem.objects.select_for_update().get(pk=gap.item_id)
    ended = _end(gap, number=number, end=GapEnd.GONE, by=by, now=now)
    item.quantity -= number
    item.save(update_fields=["quantity"])
    return ended


def surface(item: KitItem, *, number: int, by: User | None, now: datetime) -> None:
    """So many of a held thing turn up in somebody's hands: what has been missing longest was those."""
    for gap in KitGap.objects.filter(item=item, ended_at=None).order_by("since", "pk"):
        if number == 0:
            return
        some = min(number, gap.number)
        _end(gap, number=some, end=GapEnd.FOUND, by=by, now=now)
        number -= some


def _end(gap: KitGap, *, number: int, end: GapEnd, by: User | None, now: datetime) -> KitGap:
    held = KitGap.objects.select_related("item").get(pk=gap.pk)
    if held.ended_at is not None:
        raise AlreadyCounted(_("Någon har redan tagit hand om det: %(label)s.") % {"label": held.item})
    if not 0 < number <= held.number:
        raise MoreThanThereIs(_("Det saknas %(number)s.") % {"number": held.number})
    rest = held.number - number
    held.number, held.ended_at, held.ended_by, held.end = number, now, by, end
    held.save(update_fields=["number", "ended_at", "ended_by", "end"])
    if rest:
        KitGap.objects.create(
            item=held.item, shift=held.shift, had_by=held.had_by, number=rest, since=held.since, note=held.note
        )
    return held
