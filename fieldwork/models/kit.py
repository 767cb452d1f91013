"""What an association lends to its groups and members: vests, phone, first-aid bag, key; counted out and in."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.enums import GapEnd, KitKind
from scheduling.models import Shift
from volunteers.models import Association, User, Volunteer


class KitItem(models.Model):
    """So many of a thing. `kept_at` is for those who fetch it, and stands on pages only: never a code, never a key's
    hiding place, never in a text or a feed.
    """

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="kit")
    kind = models.CharField(_("slag"), max_length=12, choices=KitKind.choices, default=KitKind.VEST)
    label = models.CharField(_("namn"), max_length=60)
    quantity = models.PositiveSmallIntegerField(_("antal"), default=1)
    kept_at = models.CharField(_("var det finns"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # How many are not in their place, where queries.kit.kit_of has counted them.
    out: int
    lent: int
    missing: int

    class Meta:
        ordering = ["kind", "label", "id"]
        constraints = [
            models.UniqueConstraint(fields=["association", "label"], name="kit_label_once"),
            models.CheckConstraint(condition=Q(kind__in=KitKind.values), name="kit_kind_known"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def here(self) -> int:
        """How many are in their place, of one that kit_of has counted."""
        return max(self.quantity - self.out - self.lent - self.missing, 0)


class KitCount(models.Model):
    """What one group took along of one thing, and what came home. Who counted is a volunteer, or a user at a page."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="kit_counts")
    item = models.ForeignKey(KitItem, on_delete=models.CASCADE, related_name="counts")
    taken = models.PositiveSmallIntegerField()
    out_at = models.DateTimeField()
    out_by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    out_by_user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    returned = models.PositiveSmallIntegerField(null=True, blank=True)
    in_at = models.DateTimeField(null=True, blank=True)
    in_by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    in_by_user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-out_at", "id"]
        indexes = [models.Index(fields=["item"], name="kit_not_counted_in", condition=Q(in_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["shift", "item"], name="kit_counted_once_a_night"),
            models.CheckConstraint(condition=Q(taken__gt=0), name="kit_taken_counts"),
            models.CheckConstraint(
                condition=Q(returned=None, in_at=None)
                | Q(returned__isnull=False, in_at__isnull=False, returned__lte=F("taken")),
                name="kit_returned_of_what_was_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken} of {self.item_id} on {self.shift_id}"


class KitLoan(models.Model):
    """Something a member has at home, signed out to them (kvittera ut) until a day."""

    item = models.ForeignKey(KitItem, on_delete=models.CASCADE, related_name="loans")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="kit_loans")
    number = models.PositiveSmallIntegerField(default=1)
    lent_at = models.DateTimeField()
    lent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("tillbaka senast"), null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-lent_at", "-id"]
        indexes = [models.Index(fields=["item"], name="kit_on_loan", condition=Q(returned_at=None))]
        constraints = [models.CheckConstraint(condition=Q(number__gt=0), name="kit_loan_counts")]

    def __str__(self) -> str:
        return f"{self.number} of {self.item_id} to {self.volunteer_id}"


class KitGap(models.Model):
    """So many of a thing that did not come back, until they are found or given up. `had_by` is who had them last.

    What is found in part is a gap of its own that ended; the rest goes on missing.
    """

    item = models.ForeignKey(KitItem, on_delete=models.CASCADE, related_name="gaps")
    shift = models.ForeignKey(Shift, on_delete=models.SET_NULL, null=True, blank=True, related_name="kit_gaps")
    had_by = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    end = models.CharField(max_length=8, choices=GapEnd.choices, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        indexes = [models.Index(fields=["item"], name="kit_missing", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="kit_gap_counts"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False, end__in=GapEnd.values),
                name="kit_gap_ends_in_some_way",
            ),
            models.UniqueConstraint(
                fields=["shift", "item"], condition=Q(ended_at=None), name="kit_missing_once_a_night"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.item_id} missing"
