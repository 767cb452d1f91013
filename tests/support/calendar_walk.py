"""A year of planning at random: each change is a verb of the product, some hours after the one before."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import time_machine

from scheduling.domain.crews import CrewSize
from scheduling.domain.origins import Origin
from scheduling.domain.routes import save_route
from scheduling.domain.shifts import cancel_shift, plan_shift, progress_shifts, publish_shifts, revise_shift
from scheduling.enums import Door, ShiftKind, ShiftState
from scheduling.models import Route, Shift
from tests.factories import AssociationFactory, DistrictFactory, MunicipalityFactory, RouteFactory, ShiftFactory
from volunteers.domain.associations import revise_association, revise_municipality
from volunteers.domain.districts import revise_district
from volunteers.models import Association, District

# The clock changes twice in the year that follows.
START = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
BY_HAND = Origin(Door.PAGE)
NIGHTS, FEWEST_NIGHTS = 60, 30
TO_CHANGE = (ShiftState.DRAFT, ShiftState.PUBLISHED)
LONGEST_PAUSE = 14 * 60  # minutes
DAYS_AHEAD = 80
HALVES, PLACES, ROUTES = ("Norra delen", "Södra delen"), ("Vårby", "Masmo", "Segeltorp", "Åsö; väst, öst"), 6


@dataclass
class Walk:
    """What the dice have come to so far. `revoke` takes one of the clients' keys, and is a change like the others."""

    association: Association
    dice: Random
    clock: time_machine.Traveller
    revoke: Callable[[], None]
    now: datetime = START
    done: Counter[str] = field(default_factory=Counter)
    dropped: set[int] = field(default_factory=set)  # as drafts, so that nobody was to see them

    def __post_init__(self) -> None:
        for _night in range(NIGHTS):
            plan(self)

    def go(self, changes: int) -> None:
        """So many changes; then the clock's job sees what has begun and ended."""
        for _change in range(changes):
            self.step()
        progress_shifts(self.now)

    def step(self) -> None:
        self.now += timedelta(minutes=self.dice.randrange(1, LONGEST_PAUSE))
        self.clock.move_to(self.now)
        (name,) = self.dice.choices(tuple(CHANGES), [weight for weight, _change in CHANGES.values()])
        name = name if self.has_nights_for(name) else "plan"
        CHANGES[name][1](self)
        self.done[name] += 1

    def has_nights_for(self, name: str) -> bool:
        if name == "publish":
            return bool(self.nights(ShiftState.DRAFT))
        return name not in {"move", "cancel"} or len(self.nights(*TO_CHANGE)) >= FEWEST_NIGHTS

    def nights(self, *states: str) -> list[Shift]:
        """Those to come in one of these states."""
        rows = Shift.objects.filter(association=self.association, state__in=states, starts_at__gt=self.now)
        return list(rows.order_by("pk").select_related("route"))

    def route(self) -> Route:
        return self.dice.choice(list(Route.objects.order_by("pk").select_related("district__municipality")))

    def hours(self) -> tuple[datetime, datetime]:
        """An evening of the weeks ahead."""
        day = (self.now + timedelta(days=self.dice.randrange(1, DAYS_AHEAD))).replace(minute=0)
        begins = day.replace(hour=self.dice.randrange(16, 23), minute=self.dice.choice((0, 15, 30)))
        return begins, begins + timedelta(minutes=self.dice.randrange(120, 300, 15))

    def name(self, word: str) -> str:
        """One that nothing else has."""
        return f"{word} {sum(self.done.values())}"


def town(name: str = "Huddinge kommun") -> Association:
    """An association with a tree of districts, routes in all of them, and a neighbour that walks there too."""
    municipality = MunicipalityFactory(name=name)
    association: Association = AssociationFactory(municipality=municipality, name="Söder; lag 1, Åsö")
    halves = [DistrictFactory(municipality=municipality, name=half) for half in HALVES]
    places = [
        DistrictFactory(municipality=municipality, name=place, parent=halves[number % 2])
        for number, place in enumerate(PLACES)
    ]
    routes = [
        RouteFactory(municipality=municipality, district=places[number % len(places)], name=f"Rutt {number}")
        for number in range(ROUTES)
    ]
    neighbour = AssociationFactory(municipality=municipality, name="Grannarna")
    for days, route in enumerate(routes):
        ShiftFactory(association=neighbour, route=route, starts_at=START + timedelta(days=days * 7, hours=10))
    return association


