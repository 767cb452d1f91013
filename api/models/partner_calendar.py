"""Calendars of partners."""

from django.db import models

from api.models.partner import ApiKey
from scheduling.models import CalendarLink


class PartnerCalendar(models.Model):
    """A calendar link to what a partner's key opens. It closes with its key, and moves along when the key is changed.

    A key that has one cannot be removed by itself, for the link would stay open.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.RESTRICT, related_name="calendars")
    link = models.OneToOneField(CalendarLink, on_delete=models.CASCADE, related_name="partner_calendar")

    def __str__(self) -> str:
        return f"calendar of {self.key}"
