"""What a season asks its people: which of these nights can you? Silence is kept as silence, and never read as free."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from scheduling.models.season import Season
from volunteers.models import User, Volunteer


class SeasonQuestion(models.Model):
    """One time that a season asks. Answers are taken until `answer_by`, or until somebody closes it."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["season"], condition=Q(closed_at=None), name="season_asks_one_question_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=models.F("asked_at")), name="season_question_leaves_time_to_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"question of season {self.season_id}"


class SeasonReply(models.Model):
    """One person asked. `answered_at` is null for the silent; `is_none` for whoever can on none of the nights.

    `is_texted`: the question went by text; the others are asked by a person, who writes down what they say.
    """

    question = models.ForeignKey(SeasonQuestion, on_delete=models.CASCADE, related_name="replies")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="season_replies")
    asked_at = models.DateTimeField(default=timezone.now)
    is_texted = models.BooleanField(default=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_none = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "volunteer"], name="season_asks_each_person_once"),
            models.CheckConstraint(
                condition=Q(is_none=False) | Q(answered_at__isnull=False), name="silence_is_not_a_no_to_all_nights"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} to question {self.question_id}"


class ReplyNight(models.Model):
    """What somebody said of one night. A night without such a row is one that nothing was said about."""

    reply = models.ForeignKey(SeasonReply, on_delete=models.CASCADE, related_name="nights")
    night = models.DateField()
    can = models.BooleanField()

    class Meta:
        ordering = ["night"]
        constraints = [models.UniqueConstraint(fields=["reply", "night"], name="one_word_on_each_night")]

    def __str__(self) -> str:
        return f"{self.night}: {self.can}"
