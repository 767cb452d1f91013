"""Passwords for one calendar program on one device. The password itself is never stored, only its hash."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.models.calendar_collection import CalendarCollection
from volunteers.models import User


class DevicePassword(models.Model):
    """Opens `collections` to a program, as far as the user still reaches them, for reading only and no page at all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="device_passwords")
    name = models.CharField(_("enhet"), max_length=40)
    key_hash = models.CharField(max_length=64, unique=True)
    collections = models.ManyToManyField(CalendarCollection, related_name="device_passwords")
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_client = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.name} since {self.created_at:%Y-%m-%d}"
