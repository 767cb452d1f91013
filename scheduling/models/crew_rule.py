"""Rules about who may walk and what a group should be, as data, and the exceptions that leaders made."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from scheduling.enums import RuleForce, RuleKind
from scheduling.models.attendance import Attendance
from scheduling.models.route import Route
from volunteers.models import Association, Municipality, User, Volunteer


class CrewRule(models.Model):
    """One rule of a municipality, or in its place an association's or a route's own. The nearest one holds.

    `number` is in the unit of its kind: years, months, hours, nights or people. `most` is how many new people one who
    is experienced can have along, null for any number. Without a row there is no such rule.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="crew_rules")
    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, null=True, blank=True, related_name="crew_rules"
    )
    route = models.ForeignKey(Route, on_delete=models.CASCADE, null=True, blank=True, related_name="crew_rules")
    kind = models.CharField(max_length=20, choices=RuleKind.choices)
    force = models.CharField(max_length=4, choices=RuleForce.choices)
    may_except = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(association=None) | Q(route=None), name="crew_rule_of_association_or_route"
            ),
            models.UniqueConstraint(
                fields=["municipality", "kind"],
                condition=Q(association=None, route=None),
                name="crew_rule_once_in_municipality",
            ),
            models.UniqueConstraint(fields=["association", "kind"], name="crew_rule_once_in_association"),
            models.UniqueConstraint(fields=["route", "kind"], name="crew_rule_once_on_route"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.force}"


class RuleWarning(models.Model):
    """A person was told, so many days ahead, that what a rule asks for runs out or is missing. Once for each.

    `day` is when it runs out, or the night that lacks it. `mailed_at` is null until the leaders are told.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="rule_warnings")
    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="rule_warnings")
    kind = models.CharField(max_length=20, choices=RuleKind.choices)
    day = models.DateField()
    days_ahead = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "association", "kind", "day", "days_ahead"], name="rule_warned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.volunteer_id}, {self.days_ahead} days ahead"


class RuleException(models.Model):
    """A leader let one person walk one night in spite of a rule, and said why."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="rule_exceptions")
    kind = models.CharField(max_length=20, choices=RuleKind.choices)
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attendance", "kind"], name="rule_excepted_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.attendance_id}"
