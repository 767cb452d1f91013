"""Days that a municipality marks in its calendar: school breaks, and nights on which more adults are needed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.enums import DaySource, SpecialDayKind
from volunteers.models import Municipality


class SpecialDayQuerySet(models.QuerySet["SpecialDay"]):
    def touching(self, first: object, last: object) -> "SpecialDayQuerySet":
        """Those with any day from `first` to `last`, both counted."""
        return self.filter(first_on__lte=last, last_on__gte=first)


class SpecialDay(models.Model):
    """From the first day to the last, both counted. Red days and eves stand in no table: a library knows them.

    `source` tells who marked it, and `source_key` what the one who did calls it, such as an iCalendar UID.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="special_days")
    kind = models.CharField(_("slag"), max_length=16, choices=SpecialDayKind.choices)
    name = models.CharField(_("namn"), max_length=80)
    first_on = models.DateField(_("från"))
    last_on = models.DateField(_("till"))
    source = models.CharField(max_length=12, choices=DaySource.choices, default=DaySource.ENTERED)
    source_key = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        ordering = ["first_on", "last_on", "id"]
        indexes = [models.Index(fields=["municipality", "first_on"], name="special_day_of_town")]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="special_day_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["municipality", "source", "source_key", "first_on"],
                condition=~Q(source_key=""),
                name="special_day_once_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_on}"
