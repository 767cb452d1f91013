from volunteers.models.association import Association
from volunteers.models.availability import Availability, AwayPeriod, CompanyWish
from volunteers.models.boundary import BoundaryImport, DistrictBoundary
from volunteers.models.interest import Interest, InterestOffer
from volunteers.models.municipality import District, Municipality
from volunteers.models.number_proof import NumberProof
from volunteers.models.people_import import PeopleImport
from volunteers.models.user import Role, User
from volunteers.models.volunteer import Membership, Volunteer

__all__ = [
    "Association",
    "Availability",
    "AwayPeriod",
    "BoundaryImport",
    "CompanyWish",
    "District",
    "DistrictBoundary",
    "Interest",
    "InterestOffer",
    "Membership",
    "Municipality",
    "NumberProof",
    "PeopleImport",
    "Role",
    "User",
    "Volunteer",
]
