"""Who leads an association and who coordinates a municipality."""

from django.db import transaction
from django.utils.translation import gettext as _

from volunteers.enums import RoleKind
from volunteers.exceptions import RoleKept
from volunteers.models import Association, Municipality, Role, User


@transaction.atomic
def give_role(*, over: Association | Municipality, name: str, email: str) -> tuple[Role, bool]:
    """Make someone leader of an association or coordinator of a municipality.

    Who has no account gets one without a password. Also says whether they still need to choose one.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    if isinstance(over, Association):
        role, _is_new = Role.objects.get_or_create(user=user, kind=RoleKind.LEADER, association=over)
    else:
        role, _is_new = Role.objects.get_or_create(user=user, kind=RoleKind.COORDINATOR, municipality=over)
    return role, not user.has_usable_password()


@transaction.atomic
def remove_role(role: Role) -> None:
    """The account stays, and reaches nothing more here. Raises RoleKept for a municipality's last coordinator."""
    if role.municipality_id is not None:
        Municipality.objects.select_for_update().get(pk=role.municipality_id)
        if not Role.objects.filter(municipality=role.municipality_id).exclude(pk=role.pk).exists():
            raise RoleKept(_("Kommunen behöver minst en samordnare. Lägg till en annan först."))
    role.delete()
