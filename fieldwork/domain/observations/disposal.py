"""What people wrote of a fault in their own words goes some time after it is mended or closed. What it was, where, when
and what became of it stays.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from fieldwork.enums import ObservationEventKind, ObservationState
from fieldwork.models import Observation, ObservationEvent, Referral, Sighting

AT_A_TIME = 200
OWN_WORDS = (ObservationEventKind.REMARK, ObservationEventKind.PHOTO_REMOVED)  # lines that somebody wrote themselves


@transaction.atomic
def dispose_of_old_words(now: datetime) -> int:
    """Empty descriptions, remarks, and what was written to the owner. Returns of how many."""
    of_it = {"observation": OuterRef("pk")}
    has_words = (
        ~Q(note="")
        | Exists(Sighting.objects.filter(**of_it).exclude(note=""))
        | Exists(ObservationEvent.objects.filter(**of_it, kind__in=OWN_WORDS).exclude(detail=""))
        | Exists(Referral.objects.filter(**of_it).exclude(message=""))
    )
    found = Observation.objects.filter(has_words, is_long_over(now)).select_for_update(of=("self",))
    keys = [one.pk for one in found.order_by("pk")[:AT_A_TIME]]
    if not keys:
        return 0
    Sighting.objects.filter(observation__in=keys).exclude(note="").update(note="")
    ObservationEvent.objects.filter(observation__in=keys, kind__in=OWN_WORDS).exclude(detail="").update(detail="")
    Referral.objects.filter(observation__in=keys).exclude(message="").update(message="")
    Observation.objects.filter(pk__in=keys).update(note="")
    return len(keys)


def is_long_over(now: datetime) -> Q:
    before = now - timedelta(days=settings.OBSERVATION_WORDS_KEPT_DAYS)
    return Q(state=ObservationState.FIXED, fixed_at__lt=before) | Q(state=ObservationState.CLOSED, state_at__lt=before)