def plan(walk: Walk) -> None:
    """A draft, as often as not published at once."""
    begins, ends = walk.hours()
    shift = plan_shift(
        association=walk.association,
        route=walk.route(),
        starts_at=begins,
        ends_at=ends,
        crew=CrewSize(target=walk.dice.choice((3, 4, 5))),
        origin=BY_HAND,
        now=walk.now,
    )
    if walk.dice.random() < 0.6:
        publish_shifts([shift], origin=BY_HAND, now=walk.now)


def publish(walk: Walk) -> None:
    """All drafts at once."""
    publish_shifts(walk.nights(ShiftState.DRAFT), origin=BY_HAND, now=walk.now)


def move(walk: Walk) -> None:
    """To another evening, another route, another crew, or all of these."""
    shift = walk.dice.choice(walk.nights(*TO_CHANGE))
    begins, ends = walk.hours() if walk.dice.random() < 0.7 else (shift.starts_at, shift.ends_at)
    revise_shift(
        shift,
        route=walk.route() if walk.dice.random() < 0.4 else shift.route,
        kind=ShiftKind.NIGHT_WALK,
        starts_at=begins,
        ends_at=ends,
        crew=CrewSize(target=walk.dice.choice((3, 4, 5))),
        note="",
        origin=BY_HAND,
        now=walk.now,
    )


def cancel(walk: Walk) -> None:
    """One of those to come, drafts too."""
    shift = walk.dice.choice(walk.nights(*TO_CHANGE))
    if shift.state == ShiftState.DRAFT:
        walk.dropped.add(shift.pk)
    cancel_shift(shift, origin=BY_HAND, now=walk.now)


def rename_route(walk: Walk) -> None:
    route = walk.route()
    route.name, route.meeting_point = walk.name("Rutt"), walk.name("Torget; norr, vid")
    save_route(route, line=route.line, now=walk.now)


def move_route(walk: Walk) -> None:
    route = walk.route()
    route.district = walk.dice.choice(list(District.objects.order_by("pk").select_related("municipality")))
    save_route(route, line=route.line, now=walk.now)


def rename_district(walk: Walk) -> None:
    district = walk.dice.choice(list(District.objects.order_by("pk")))
    revise_district(district, name=walk.name("Område"), parent=district.parent, now=walk.now)


def move_district(walk: Walk) -> None:
    """One of two places leaves the first half or comes back to it, so often that nights come back unchanged."""
    first, second = District.objects.order_by("pk")[: len(HALVES)]
    place = walk.dice.choice(list(District.objects.order_by("pk")[len(HALVES) :][:2]))
    parent = walk.dice.choice([second, None]) if place.parent == first else first
    revise_district(place, name=place.name, parent=parent, now=walk.now)


def rename_association(walk: Walk) -> None:
    revise_association(walk.association, name=walk.name("Söder; lag 1, Åsö"), now=walk.now)


def rename_walks(walk: Walk) -> None:
    revise_municipality(walk.association.municipality, activity_word=walk.name("vandring"), now=walk.now)


def revoke(walk: Walk) -> None:
    walk.revoke()


# How often, and what.
CHANGES: dict[str, tuple[int, Callable[[Walk], None]]] = {
    "plan": (24, plan),
    "publish": (8, publish),
    "move": (28, move),
    "cancel": (20, cancel),
    "rename a route": (4, rename_route),
    "move a route": (3, move_route),
    "rename a district": (3, rename_district),
    "move a district": (6, move_district),
    "rename the association": (1, rename_association),
    "rename the walks": (1, rename_walks),
    "revoke": (2, revoke),
}
