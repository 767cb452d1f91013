"""The briefing of the night (genomgång): what a coordinator tells those who are about to walk, for some hours."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.models import Shift
from volunteers.models import District, Municipality, User, Volunteer


class BriefingQuerySet(models.QuerySet["Briefing"]):
    def touching(self, night: date) -> "BriefingQuerySet":
        return self.filter(first_night__lte=night, last_night__gte=night)


class Briefing(models.Model):
    """What the police and others have told of the week, for the nights from the first to the last, both counted.

    Without a district it is for the whole municipality; with one, for what lies in it too. A crew sees it from
    `hours_before` the start until the night is over, and nobody outside the crew and its leaders ever does. The words
    are deleted some days after the last night.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="briefings")
    district = models.ForeignKey(
        District, on_delete=models.CASCADE, null=True, blank=True, related_name="briefings", verbose_name=_("område")
    )
    first_night = models.DateField(_("från kvällen"))
    last_night = models.DateField(_("till kvällen"))
    text = models.TextField(_("genomgång"), max_length=2000)
    hours_before = models.PositiveSmallIntegerField(_("syns så många timmar före start"), default=4)
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        ordering = ["first_night", "id"]
        indexes = [models.Index(fields=["municipality", "last_night"], name="briefing_nights")]
        constraints = [
            models.CheckConstraint(condition=Q(last_night__gte=F("first_night")), name="briefing_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.first_night}"


class BriefingRevision(models.Model):
    """What a briefing said before it was changed. Deleted with it."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["briefing", "number"], name="each_briefing_revision_once")]

    def __str__(self) -> str:
        return f"{self.briefing_id} as of {self.number}"


class BriefingRead(models.Model):
    """That all of a crew have read a briefing, as it stood in that revision, on the word of one of them."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="reads")
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="briefing_reads")
    revision = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "shift", "revision"], name="briefing_read_once_a_night")
        ]

    def __str__(self) -> str:
        return f"{self.briefing_id} by {self.shift_id}"
