from volunteers.models.association import Association
from volunteers.models.availability import Availability, AwayPeriod
from volunteers.models.municipality import District, Municipality
from volunteers.models.people_import import PeopleImport
from volunteers.models.user import Role, User
from volunteers.models.volunteer import Membership, Volunteer

__all__ = [
    "Association",
    "Availability",
    "AwayPeriod",
    "District",
    "Membership",
    "Municipality",
    "PeopleImport",
    "Role",
    "User",
    "Volunteer",
]
