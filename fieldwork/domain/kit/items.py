"""What an association has to lend out."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fieldwork.exceptions import AlreadyThere, MoreThanThereIs, StillOut, TellsTooMuch
from fieldwork.models import KitCount, KitGap, KitItem, KitLoan
from volunteers.models import Association
from volunteers.models.volunteer import has_personal_number

# Four to six digits by themselves: the code of a door, an alarm or a key box. A street number has fewer.
CODE = re.compile(r"(?<!\d)\d{4,6}(?!\d)")


@transaction.atomic
def add_item(association: Association, *, kind: str, label: str, quantity: int, kept_at: str) -> KitItem:
    """Raises TellsTooMuch for a code, and AlreadyThere for a name that is taken."""
    check_kept_at(kept_at)
    item = KitItem(association=association, kind=kind, label=label, quantity=quantity, kept_at=kept_at)
    return _saved(item)


@transaction.atomic
def revise_item(item: KitItem, *, kind: str, label: str, quantity: int, kept_at: str) -> KitItem:
    """Raises as `add_item`, and MoreThanThereIs for fewer than are out, lent and missing."""
    check_kept_at(kept_at)
    held = KitItem.objects.select_for_update().get(pk=item.pk)
    away = away_of(held)
    if quantity < away:
        raise MoreThanThereIs(
            _("%(away)s är ute, utlånade eller saknas. Räkna in dem eller skriv av dem först.") % {"away": away}
        )
    held.kind, held.label, held.quantity, held.kept_at = kind, label, quantity, kept_at
    return _saved(held)


@transaction.atomic
def put_away(item: KitItem) -> None:
    """It is not lent out any more; what was counted stays. Raises StillOut while some of it is elsewhere."""
    held = KitItem.objects.select_for_update().get(pk=item.pk)
    if away_of(held):
        raise StillOut(_("En del är ute, utlånat eller saknas. Räkna in det eller skriv av det först."))
    held.is_active = False
    held.save(update_fields=["is_active"])


def away_of(item: KitItem) -> int:
    """How many are out with a group, lent or missing."""
    out = KitCount.objects.filter(item=item, in_at=None).values_list("taken", flat=True)
    lent = KitLoan.objects.filter(item=item, returned_at=None).values_list("number", flat=True)
    missing = KitGap.objects.filter(item=item, ended_at=None).values_list("number", flat=True)
    return sum(out) + sum(lent) + sum(missing)


def here_of(item: KitItem) -> int:
    return max(item.quantity - away_of(item), 0)


def check_kept_at(words: str) -> None:
    """Where a thing is kept is read by many: no code belongs there."""
    if has_personal_number(words):
        raise TellsTooMuch(_("Det ser ut som ett personnummer. Skriv aldrig personnummer här."))
    if CODE.search(words):
        raise TellsTooMuch(_("Det ser ut som en kod. Skriv var saken finns, aldrig koden eller var nyckeln ligger."))


def _saved(item: KitItem) -> KitItem:
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        raise AlreadyThere(_("%(label)s finns redan. Ändra antalet där.") % {"label": item.label}) from error
    return item
