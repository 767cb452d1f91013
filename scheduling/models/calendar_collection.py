"""Calendars that programs follow change by change (CalDAV): what each shows, and what has changed since when."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from scheduling.models.season import Season
from volunteers.models import Association, District, Municipality

OWNERS = ("association", "season", "district", "municipality")


def over_one_owner() -> Q:
    condition = Q()
    for owner in OWNERS:
        condition |= Q(**{f"{field}__isnull": field != owner for field in OWNERS})
    return condition


class CalendarCollectionQuerySet(models.QuerySet["CalendarCollection"]):
    def within(self, *, municipalities: frozenset[int], associations: frozenset[int]) -> "CalendarCollectionQuerySet":
        """Districts and whole municipalities are for those who coordinate them, as on the board."""
        return self.filter(
            Q(municipality__in=municipalities)
            | Q(district__municipality__in=municipalities)
            | Q(association__municipality__in=municipalities)
            | Q(association__in=associations)
            | Q(season__association__municipality__in=municipalities)
            | Q(season__association__in=associations)
        )

    def with_owners(self) -> "CalendarCollectionQuerySet":
        """With all that their nights are told by, but the nights."""
        return self.select_related(
            "association__municipality",
            "association__calendar_choice",
            "season__association__municipality",
            "season__association__calendar_choice",
            "district__municipality",
            "municipality",
        )


class CalendarCollection(models.Model):
    """The nights of an association, a season, a district with all below it, or a municipality; one for all its readers.

    `number` counts the states it has been seen in, and `digest` is the fingerprint of all that the last one showed;
    `stamp` is what the feed of the same nights bore then, so that a look at it tells that nothing has changed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    association = models.OneToOneField(
        Association, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_collection"
    )
    season = models.OneToOneField(
        Season, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_collection"
    )
    district = models.OneToOneField(
        District, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_collection"
    )
    municipality = models.OneToOneField(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_collection"
    )
    number = models.PositiveIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=32, blank=True, editable=False)
    stamp = models.CharField(max_length=64, blank=True, editable=False)

    objects = CalendarCollectionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=over_one_owner(), name="calendar_collection_over_one_thing")]

    def __str__(self) -> str:
        return f"calendar of {self.owner_field} {self.owner.pk}"

    @property
    def owner_field(self) -> str:
        return next(owner for owner in OWNERS if getattr(self, f"{owner}_id") is not None)

    @property
    def owner(self) -> Association | Season | District | Municipality:
        found: Association | Season | District | Municipality = getattr(self, self.owner_field)
        return found


class CollectionState(models.Model):
    """A state that a program may have been told of, and can ask for the changes since. Forgotten after a time."""

    collection = models.ForeignKey(CalendarCollection, on_delete=models.CASCADE, related_name="states")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=32)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "number"], name="collection_state_once")]
        indexes = [models.Index(fields=["at"], name="collection_state_at")]

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.number}"


class CollectionMember(models.Model):
    """One event of a collection, and the number of the state in which it last came, changed or went.

    `name` is what its address ends with. One that has gone stays for as long as any state before its going is known.
    """

    collection = models.ForeignKey(CalendarCollection, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=80)
    etag = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    is_gone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "name"], name="collection_member_once")]
        indexes = [models.Index(fields=["collection", "number", "name"], name="collection_member_number")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
