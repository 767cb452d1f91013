"""Reading what two groups of a night have to do with each other."""

from scheduling.enums import ShiftState
from scheduling.models import Route, Shift


def routes_walked_by(shift: Shift) -> list[Route]:
    """The shift's own route first, then the others in use that its association walks."""
    walked = Shift.objects.filter(association=shift.association_id).exclude(state=ShiftState.CANCELLED).values("route")
    others = Route.objects.filter(pk__in=walked.order_by(), is_active=True).exclude(pk=shift.route_id)
    return [shift.route, *others.select_related("district", "municipality").order_by("name", "pk")]
