"""What an association lets its calendars say."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.models import Association


class CalendarChoice(models.Model):
    """An association's own choice. Without a row the defaults of the fields hold: no names, and no night is open."""

    association = models.OneToOneField(Association, on_delete=models.CASCADE, related_name="calendar_choice")
    shows_first_names = models.BooleanField(_("visa förnamn i föreningens kalender"), default=False)
    opens_every_night = models.BooleanField(_("alla publicerade kvällar är öppna"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"calendars of {self.association_id}"
