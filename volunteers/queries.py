"""Reading people and organisations. Each `access_…` fetches and authorises: what is out of reach does not exist."""

import functools
import operator
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.http import Http404

from volunteers.enums import InterestState, RoleKind, VolunteerState
from volunteers.models import (
    Association,
    Availability,
    AwayPeriod,
    BoundaryImport,
    District,
    DistrictBoundary,
    Interest,
    InterestOffer,
    Membership,
    Municipality,
    PeopleImport,
    Role,
    User,
    Volunteer,
)
from volunteers.models.association import AssociationQuerySet
from volunteers.models.volunteer import VolunteerQuerySet


@dataclass(frozen=True)
class Standing:
    """What a user may reach: the municipalities they coordinate and the associations they lead, as primary keys."""

    municipalities: frozenset[int] = frozenset()
    associations: frozenset[int] = frozenset()

    @property
    def reach(self) -> dict[str, frozenset[int]]:
        """Arguments for the `within` of any QuerySet."""
        return {"municipalities": self.municipalities, "associations": self.associations}

    @property
    def is_coordinator(self) -> bool:
        return bool(self.municipalities)


def standing_of(user: User | AnonymousUser) -> Standing:
    """Someone who is not signed in, or not active, reaches nothing. The roles are read as by `roles_of`."""
    if not isinstance(user, User) or not user.is_active:
        return Standing()
    roles = roles_of(user)
    return Standing(
        municipalities=frozenset(
            r.municipality_id for r in roles if r.kind == RoleKind.COORDINATOR and r.municipality_id
        ),
        associations=frozenset(r.association_id for r in roles if r.kind == RoleKind.LEADER and r.association_id),
    )


def roles_of(user: User) -> list[Role]:
    """With the names of what each role is over. One query, which is kept with the user for the rest of the request."""
    roles = Role.objects.select_related("municipality", "association").order_by("association__name", "pk")
    models.prefetch_related_objects([user], models.Prefetch("roles", queryset=roles))
    return list(user.roles.all())


def municipalities_with_contact() -> models.QuerySet[Municipality]:
    """Those whose coordinator can be rung by anyone."""
    return Municipality.objects.exclude(contact_number="")


def associations_for(standing: Standing) -> AssociationQuerySet:
    return Association.objects.within(**standing.reach).select_related("municipality")


def volunteers_for(standing: Standing) -> VolunteerQuerySet:
    return Volunteer.objects.within(**standing.reach).select_related("municipality", "home_district")


def volunteers_wholly_for(standing: Standing) -> VolunteerQuerySet:
    """Volunteers whose every association is within reach, so that nothing of theirs is another leader's to see."""
    elsewhere = Membership.objects.exclude(association__in=associations_for(standing).values("pk"))
    return volunteers_for(standing).exclude(pk__in=elsewhere.values("volunteer"))


def access_association(standing: Standing, pk: int) -> Association:
    """Raises Http404 for an association the user neither leads nor coordinates."""
    association = associations_for(standing).filter(pk=pk).first()
    if association is None:
        raise Http404
    return association


def access_municipality(standing: Standing, pk: int) -> Municipality:
    """Raises Http404 for a municipality the user does not coordinate."""
    municipality = Municipality.objects.filter(pk=pk, pk__in=standing.municipalities).first()
    if municipality is None:
        raise Http404
    return municipality


def access_district(standing: Standing, pk: int) -> District:
    """Raises Http404 for a district of a municipality the user does not coordinate."""
    district = District.objects.filter(pk=pk, municipality__in=standing.municipalities).first()
    if district is None:
        raise Http404
    return district


def access_volunteer(standing: Standing, pk: int) -> Volunteer:
    """Raises Http404 for a volunteer of another association or municipality."""
    volunteer = volunteers_for(standing).filter(pk=pk).first()
    if volunteer is None:
        raise Http404
    return volunteer


def access_whole_volunteer(standing: Standing, pk: int) -> Volunteer:
    """Raises Http404 also for a volunteer who walks with an association out of reach as well."""
    volunteer = volunteers_wholly_for(standing).filter(pk=pk).first()
    if volunteer is None:
        raise Http404
    return volunteer


def access_import(standing: Standing, uuid: str) -> PeopleImport:
    """Raises Http404 for an uploaded list of another association."""
    within = associations_for(standing).values("pk")
    people_import = PeopleImport.objects.filter(uuid=uuid, association__in=within).select_related("association").first()
    if people_import is None:
        raise Http404
    return people_import


