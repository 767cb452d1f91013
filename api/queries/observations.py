"""What groups have seen, as far as a key opens it."""

from django.db.models import Count, OuterRef, QuerySet, Subquery

from api.queries import Opening
from fieldwork.models import Observation, Referral
from fieldwork.models.observation import ObservationQuerySet


def observations_of(opening: Opening) -> QuerySet[Observation]:
    """Each with `times` it was seen, and `left_as`: the words in which it was handed over, None until it was.

    Where only some districts are opened, what lies in none is not seen.
    """
    rows: ObservationQuerySet = Observation.objects.filter(municipality__in=opening.municipalities)
    if opening.districts is not None:
        rows = rows.filter(district__in=opening.districts)
    handed_over = Referral.objects.filter(observation=OuterRef("pk"), sent_at__isnull=False).order_by("-sent_at", "-pk")
    return rows.select_related("category__parent", "district", "owner", "joined_to").annotate(
        times=Count("sightings"), left_as=Subquery(handed_over.values("message")[:1])
    )
