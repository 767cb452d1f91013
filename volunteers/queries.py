"""Reading people and organisations. Each `access_…` fetches and authorises: what is out of reach does not exist."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import Http404

from volunteers.enums import RoleKind
from volunteers.models import Association, District, Municipality, PeopleImport, Role, User, Volunteer
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
    """One query. Someone who is not signed in, or not active, reaches nothing."""
    if not isinstance(user, User) or not user.is_active:
        return Standing()
    roles = list(Role.objects.filter(user=user))
    return Standing(
        municipalities=frozenset(
            r.municipality_id for r in roles if r.kind == RoleKind.COORDINATOR and r.municipality_id
        ),
        associations=frozenset(r.association_id for r in roles if r.kind == RoleKind.LEADER and r.association_id),
    )


def roles_of(user: User) -> list[Role]:
    """One query, with the names of what each role is over."""
    return list(Role.objects.filter(user=user).select_related("municipality", "association"))


def municipalities_with_contact() -> models.QuerySet[Municipality]:
    """Those whose coordinator can be rung by anyone."""
    return Municipality.objects.exclude(contact_number="")


def associations_for(standing: Standing) -> AssociationQuerySet:
    return Association.objects.within(**standing.reach).select_related("municipality")


def volunteers_for(standing: Standing) -> VolunteerQuerySet:
    return Volunteer.objects.within(**standing.reach).select_related("municipality", "home_district")


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


def access_import(standing: Standing, uuid: str) -> PeopleImport:
    """Raises Http404 for an uploaded list of another association."""
    within = associations_for(standing).values("pk")
    people_import = PeopleImport.objects.filter(uuid=uuid, association__in=within).select_related("association").first()
    if people_import is None:
        raise Http404
    return people_import
