"""Which shifts could be the answer to a request, the best first, each with its reasons in words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from scheduling.domain.presence.places import Place, metres_apart, place_of
from scheduling.enums import PresencePlace
from scheduling.models import PresenceRequest, Shift

NIGHTS_AROUND = timedelta(hours=60)  # a proposal is worth little more than two nights away
KILOMETRE = 1000
THERE, NEAR, FAR = 50, 1000, 3000  # metres: passing the very place, worth a detour, beyond any detour
FEWEST = 3  # shown even if they are far


@dataclass(frozen=True)
class Fit:
    """`metres` are from the place to the route; None where one of them is no point on the map."""

    shift: Shift
    is_in_time: bool
    is_whole_time: bool
    is_same_place: bool
    metres: int | None

    @property
    def reasons(self) -> list[str]:
        return [self.time_words, self.place_words]

    @property
    def time_words(self) -> str:
        if self.is_whole_time:
            return _("Går hela tiden som önskas")
        return _("Går en del av tiden som önskas") if self.is_in_time else _("Går en annan tid: blir ett förslag")

    @property
    def place_words(self) -> str:
        if self.metres is not None and not self.is_same_place:
            if self.metres >= KILOMETRE:
                return _("Rutten går %(km)s km därifrån") % {"km": round(self.metres / KILOMETRE)}
            return _("Rutten går %(metres)s meter därifrån") % {"metres": round(self.metres, -1)}
        return _("Går just där") if self.is_same_place else _("Går på en annan plats")


def fits_of(request: PresenceRequest, shifts: Iterable[Shift]) -> list[Fit]:
    """Those in the time asked for first, of them those that pass the place, then the nearest; few that are far."""
    ranked = sorted((fit_of(request, shift) for shift in shifts), key=lambda fit: rank(request, fit))
    near = [fit for fit in ranked if fit.metres is None or fit.metres <= FAR]
    return near if len(near) >= FEWEST else ranked[:FEWEST]


def fit_of(request: PresenceRequest, shift: Shift) -> Fit:
    here, route = place_of(request), shift.route
    apart = metres_apart(here, Place(route=route)) if request.where == PresencePlace.POINT else None
    return Fit(
        shift=shift,
        is_in_time=request.meets(shift.starts_at, shift.ends_at),
        is_whole_time=shift.starts_at <= request.starts_at and request.ends_at <= shift.ends_at,
        is_same_place=is_there(request, shift, apart),
        metres=None if apart is None else round(apart),
    )


def is_there(request: PresenceRequest, shift: Shift, apart: float | None) -> bool:
    match request.where:
        case PresencePlace.ROUTE:
            return request.route_id == shift.route_id
        case PresencePlace.DISTRICT:
            return request.district_id is not None and request.district_id == shift.route.district_id
    return apart is not None and apart <= THERE


def rank(request: PresenceRequest, fit: Fit) -> tuple[object, ...]:
    is_far = fit.metres is not None and fit.metres > NEAR
    is_elsewhere = not fit.is_same_place and (fit.metres is None or is_far)
    hours_apart = abs(fit.shift.starts_at - request.starts_at)
    return not fit.is_in_time, is_elsewhere, fit.metres or 0, not fit.is_whole_time, hours_apart, fit.shift.pk