def access_boundary_import(standing: Standing, uuid: str) -> BoundaryImport:
    """Raises Http404 for a file of a municipality the user does not coordinate."""
    found = BoundaryImport.objects.filter(uuid=uuid, municipality__in=standing.municipalities)
    boundaries = found.select_related("municipality").first()
    if boundaries is None:
        raise Http404
    return boundaries


def boundaries_of(town: Municipality) -> list[DistrictBoundary]:
    """Those of the town's districts that have one, to be drawn: without what only files are made of."""
    return list(DistrictBoundary.objects.filter(district__municipality=town).defer("shape").order_by("pk"))


def districts_for(standing: Standing) -> list[District]:
    """All districts within reach, each municipality's as a tree read from the top; `tree_depth` tells the level."""
    municipalities = Association.objects.filter(pk__in=standing.associations).values_list("municipality", flat=True)
    reached = District.tree.filter(
        models.Q(municipality__in=standing.municipalities) | models.Q(municipality__in=municipalities)
    )
    return list(reached.with_tree_fields().order_siblings_by("position", "name"))


def district_tree(town: Municipality) -> list[District]:
    """All districts of one municipality, read from the top; `tree_depth` tells the level."""
    districts = District.tree.filter(municipality=town)
    return list(districts.with_tree_fields().order_siblings_by("position", "name"))


def active_associations(town: Municipality) -> AssociationQuerySet:
    return Association.objects.filter(municipality=town, is_active=True).select_related("municipality")


def districts_below(tops: Collection[int]) -> RawSQL:
    """These districts and all that lies in them, as primary keys, to stand after an IN: no query of its own.

    The library's tree sorts a whole town before it picks; this only follows the branches.
    """
    table = District._meta.db_table
    places = ", ".join(["%s"] * len(tops))
    sql = (
        f"WITH RECURSIVE below(id) AS (SELECT id FROM {table} WHERE id IN ({places}) "  # noqa: S608 - our own name
        f"UNION SELECT part.id FROM {table} part JOIN below ON part.parent_id = below.id) SELECT id FROM below"
    )
    return RawSQL(sql, tuple(tops))  # noqa: S611 - the values are parameters


def municipalities_for(standing: Standing) -> models.QuerySet[Municipality]:
    """Those the user coordinates."""
    return Municipality.objects.filter(pk__in=standing.municipalities)


def memberships_for(standing: Standing) -> models.QuerySet[Membership]:
    """Memberships in associations within reach. Others of the same person are not to be shown."""
    within = associations_for(standing).values("pk")
    return Membership.objects.filter(association__in=within).select_related("association").order_by("association__name")


def people_list(
    standing: Standing, *, association: int | None = None, state: str = "", words: str = ""
) -> VolunteerQuerySet:
    """Volunteers with `shown_memberships`. `words` must all be in the name."""
    people = volunteers_for(standing).prefetch_related(
        models.Prefetch("memberships", queryset=memberships_for(standing), to_attr="shown_memberships")
    )
    if association is not None:
        people = people.filter(pk__in=Membership.objects.filter(association=association).values("volunteer"))
    if state:
        people = people.filter(state=state)
    for word in words.split():
        people = people.filter(has_word(word))
    return people


def has_word(word: str) -> models.Q:
    """In any case. SQLite folds the case of ASCII only, so å, ä and ö are asked for in both."""
    spellings = {word, word.lower(), word.upper(), word.capitalize()}
    return functools.reduce(operator.or_, (models.Q(name__icontains=spelling) for spelling in spellings))


def count_people(standing: Standing, today: date) -> dict[str, int]:
    """How many there are: `all`, `active`, `paused`, and `trained` to lead today. One query."""
    return volunteers_for(standing).aggregate(
        all=models.Count("pk"),
        active=models.Count("pk", filter=models.Q(state=VolunteerState.ACTIVE)),
        paused=models.Count("pk", filter=models.Q(state=VolunteerState.PAUSED)),
        trained=models.Count("pk", filter=models.Q(state=VolunteerState.ACTIVE, leader_training_until__gte=today)),
    )


def associations_list(standing: Standing) -> AssociationQuerySet:
    """With `people_count`, active volunteers, and `leader_count`."""
    people = Membership.objects.filter(association=models.OuterRef("pk"), volunteer__state=VolunteerState.ACTIVE)
    leaders = Role.objects.filter(association=models.OuterRef("pk"))
    return associations_for(standing).annotate(people_count=counted(people), leader_count=counted(leaders))


def counted(rows: models.QuerySet[Any]) -> Coalesce:
    """How many rows a subquery has."""
    total = rows.order_by().values("association").annotate(total=models.Count("pk")).values("total")
    return Coalesce(models.Subquery(total), 0)


