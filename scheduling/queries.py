"""Reading the rota. Each `access_…` both fetches and authorises: what is out of reach does not exist."""

from django.http import Http404

from scheduling.models import Attendance, Route, Shift
from scheduling.models.route import RouteQuerySet
from scheduling.models.shift import ShiftQuerySet
from volunteers.queries import Standing


def shifts_for(standing: Standing) -> ShiftQuerySet:
    return Shift.objects.within(**standing.reach).select_related(
        "association__municipality", "route__district", "route__municipality"
    )


def routes_for(standing: Standing) -> RouteQuerySet:
    return Route.objects.within(**standing.reach).select_related("district", "municipality")


def access_shift(standing: Standing, pk: int) -> Shift:
    """Raises Http404 for a shift of another association or municipality."""
    shift = shifts_for(standing).filter(pk=pk).first()
    if shift is None:
        raise Http404
    return shift


def access_attendance(standing: Standing, shift_pk: int, pk: int) -> Attendance:
    """Raises Http404 unless the attendance is of that shift and the shift is within reach."""
    shift = access_shift(standing, shift_pk)
    attendance = shift.attendances.filter(pk=pk).select_related("volunteer").first()
    if attendance is None:
        raise Http404
    attendance.shift = shift
    return attendance


def access_route(standing: Standing, pk: int) -> Route:
    """Raises Http404 for a route of another municipality."""
    route = routes_for(standing).filter(pk=pk).first()
    if route is None:
        raise Http404
    return route
