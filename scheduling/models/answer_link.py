"""Links that let a person answer one question without signing in. Only the token's hash is stored."""

from django.db import models
from django.utils import timezone

from scheduling.models.attendance import Attendance


class AnswerLink(models.Model):
    """One e-mailed question. It opens until the night begins, or until it is revoked; then it is gone."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="answer_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"answer link since {self.created_at:%Y-%m-%d}"