def roles_over(*, association: Association | None = None, municipality: Municipality | None = None) -> list[Role]:
    """Those who lead the association, or coordinate the municipality, with their accounts."""
    over = models.Q(association=association) if association else models.Q(municipality=municipality)
    return list(Role.objects.filter(over).select_related("user").order_by("user__name", "pk"))


def access_role(standing: Standing, pk: int) -> Role:
    """Raises Http404 for a role that is not over a municipality the user coordinates, or one of its associations."""
    over = models.Q(municipality__in=standing.municipalities)
    over |= models.Q(association__municipality__in=standing.municipalities)
    role = Role.objects.filter(over, pk=pk).select_related("user", "association", "municipality").first()
    if role is None:
        raise Http404
    return role


def access_coordinated_association(standing: Standing, pk: int) -> Association:
    """Raises Http404 for an association of a municipality the user does not coordinate; leading it is not enough."""
    association = access_association(standing, pk)
    if association.municipality_id not in standing.municipalities:
        raise Http404
    return association


def access_membership(standing: Standing, volunteer_pk: int, association_pk: int) -> Membership:
    """Raises Http404 for a membership in an association out of reach."""
    found = memberships_for(standing).filter(volunteer=volunteer_pk, association=association_pk)
    membership = found.select_related("volunteer", "association").first()
    if membership is None:
        raise Http404
    return membership


def availability_of(volunteers: Iterable[int]) -> dict[int, Availability]:
    """By volunteer, with the districts wished for. Whoever has said nothing is left out."""
    told = Availability.objects.filter(volunteer__in=volunteers).prefetch_related("districts")
    return {one.volunteer_id: one for one in told}


def with_availability(volunteers: models.QuerySet[Volunteer], night: date) -> models.QuerySet[Volunteer]:
    """With what each has told, and `away_until`: the last day away of the longest period that covers the night."""
    covering = AwayPeriod.objects.filter(volunteer=models.OuterRef("pk"), first_on__lte=night, last_on__gte=night)
    return (
        volunteers.select_related("availability")
        .prefetch_related("availability__districts")
        .annotate(away_until=models.Subquery(covering.order_by("-last_on").values("last_on")[:1]))
    )


def companions_of(volunteer: Volunteer) -> list[Volunteer]:
    """Whom the person would like to walk with, by name."""
    return list(Volunteer.objects.known().filter(wished_for__volunteer=volunteer).order_by("name", "pk"))


def possible_companions(standing: Standing, volunteer: Volunteer) -> list[Volunteer]:
    """Others of the person's associations within reach, who are not wished for yet."""
    shared = memberships_for(standing).filter(volunteer=volunteer).order_by().values("association")
    others = Volunteer.objects.active().filter(memberships__association__in=shared).exclude(pk=volunteer.pk)
    return list(others.exclude(wished_for__volunteer=volunteer).distinct().order_by("name", "pk"))


def away_ahead(volunteer: Volunteer, today: date) -> list[AwayPeriod]:
    return list(volunteer.away_periods.filter(last_on__gte=today))


def interests_for(standing: Standing) -> models.QuerySet[Interest]:
    """People who want to walk: all of a municipality's for its coordinators, for leaders those offered to them.

    An association that has said no does not see them any more.
    """
    mine = InterestOffer.objects.filter(association__in=standing.associations, declined_at=None)
    reached = models.Q(municipality__in=standing.municipalities) | models.Q(pk__in=mine.values("interest"))
    return Interest.objects.filter(reached)


def interests_waiting(standing: Standing) -> models.QuerySet[Interest]:
    return interests_for(standing).filter(state=InterestState.NEW)


def access_interest(standing: Standing, pk: int) -> Interest:
    """Raises Http404 for somebody who was not offered to the user's associations, or takes it back."""
    interest = interests_for(standing).select_related("municipality").filter(pk=pk).first()
    if interest is None:
        raise Http404
    return interest


def able_to_take_in(standing: Standing, interest: Interest, associations: Iterable[Association]) -> list[Association]:
    """Those of the associations within reach that can take the person in, the ones it was offered to first.

    A coordinator may choose any of the town's, a leader only those that have not said no.
    """
    offered = {offer.association_id for offer in interest.offers.all() if offer.declined_at is None}
    is_coordinators = interest.municipality_id in standing.municipalities
    able = [
        one
        for one in associations
        if one.is_active and one.municipality_id == interest.municipality_id and (is_coordinators or one.pk in offered)
    ]
    return sorted(able, key=lambda one: one.pk not in offered)
