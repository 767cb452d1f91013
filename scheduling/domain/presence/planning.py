"""Planning a shift for a request: planned, published and given as the answer in one step."""

from datetime import datetime

from django.db import transaction

from scheduling.domain.crews import CrewSize
from scheduling.domain.origins import Origin
from scheduling.domain.presence.answers import accept_request, propose_shift
from scheduling.domain.presence.places import nearest_route
from scheduling.domain.shifts import plan_shift, publish_shifts
from scheduling.enums import PresencePlace
from scheduling.models import PresenceRequest, Route, Shift
from volunteers.models import Association


@transaction.atomic
def plan_for_request(
    request: PresenceRequest,
    *,
    seen: int,
    association: Association,
    route: Route,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    crew: CrewSize,
    note: str,
    is_open: bool = False,
    origin: Origin,
    now: datetime,
) -> tuple[Shift, bool]:
    """The published shift, and whether it is a yes; at another time than asked for it is a proposal.

    Raises what planning and answering raise; then there is no shift either.
    """
    shift = plan_shift(
        association=association,
        route=route,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        crew=crew,
        note=note,
        is_open=is_open,
        origin=origin,
        now=now,
    )
    publish_shifts([shift], origin=origin, now=now)
    is_yes = request.meets(starts_at, ends_at)
    answer = accept_request if is_yes else propose_shift
    answer(request, shift=shift, seen=seen, origin=origin, now=now)
    return shift, is_yes


def proposed_route(request: PresenceRequest) -> tuple[Route | None, int | None]:
    """The route that would serve the request, and by primary key the association that walked it last."""
    used = Route.objects.filter(municipality=request.municipality_id, is_active=True)
    route = request.route
    if request.where == PresencePlace.POINT and request.longitude is not None and request.latitude is not None:
        route, _metres = nearest_route([request.longitude, request.latitude], used)
    elif route is None:
        route = used.filter(district=request.district_id).order_by("pk").first()
    if route is None:
        return None, None
    last = Shift.objects.filter(route=route).order_by("-starts_at").values_list("association", flat=True).first()
    return route, last
