"""What an association lets its calendars say, and who changed that when."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.enums import CalendarFreedom
from volunteers.models import Association, User


class CalendarChoice(models.Model):
    """An association's own choice. Without a row the defaults of the fields hold: no names, and no night is open.

    `names_chosen_at` is when it last changed whether names are shown, which makes every entry another. Opening nights
    changes no entry, only which there are.
    """

    association = models.OneToOneField(Association, on_delete=models.CASCADE, related_name="calendar_choice")
    shows_first_names = models.BooleanField(_("visa förnamn i föreningens kalender"), default=False)
    opens_every_night = models.BooleanField(_("alla publicerade kvällar är öppna"), default=False)
    names_chosen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"calendars of {self.association_id}"


class CalendarChoiceEvent(models.Model):
    """One line of the history of a choice, written in the transaction of the change."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="calendar_choice_events")
    freedom = models.CharField(max_length=12, choices=CalendarFreedom.choices)
    is_given = models.BooleanField()
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["association", "-at"], name="calendar_choice_history")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(freedom__in=CalendarFreedom.values), name="calendar_freedom_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.freedom} of {self.association_id}: {self.is_given}"
