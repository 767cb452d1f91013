"""What groups note of a place: the broken lamp, the overgrown bush; once each, however often it is seen."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.enums import STILL_OPEN, HandOverWay, ObservationState, Open311Format, OwnerKind
from scheduling.models import Shift
from volunteers.models import Association, District, Municipality, Volunteer


class ObservationCategory(models.Model):
    """A kind of fault in a municipality's tree of two levels. `target_days` is how soon its owner means to mend it.

    What is seen within `join_metres` of an open one of the same kind is that one; none: the municipality's own rule.
    Where a kind `joins_kinds`, those below it are one fault to the eye: one dark lamp, and several.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="observation_categories")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    code = models.SlugField(max_length=32)
    name = models.CharField(_("namn"), max_length=60)
    icon = models.CharField(max_length=16, default="info")
    target_days = models.PositiveSmallIntegerField(_("dagar till åtgärd"), default=30)
    join_metres = models.PositiveSmallIntegerField(_("samma inom, meter"), null=True, blank=True)
    joins_kinds = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("används"), default=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="category_code_once")]

    def __str__(self) -> str:
        return self.name


class PlaceOwner(models.Model):
    """Who mends things in a place: the municipality, a housing company, the power company.

    `way` is how it gets to know. With `sends_by_itself` nobody looks at what is handed over before it leaves.
    `open311_url` is what stands before `/requests.xml` in the address of its Open311 system (GeoReport v2); what that
    system offers is kept in `open311_services`, as it was read at `open311_read_at`. Its key stands in no row: see
    gateways/open311.py.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="place_owners")
    kind = models.CharField(max_length=12, choices=OwnerKind.choices, default=OwnerKind.MUNICIPALITY)
    name = models.CharField(_("namn"), max_length=80)
    way = models.CharField(max_length=8, choices=HandOverWay.choices, default=HandOverWay.BY_HAND)
    sends_by_itself = models.BooleanField(default=False)
    email = models.EmailField(_("e-post"), blank=True)
    open311_url = models.URLField(max_length=300, blank=True)
    open311_jurisdiction = models.CharField(max_length=80, blank=True)
    open311_format = models.CharField(max_length=4, choices=Open311Format.choices, default=Open311Format.XML)
    open311_services = models.JSONField(default=list, blank=True)
    open311_wanted_at = models.DateTimeField(null=True, blank=True)
    open311_read_at = models.DateTimeField(null=True, blank=True)
    open311_trouble = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="owner_name_once",
                violation_error_message=_("Det finns redan en med det namnet."),
            ),
            models.CheckConstraint(condition=Q(way__in=HandOverWay.values), name="owner_way_known"),
            models.CheckConstraint(
                condition=~Q(way=HandOverWay.EMAIL) | ~Q(email=""),
                name="owner_by_mail_has_an_address",
                violation_error_message=_("Skriv adressen som det ska skickas till."),
            ),
            models.CheckConstraint(
                condition=~Q(way=HandOverWay.OPEN311) | ~Q(open311_url=""),
                name="owner_by_open311_has_an_address",
                violation_error_message=_("Skriv adressen till deras Open311."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ObservationQuerySet(models.QuerySet["Observation"]):
    def within(self, *, municipalities: frozenset[int], associations: frozenset[int]) -> "ObservationQuerySet":
        """Those of these municipalities, and of the municipalities that these associations are in: a lamp is nobody's
        secret, and whoever knows that it is noted need not note it again.
        """
        of_associations = Association.objects.filter(pk__in=associations).values("municipality")
        return self.filter(Q(municipality__in=municipalities) | Q(municipality__in=of_associations))

    def still_open(self) -> "ObservationQuerySet":
        return self.filter(state__in=STILL_OPEN)

    def late(self, today: date) -> "ObservationQuerySet":
        """Open past the day they were to be mended."""
        return self.still_open().filter(target_on__lt=today)


class Observation(models.Model):
    """One fault in one place, with all that has been seen of it. `reference` is short, stable and said on the phone.

    `district` is found from the point or the route. `target_on` is the local day its owner means to have mended it.
    `confirmed_at`: a group has passed and seen that it is mended. Only domain/observations writes `state`.
    `joined_to` is the one that it turned out to be, which has what was seen of it; it is closed itself.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="observations")
    district = models.ForeignKey(
        District, on_delete=models.SET_NULL, null=True, blank=True, related_name="observations"
    )
    category = models.ForeignKey(ObservationCategory, on_delete=models.PROTECT, related_name="observations")
    owner = models.ForeignKey(PlaceOwner, on_delete=models.SET_NULL, null=True, blank=True, related_name="observations")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place = models.CharField(_("var"), max_length=120, blank=True)
    lamp_post = models.CharField(_("stolpnummer"), max_length=20, blank=True)
    note = models.CharField(_("beskrivning"), max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=ObservationState.choices, default=ObservationState.NEW)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    state_at = models.DateTimeField(default=timezone.now)
    target_on = models.DateField(null=True, blank=True)
    fixed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    joined_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="joined")

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["-first_seen_at", "-id"]
        indexes = [
            models.Index(fields=["municipality", "first_seen_at"], name="observation_municipality"),
            models.Index(
                fields=["municipality", "category"], name="observation_open", condition=Q(state__in=sorted(STILL_OPEN))
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ObservationState.values), name="observation_state_known"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="observation_point_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=ObservationState.FIXED) | Q(fixed_at__isnull=False), name="fixed_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(joined_to=None) | Q(state=ObservationState.CLOSED), name="joined_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Sighting(models.Model):
    """One time that somebody saw it. `client_key` was made on the device: what is sent twice is kept once.

    `noted_as` is the observation it was of before that was joined to this one, so that the joining can be undone.
    """

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="sightings")
    client_key = models.UUIDField(unique=True)
    shift = models.ForeignKey(Shift, on_delete=models.SET_NULL, null=True, blank=True, related_name="sightings")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    noted_as = models.ForeignKey(Observation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.observation_id} at {self.seen_at}"
