"""Photos go: at once when somebody removes one, and of themselves some time after the fault is mended."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from fieldwork.domain.observations.history import record
from fieldwork.domain.observations.states import lock_observation
from fieldwork.enums import ObservationEventKind, ObservationState
from fieldwork.models import Observation, ObservationPhoto
from scheduling.domain.origins import BY_CLOCK, Origin

AT_A_TIME = 200


@transaction.atomic
def remove_photo(photo: ObservationPhoto, *, origin: Origin, now: datetime, reason: str = "") -> Observation:
    """Gone for good; that there was one, and who removed it, is kept. Twice is once."""
    observation = lock_observation(photo.observation_id)
    gone, _rows = ObservationPhoto.objects.filter(pk=photo.pk).delete()
    if gone:
        touch(observation, now=now)
        record(observation, ObservationEventKind.PHOTO_REMOVED, origin=origin, now=now, detail=reason)
    return observation


def dispose_of_old_photos(now: datetime) -> int:
    """Of what was mended, or closed, long enough ago. Returns how many went."""
    return sum(dispose_of(pk, now=now) for pk in with_old_photos(now))


def with_old_photos(now: datetime) -> list[int]:
    long_ago = now - timedelta(days=settings.OBSERVATION_PHOTOS_KEPT_DAYS)
    over = Q(state=ObservationState.FIXED, fixed_at__lt=long_ago) | Q(
        state=ObservationState.CLOSED, state_at__lt=long_ago
    )
    found = Observation.objects.filter(over, photos__isnull=False).order_by("pk").distinct()
    return list(found.values_list("pk", flat=True)[:AT_A_TIME])


@transaction.atomic
def dispose_of(pk: int, *, now: datetime) -> int:
    """Unless it was opened again just now."""
    observation = lock_observation(pk)
    if observation.state not in {ObservationState.FIXED, ObservationState.CLOSED}:
        return 0
    gone, _rows = observation.photos.all().delete()
    if gone:
        record(observation, ObservationEventKind.PHOTO_DISPOSED, origin=BY_CLOCK, now=now)
    return gone


def touch(observation: Observation, *, now: datetime) -> None:
    observation.updated_at = now
    observation.save(update_fields=["updated_at"])
