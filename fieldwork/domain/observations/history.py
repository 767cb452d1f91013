"""The history of an observation. Only this package writes it, in the transaction of the change it tells of."""

from datetime import datetime

from django.conf import settings

from fieldwork.enums import ObservationEventKind
from fieldwork.models import Observation, ObservationEvent
from messaging.gateways.wake import wake
from scheduling.domain.origins import Origin
from scheduling.models import Shift
from volunteers.models import Volunteer


def record(
    observation: Observation,
    kind: ObservationEventKind,
    *,
    origin: Origin,
    now: datetime,
    by: Volunteer | None = None,
    shift: Shift | None = None,
    from_state: str | None = None,
    detail: str = "",
) -> ObservationEvent:
    """Write one line. `by` is the volunteer who did it, on the night of `shift`. Partners are told when it commits."""
    wake(settings.TELL_PARTNERS_JOB)
    return ObservationEvent.objects.create(
        observation=observation,
        kind=kind,
        at=now,
        door=origin.door,
        actor=origin.actor,
        by=by,
        shift=shift,
        from_state=observation.state if from_state is None else from_state,
        to_state=observation.state,
        detail=detail[:300],
    )
