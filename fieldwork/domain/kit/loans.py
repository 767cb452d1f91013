"""Something is signed out to a member, who has it at home until a day (kvittera ut)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.kit.items import here_of
from fieldwork.domain.kit.words import pieces
from fieldwork.exceptions import AlreadyCounted, MoreThanThereIs, WrongTimes
from fieldwork.models import KitGap, KitItem, KitLoan
from volunteers.models import User, Volunteer


@transaction.atomic
def lend(
    item: KitItem, volunteer: Volunteer, *, number: int, due_on: date | None, by: User, today: date, now: datetime
) -> KitLoan:
    """Raises MoreThanThereIs for more than are here, and WrongTimes for a day that has been."""
    held = KitItem.objects.select_for_update().get(pk=item.pk)
    here = here_of(held)
    if number > here:
        raise MoreThanThereIs(_("Hemma finns bara %(here)s.") % {"here": pieces(here, held)})
    if due_on is not None and due_on < today:
        raise WrongTimes(_("Den dagen har redan varit."))
    return KitLoan.objects.create(item=held, volunteer=volunteer, number=number, lent_at=now, lent_by=by, due_on=due_on)


@transaction.atomic
def take_back(loan: KitLoan, *, number: int, by: User, now: datetime) -> KitGap | None:
    """So many are returned, and the loan is over; what is not returned is missing from now on.

    Raises MoreThanThereIs for more than were lent, and AlreadyCounted for a loan that is over.
    """
    KitItem.objects.select_for_update().get(pk=loan.item_id)
    held = KitLoan.objects.select_related("item", "volunteer").get(pk=loan.pk)
    if held.returned_at is not None:
        raise AlreadyCounted(_("Lånet är redan avslutat."))
    if number > held.number:
        raise MoreThanThereIs(_("Lånet gäller %(lent)s.") % {"lent": pieces(held.number, held.item)})
    held.returned_at, held.returned_to = now, by
    held.save(update_fields=["returned_at", "returned_to"])
    if number == held.number:
        return None
    return KitGap.objects.create(item=held.item, had_by=held.volunteer, number=held.number - number, since=now)
