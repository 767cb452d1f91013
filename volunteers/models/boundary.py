"""Where districts lie, and a file of their boundaries on its way in."""

import uuid

from django.db import models
from django.utils import timezone

from volunteers.models.municipality import District, Municipality
from volunteers.models.user import User


class DistrictBoundary(models.Model):
    """The ground of a district. `shape` and `outline` are the coordinates of a MultiPolygon in WGS 84, as in GeoJSON
    (RFC 7946): as it was loaded, and simplified for drawing together with its neighbours.

    A table of its own, since districts are read with every night and boundaries are large. `middle` is the
    [longitude, latitude] farthest inside, and `called` what the file called it: the next file is known by that too.
    """

    district = models.OneToOneField(District, on_delete=models.CASCADE, related_name="boundary")
    shape = models.JSONField()
    outline = models.JSONField()
    middle = models.JSONField()
    called = models.CharField(max_length=80)
    loaded_at = models.DateTimeField(default=timezone.now)
    loaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"boundary of {self.district_id}"


class BoundaryImport(models.Model):
    """One uploaded file of boundaries: kept as read, shown as a preview, disposed of once accepted or after a day.

    `surfaces` holds what can be drawn, `refused` [name, reason] of what cannot, `named_by` the property with the names.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="boundary_imports")
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(max_length=120)
    named_by = models.CharField(max_length=80, blank=True)
    surfaces = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"boundaries {self.uuid}"
