"""Reading what groups have noted of places. Each `access_…` both fetches and authorises."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from fieldwork.enums import STILL_OPEN, ObservationEventKind, ObservationState
from fieldwork.models import (
    Observation,
    ObservationCategory,
    ObservationEvent,
    ObservationPhoto,
    Sighting,
)
from fieldwork.models.observation import ObservationQuerySet
from scheduling.models import Shift
from volunteers.models import Association, Municipality
from volunteers.queries import Standing

ANSWERS = (ObservationEventKind.CONFIRMED, ObservationEventKind.STILL_THERE)


def observations_for(standing: Standing) -> ObservationQuerySet:
    """All within reach, with what a list shows of each: `times_seen`, `has_photo`."""
    found = Observation.objects.within(**standing.reach)
    related = found.select_related("municipality", "district", "category__parent", "owner", "joined_to")
    photos = ObservationPhoto.objects.filter(observation=OuterRef("pk"))
    return related.annotate(times_seen=Count("sightings"), has_photo=Exists(photos))


def towns_of(standing: Standing) -> list[int]:
    """The municipalities one coordinates, and those one's associations are in."""
    led = Association.objects.filter(pk__in=standing.associations).values_list("municipality", flat=True)
    return sorted({*standing.municipalities, *led})


def access_observation(standing: Standing, pk: int) -> Observation:
    """Raises Http404 for an observation in a municipality the user has nothing to do with."""
    observation = observations_for(standing).filter(pk=pk).first()
    if observation is None:
        raise Http404
    return observation


def sightings_of(observation: Observation) -> list[Sighting]:
    """By which group and when, newest first; who of the group it was is not read."""
    return list(observation.sightings.select_related("shift__association").defer("volunteer"))


def sightings_whole(observation: Observation) -> QuerySet[Sighting]:
    """With what a new observation is made of."""
    return observation.sightings.select_related("observation__municipality", "shift__route")


def leads_group_of(standing: Standing, observation: Observation) -> bool:
    """Whether a group of an association that the user leads has seen it."""
    return observation.sightings.filter(shift__association__in=standing.associations).exists()


def open_beside(observation: Observation) -> list[Observation]:
    """The other open ones of the municipality."""
    others = Observation.objects.filter(municipality=observation.municipality_id).still_open()
    return list(others.exclude(pk=observation.pk).select_related("category"))


def photos_of(observation: Observation) -> list[ObservationPhoto]:
    """Without the pictures themselves."""
    return list(observation.photos.defer("jpeg"))


def access_photo(standing: Standing, uuid: UUID) -> ObservationPhoto:
    """Raises Http404 for a photo from elsewhere, and for one that is gone."""
    within = Observation.objects.within(**standing.reach).values("pk")
    photo = ObservationPhoto.objects.filter(uuid=uuid, observation__in=within).select_related("observation").first()
    if photo is None:
        raise Http404
    return photo


def events_of(observation: Observation) -> list[ObservationEvent]:
    """Newest first."""
    return list(observation.events.select_related("actor", "shift__association"))


def noted_by_group(shift: Shift) -> list[Observation]:
    """What the group of this night has seen, the last first."""
    seen = Sighting.objects.filter(shift=shift).values("observation")
    return list(Observation.objects.filter(pk__in=seen).select_related("category").order_by("-last_seen_at", "-pk"))


def was_known(client_key: UUID) -> bool:
    """Whether what was noted by this key had been seen by others before."""
    mine = Sighting.objects.filter(client_key=client_key).first()
    return mine is not None and mine.observation.sightings.filter(pk__lt=mine.pk).exists()


def categories_of(municipality: Municipality) -> list[ObservationCategory]:
    """The whole tree, tops in order and each followed by those below it."""
    rows = list(ObservationCategory.objects.filter(municipality=municipality).order_by("position", "name", "pk"))
    return [row for top in rows if top.parent_id is None for row in [top, *below(top, rows)]]


def below(top: ObservationCategory, rows: list[ObservationCategory]) -> list[ObservationCategory]:
    return [row for row in rows if row.parent_id == top.pk]


def categories_to_choose(municipality: Municipality) -> list[ObservationCategory]:
    """Those in use that have none in use below them, in the order of the tree."""
    used = [row for row in categories_of(municipality) if row.is_active]
    tops = {row.pk for row in used if row.parent_id is None}
    reached = [row for row in used if row.parent_id is None or row.parent_id in tops]
    parents = {row.parent_id for row in reached}
    return [row for row in reached if row.pk not in parents]


def to_ask_about(shift: Shift, *, fixed_since: datetime, unseen_since: datetime, today: date) -> QuerySet[Observation]:
    """In the town of the shift: mended since then and not seen so, or late and not seen since then.

    Without what this group has answered or seen. `is_of_route`: it was noted from the shift's own route.
    """
    unconfirmed = Q(state=ObservationState.FIXED, confirmed_at=None, fixed_at__gte=fixed_since)
    late = Q(state__in=STILL_OPEN, target_on__lt=today, last_seen_at__lt=unseen_since)
    sightings = Sighting.objects.filter(observation=OuterRef("pk"))
    told = ObservationEvent.objects.filter(observation=OuterRef("pk"), shift=shift)
    return (
        Observation.objects.filter(unconfirmed | late, municipality=shift.association.municipality_id)
        .exclude(Exists(sightings.filter(shift=shift)))
        .exclude(Exists(told))
        .select_related("category")
        .annotate(is_of_route=Exists(sightings.filter(shift__route=shift.route_id)))
    )


def number_of(observation: Observation) -> int:
    """Short enough for a text: which in the order that the municipality's were noted."""
    return Observation.objects.filter(municipality=observation.municipality_id, pk__lte=observation.pk).count()


def by_number(municipality: int, number: int) -> Observation | None:
    """The one that `number_of` gives this number."""
    return Observation.objects.filter(municipality=municipality).order_by("pk")[number - 1 : number].first()


def answered_by_group(observation: Observation, shift: Shift) -> bool:
    """Whether the group has told, this night, if it is mended."""
    return observation.events.filter(shift=shift, kind__in=ANSWERS).exists()
