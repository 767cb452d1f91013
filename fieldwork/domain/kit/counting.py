"""What a group takes along is counted out, and what comes home counted in; the rest is missing from then on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fieldwork.domain.history import record
from fieldwork.domain.kit.gaps import surface
from fieldwork.domain.kit.items import here_of
from fieldwork.domain.kit.words import pieces
from fieldwork.domain.text_checks import refuse_persons
from fieldwork.enums import FieldEventKind
from fieldwork.exceptions import AlreadyCounted, MoreThanThereIs, NotTonight
from fieldwork.models import KitCount, KitGap, KitItem
from fieldwork.queries.kit import counts_of
from scheduling.domain.number_words import listed
from scheduling.domain.origins import Origin
from scheduling.domain.telling import leader_of
from scheduling.enums import ShiftState
from scheduling.models import Shift
from volunteers.models import Volunteer

COUNTED_BEFORE = timedelta(hours=12)  # who fetches the vests in the morning counts them then
REAL_NIGHTS = {ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE}


@dataclass(frozen=True)
class Teller:
    """Who counts, through which door, and when."""

    origin: Origin
    by: Volunteer | None
    now: datetime


def may_count_out(shift: Shift, *, now: datetime) -> bool:
    return shift.state in REAL_NIGHTS and shift.starts_at - COUNTED_BEFORE <= now < shift.ends_at


@transaction.atomic
def count_out(
    shift: Shift, taken: Mapping[int, int], *, origin: Origin, by: Volunteer | None, now: datetime
) -> list[KitCount]:
    """So many of each thing go along, by its primary key. Counted again, the new number stands in place of the old.

    What was missing and is in somebody's hands again is found. Returns what the group has now. Raises NotTonight,
    MoreThanThereIs for what others have, or AlreadyCounted for what has come home.
    """
    teller = Teller(origin, by, now)
    held = Shift.objects.select_for_update().get(pk=shift.pk)
    if not may_count_out(held, now=now):
        raise NotTonight(_("Utrustningen räknas ut från tolv timmar före start tills passet är slut."))
    before = {count.item_id: count for count in held.kit_counts.all()}
    items = _lock_items(held, taken)
    news = [item for item in items if taken[item.pk] != (before[item.pk].taken if item.pk in before else 0)]
    for item in news:
        _take(held, item, before.get(item.pk), taken[item.pk], teller)
    counts = counts_of(held)
    if news:
        said = listed([pieces(count.taken, count.item) for count in counts]) or _("ingenting")
        record(held, FieldEventKind.KIT_OUT, origin=origin, now=now, by=by, detail=said)
    return counts


def _take(shift: Shift, item: KitItem, before: KitCount | None, number: int, teller: Teller) -> None:
    if before is not None and before.in_at is not None:
        raise AlreadyCounted(_("%(label)s är redan inräknat.") % {"label": item.label})
    more = number - (before.taken if before else 0)
    turned_up = max(more - here_of(item), 0)
    missing = sum(KitGap.objects.filter(item=item, ended_at=None).values_list("number", flat=True))
    if turned_up > missing:
        there = number - turned_up + missing
        raise MoreThanThereIs(_("Så många finns inte här. Det finns %(there)s.") % {"there": pieces(there, item)})
    surface(item, number=turned_up, by=teller.origin.actor, now=teller.now)
    if number:
        who = {"out_at": teller.now, "out_by": teller.by, "out_by_user": teller.origin.actor}
        KitCount.objects.update_or_create(shift=shift, item=item, defaults={"taken": number, **who})
    elif before is not None:
        before.delete()


@transaction.atomic
def count_in(
    shift: Shift, returned: Mapping[int, int], *, note: str, origin: Origin, by: Volunteer | None, now: datetime
) -> list[KitGap]:
    """So many of each thing have come home, by its primary key. What did not is missing, with a note that says why.

    Can be counted again. Returns what is missing. Raises MoreThanThereIs for more than went out, PersonSeen for a note
    that leads to a person, and AlreadyCounted where somebody has found or given up what was missing, or has taken along
    what came home.
    """
    teller = Teller(origin, by, now)
    refuse_persons(note, field="note", today=timezone.localdate(now, shift.association.municipality.zone))
    held = Shift.objects.select_for_update().get(pk=shift.pk)
    _lock_items(held, returned)
    counts = [count for count in counts_of(held) if count.item_id in returned]
    news = [count for count in counts if count.returned != returned[count.item_id]]
    for count in news:
        _bring_home(count, returned[count.item_id], note, teller)
        _miss(held, count, now=now)
    gaps = list(KitGap.objects.filter(shift=held, ended_at=None).select_related("item", "had_by"))
    if news:
        record(held, FieldEventKind.KIT_IN, origin=origin, now=now, by=by, detail=_told(counts, gaps))
    return gaps


def _bring_home(count: KitCount, number: int, note: str, teller: Teller) -> None:
    if number > count.taken:
        raise MoreThanThereIs(_("Gruppen tog ut %(taken)s.") % {"taken": pieces(count.taken, count.item)})
    fewer = 0 if count.returned is None else count.returned - number
    is_seen_to = KitGap.objects.filter(shift=count.shift_id, item=count.item_id).exclude(ended_at=None).exists()
    if is_seen_to or fewer > here_of(count.item):
        raise AlreadyCounted(_("Någon har redan tagit hand om det: %(label)s.") % {"label": count.item})
    count.returned, count.in_at, count.note = number, teller.now, note
    count.in_by, count.in_by_user = teller.by, teller.origin.actor
    count.save(update_fields=["returned", "in_at", "note", "in_by", "in_by_user"])


def _miss(shift: Shift, count: KitCount, *, now: datetime) -> None:
    """What is missing of one thing after the night, in place of what was said before."""
    missing = count.taken - (count.returned or 0)
    gap = KitGap.objects.filter(shift=shift, item=count.item, ended_at=None).first()
    if gap is None and missing:
        had_by = leader_of(shift) or count.out_by
        KitGap.objects.create(item=count.item, shift=shift, had_by=had_by, number=missing, since=now, note=count.note)
    elif gap is not None and missing:
        gap.number, gap.note = missing, count.note
        gap.save(update_fields=["number", "note"])
    elif gap is not None:
        gap.delete()  # it was there all the time


def _told(counts: Iterable[KitCount], gaps: Iterable[KitGap]) -> str:
    """For the history: what came home, and what did not."""
    came = [pieces(count.returned, count.item) for count in counts if count.returned]
    missing = [pieces(gap.number, gap.item) for gap in gaps]
    if not missing:
        return listed(came)
    return _("%(came)s. Saknas: %(missing)s") % {"came": listed(came) or _("ingenting"), "missing": listed(missing)}


def _lock_items(shift: Shift, numbers: Mapping[int, int]) -> list[KitItem]:
    """The association's things among these, held until the verb is done."""
    items = KitItem.objects.select_for_update().filter(association=shift.association_id, pk__in=numbers)
    return list(items.order_by("pk"))
