"""The devices that follow calendars with a user's rights. Nobody sees anyone else's."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from scheduling.models import CalendarCollection, DevicePassword
from volunteers.models import User


def devices_of(user: User) -> QuerySet[DevicePassword]:
    """The devices that follow calendars with this user's rights and are not revoked, newest first; two queries."""
    return (
        DevicePassword.objects.filter(user=user, revoked_at=None)
        .prefetch_related(Prefetch("collections", queryset=CalendarCollection.objects.with_owners().order_by("pk")))
        .order_by("-created_at", "-pk")
    )


def access_device(user: User, pk: int) -> DevicePassword:
    """Raises Http404 for somebody else's device, or one already revoked."""
    device = devices_of(user).filter(pk=pk).first()
    if device is None:
        raise Http404
    return device
