"""Reading the rota of duty. `access_turn` authorises too: what is out of reach does not exist."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from fieldwork.models import DutyTurn
from scheduling.models import Shift
from volunteers.queries import Standing, associations_for


def access_turn(standing: Standing, pk: int) -> DutyTurn:
    """Raises Http404 for a turn of a municipality that the user does not coordinate, or another's association."""
    reached = Q(municipality__in=standing.municipalities) | Q(association__in=associations_for(standing).values("pk"))
    along = ("user", "municipality", "association__municipality")
    turn = DutyTurn.objects.filter(reached, pk=pk).select_related(*along).first()
    if turn is None:
        raise Http404
    return turn


def turns_within(turns: QuerySet[DutyTurn], first: datetime, last: datetime) -> QuerySet[DutyTurn]:
    """Those that touch the time from `first` to `last`."""
    return turns.filter(ends_at__gt=first, starts_at__lt=last).select_related("user")


def walks_between(
    first: datetime, last: datetime, *, associations: Collection[int] | None = None, municipality: int | None = None
) -> QuerySet[Shift]:
    """Shifts that are to be walked, not over at `first` and begun by `last`, of all or of some."""
    shifts = Shift.objects.live().filter(ends_at__gt=first, starts_at__lte=last)
    if associations is not None:
        shifts = shifts.filter(association__in=associations)
    if municipality is not None:
        shifts = shifts.filter(association__municipality=municipality)
    return shifts
