"""The rules in force for a shift, and what they need to know of people, in as few queries as there are subjects."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from django.db.models import Count, Q

from scheduling.domain.walk_rules.checks import (
    ABOUT_COMPANY,
    ABOUT_PLACES,
    Finding,
    Place,
    Rule,
    Walker,
    findings,
    helps,
    stands_by,
    wishes,
)
from scheduling.enums import ON_CREW, RuleForce, RuleKind, ShiftState
from scheduling.models import Attendance, CrewRule, RuleException, Shift
from volunteers.models import Association, Volunteer

WIDEST_REST = timedelta(hours=72)


def rules_of(shift: Shift) -> list[Rule]:
    """The rule in force of each kind: the route's own, else the association's, else the municipality's. One query."""
    rows = CrewRule.objects.filter(
        Q(association=None, route=None) | Q(association=shift.association_id) | Q(route=shift.route_id),
        municipality=shift.association.municipality_id,
    )
    return nearest(rows)


def rules_by_route(association: Association, routes: Collection[int]) -> dict[int | None, list[Rule]]:
    """The rules in force in an association: under None whatever the route, and on each of these routes. One query."""
    is_of_all = Q(association=None, route=None)
    rows = CrewRule.objects.filter(
        is_of_all | Q(association=association) | Q(route__in=routes), municipality=association.municipality_id
    )
    every = list(rows)
    return {on: nearest([row for row in every if row.route_id in {None, on}]) for on in (None, *routes)}


def nearest(rows: Iterable[CrewRule]) -> list[Rule]:
    """In the order of the kinds. A rule that is switched off near hides the one farther away."""
    chosen: dict[str, CrewRule] = {}
    for row in sorted(rows, key=lambda row: (row.route_id is not None, row.association_id is not None)):
        chosen[row.kind] = row
    return [rule_of(chosen[kind]) for kind in RuleKind if kind in chosen and chosen[kind].force != RuleForce.OFF]


def rule_of(row: CrewRule) -> Rule:
    return Rule(
        kind=RuleKind(row.kind),
        force=RuleForce(row.force),
        may_except=row.may_except,
        number=row.number or 0,
        most=row.most or 0,
        languages=frozenset(row.languages),
    )


def has_group_rules(association: Association) -> bool:
    """Whether a rule about a group as a whole may hold for some night of the association. One query."""
    rows = CrewRule.objects.filter(municipality=association.municipality_id, kind__in=ABOUT_COMPANY)
    return rows.exclude(force=RuleForce.OFF).exists()


class Gate:
    """Who of some people may have a place on a shift. At most five queries, none where there are no rules.

    `leaving` is the shift that they give up for it, and `along` are those of them who come together.
    """

    def __init__(
        self,
        shift: Shift,
        volunteers: Collection[Volunteer],
        *,
        leaving: Shift | None = None,
        along: Collection[Volunteer] = (),
    ) -> None:
        self.shift = shift
        self.rules = rules_of(shift)
        self.night = Place(shift.night, shift.starts_at, shift.ends_at)
        kinds = {rule.kind for rule in self.rules}
        crew = [*self._crew(), *along] if kinds & ABOUT_COMPANY else []
        shifts = [one.pk for one in (shift, leaving) if one is not None]
        people = {one.pk: one for one in [*crew, *volunteers]}
        self._walks = walks_of(people) if RuleKind.FIRST_WALK in kinds else {}
        self._places = places_of(people, shift, but=shifts) if kinds & ABOUT_PLACES else {}
        self._company = {one.pk: self.walker(one) for one in crew}
        self._excepted = exceptions_on(shifts, people) if self.rules else {}

    def _crew(self) -> list[Volunteer]:
        held = Attendance.objects.filter(shift=self.shift.pk, state__in=ON_CREW).select_related("volunteer")
        return [attendance.volunteer for attendance in held]

    def walker(self, volunteer: Volunteer) -> Walker:
        return Walker(
            birth_year=volunteer.birth_year,
            born_on=volunteer.born_on,
            trained_until=volunteer.leader_training_until,
            introduced_on=volunteer.introduced_on,
            consented_on=volunteer.guardian_consent_on,
            extract_on=volunteer.extract_shown_on,
            languages=frozenset(volunteer.languages),
            gender=volunteer.gender,
            walks=self._walks.get(volunteer.pk, 0),
            places=tuple(self._places.get(volunteer.pk, ())),
        )

    def findings(self, volunteer: Volunteer, *, as_leader: bool = False) -> tuple[Finding, ...]:
        """What the rules find, but for what a leader has made an exception from."""
        found = findings(
            self.rules, self.walker(volunteer), self.night, self.company_of(volunteer), as_leader=as_leader
        )
        excepted = self._excepted.get(volunteer.pk, frozenset())
        return tuple(one for one in found if one.kind not in excepted)

    def brings(self, volunteer: Volunteer) -> frozenset[str]:
        """The languages wished for that the person would bring."""
        return helps(self.rules, self.walker(volunteer), self.company_of(volunteer))

    def stands_by(self, volunteer: Volunteer) -> bool:
        """Whether somebody new on the crew needs this person beside them."""
        return stands_by(self.rules, self.walker(volunteer), self.company_of(volunteer), self.night.night)

    def wishes(self) -> tuple[Finding, ...]:
        """What is wished for and not met by those who have a place."""
        return wishes(self.rules, list(self._company.values()), self.night.night)

    def company_of(self, volunteer: Volunteer) -> Sequence[Walker]:
        return [one for pk, one in self._company.items() if pk != volunteer.pk]


def walks_of(people: Collection[int]) -> dict[int, int]:
    """By volunteer: how many nights they have walked."""
    walked = Attendance.objects.filter(volunteer__in=people, state__in=ON_CREW, shift__state=ShiftState.DONE)
    rows = walked.order_by().values("volunteer").annotate(nights=Count("pk"))
    return {row["volunteer"]: row["nights"] for row in rows}


def places_of(people: Collection[int], shift: Shift, *, but: Collection[int]) -> Mapping[int, Sequence[Place]]:
    """By volunteer: the other nights they have a place on, in the month of this one and near it; not those `but`."""
    is_same_month = Q(shift__night__year=shift.night.year, shift__night__month=shift.night.month)
    is_near = Q(starts_at__lt=shift.ends_at + WIDEST_REST, ends_at__gt=shift.starts_at - WIDEST_REST)
    rows = Attendance.objects.filter(is_same_month | is_near, volunteer__in=people, state__in=ON_CREW)
    found: dict[int, list[Place]] = defaultdict(list)
    ordered = rows.exclude(shift__in=but).order_by("starts_at")
    for person, night, starts_at, ends_at in ordered.values_list(
        "volunteer_id", "shift__night", "starts_at", "ends_at"
    ):
        found[person].append(Place(night, starts_at, ends_at))
    return found


def exceptions_on(shifts: Collection[int], people: Collection[int]) -> dict[int, frozenset[str]]:
    """By volunteer: the kinds of rules that a leader has made an exception from for these shifts."""
    rows = RuleException.objects.filter(attendance__shift__in=shifts, attendance__volunteer__in=people)
    found: dict[int, set[str]] = defaultdict(set)
    for person, kind in rows.values_list("attendance__volunteer", "kind"):
        found[person].add(kind)
    return {person: frozenset(kinds) for person, kinds in found.items()}
