"""What a municipality adds to the figures: its own words, what people answer in surveys, and frozen reports."""

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.models import Association, District, Municipality, User
from volunteers.models.volunteer import refuse_personal_number

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100


class FollowUpPolicy(models.Model):
    """`smallest` is the least number about people that may leave the municipality; smaller ones are held back."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="follow_up_policy")
    smallest = models.PositiveSmallIntegerField(
        _("minsta tal som visas utåt"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )

    def __str__(self) -> str:
        return f"follow-up in {self.municipality_id}"


class FollowUpWords(models.Model):
    """A municipality's own words about a period, in Brå's order: the problem, what was done, and what came of it."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="follow_up_words")
    first = models.DateField()
    last = models.DateField()
    problem = models.TextField(_("problembild"), blank=True, max_length=4000, validators=[refuse_personal_number])
    measures = models.TextField(_("insatser"), blank=True, max_length=4000, validators=[refuse_personal_number])
    outcome = models.TextField(_("uppföljning"), blank=True, max_length=4000, validators=[refuse_personal_number])
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-first"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "first", "last"], name="words_once_a_period"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="words_of_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.first}–{self.last}"


class SurveyFigure(models.Model):
    """The share who answered that they feel safe, in a district or in the whole municipality, in one year's survey."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="survey_figures")
    district = models.ForeignKey(
        District, on_delete=models.CASCADE, null=True, blank=True, related_name="survey_figures"
    )
    year = models.PositiveSmallIntegerField(
        _("år"), validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)]
    )
    question = models.CharField(_("fråga"), max_length=120)
    percent = models.DecimalField(
        _("procent"), max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    source = models.CharField(_("källa"), max_length=120)
    entered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question", "district__position", "district__name", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "district", "year", "question"], name="survey_figure_once_a_district"
            ),
            # Two nulls differ to a database, and only PostgreSQL can be told otherwise.
            models.UniqueConstraint(
                fields=["municipality", "year", "question"],
                condition=Q(district=None),
                name="survey_figure_once_a_town",
            ),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="survey_share_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.year}: {self.percent}"


class SurveyImport(models.Model):
    """One uploaded list of survey figures. `rows` holds the cells as written, until it is read in or for a day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="survey_imports")
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(max_length=120)
    rows = models.JSONField(default=list)
    ignored_headings = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"survey figures {self.uuid}"


class FrozenReport(models.Model):
    """The figures of a period as they were when somebody froze them, with the words and definitions of that day.

    `places` is what their map was drawn from; None in a report from before it was kept, which is drawn as places lie
    now. Nothing of it is ever changed. It can be withdrawn with a reason, and is then still there to be read.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="frozen_reports")
    name = models.CharField(_("namn"), max_length=120)
    first = models.DateField()
    last = models.DateField()
    district = models.ForeignKey(District, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    association = models.ForeignKey(Association, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=16, blank=True)
    scope = models.CharField(max_length=200, blank=True)  # in words, as it was called then
    figures: Any = models.JSONField()
    words: Any = models.JSONField(default=dict)
    survey: Any = models.JSONField(default=list)
    definitions: Any = models.JSONField(default=list)
    places: Any = models.JSONField(null=True, blank=True)
    smallest = models.PositiveSmallIntegerField(default=5)
    frozen_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    frozen_by_name = models.CharField(max_length=80)
    frozen_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=80, blank=True)
    withdraw_reason = models.CharField(_("skäl"), max_length=200, blank=True)

    class Meta:
        ordering = ["-frozen_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                name="withdrawn_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.name
