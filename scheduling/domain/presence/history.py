"""The state and the history of requests for presence. Only this module writes either."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from messaging.gateways.wake import wake
from scheduling.domain.attendance import lock_shift
from scheduling.domain.origins import Origin
from scheduling.enums import PRESENCE_MOVES, PresenceEventKind, PresenceState
from scheduling.exceptions import AlreadySeenTo, MoveNotAllowed
from scheduling.models import PresenceEvent, PresenceRequest, Shift
from volunteers.models import Municipality

State = PresenceState
Kind = PresenceEventKind
# That others asked for the same is the coordinator's to know; whoever asked sees the rest of its own history.
AMONG_COORDINATORS = frozenset({Kind.JOINED, Kind.SEPARATED})
KEPT = ("matter", "state", "shift", "answer", "answered_at", "answered_by", "revision", "updated_at")


def hold_town(municipality: int) -> Municipality:
    """Whoever asks and whoever answers in a town go one after the other, so that what is joined gets its answer.

    Held before anything else: the town, then a shift that is concerned, then requests in order of coming in.
    """
    return Municipality.objects.select_for_update(no_key=True).get(pk=municipality)


def lockable_requests() -> QuerySet[PresenceRequest]:
    """Held once they are read."""
    rows = PresenceRequest.objects.select_for_update(of=("self",)).order_by("pk")
    return rows.select_related("municipality", "district", "route__district")


def lock_request(pk: int) -> PresenceRequest:
    """The request, its row held until the transaction ends."""
    return lockable_requests().get(pk=pk)


def lock_with_shift(request: PresenceRequest) -> tuple[PresenceRequest, Shift | None]:
    """Both held. Raises AlreadySeenTo when it gets another just now."""
    shift_pk = PresenceRequest.objects.values_list("shift", flat=True).get(pk=request.pk)
    shift = lock_shift(shift_pk) if shift_pk is not None else None
    fresh = lock_request(request.pk)
    if fresh.shift_id != shift_pk:
        raise AlreadySeenTo(_("Önskemålet besvarades just nu. Läs igen."))
    return fresh, shift


def lock_matter(request: PresenceRequest) -> list[PresenceRequest]:
    """All requests about the same thing, in order of coming in; the given one among them."""
    return list(lockable_requests().filter(matter=request.matter))


def move(
    request: PresenceRequest,
    to: PresenceState,
    *,
    kind: PresenceEventKind,
    origin: Origin,
    now: datetime,
    shift: Shift | None = None,
    detail: str = "",
) -> PresenceRequest:
    """One allowed move of a locked request. `shift` is what it then has. Raises MoveNotAllowed."""
    if to not in PRESENCE_MOVES[request.state]:
        raise MoveNotAllowed(
            _("Önskemålet har läget ”%(before)s” och kan inte få läget ”%(after)s”.")
            % {"before": State(request.state).label, "after": to.label}
        )
    before, request.state = request.state, to
    request.shift = shift
    note(request, kind, origin=origin, now=now, detail=detail, from_state=before)
    return request


def note(
    request: PresenceRequest,
    kind: PresenceEventKind,
    *,
    origin: Origin,
    now: datetime,
    detail: str = "",
    from_state: str | None = None,
) -> PresenceEvent:
    """Write one line and keep the locked request; with every line it is another than whoever looked at it has seen."""
    request.revision += 1
    request.updated_at = now
    request.save(update_fields=KEPT)
    event = PresenceEvent.objects.create(
        request=request,
        kind=kind,
        door=origin.door,
        actor=origin.actor,
        at=now,
        from_state=request.state if from_state is None else from_state,
        to_state=request.state,
        detail=detail,
        shift=request.shift,
    )
    wake(settings.TELL_PARTNERS_JOB)
    return event


def told_to_whoever_asked(events: Iterable[PresenceEvent]) -> list[PresenceEvent]:
    """The history without what only coordinators know."""
    return [event for event in events if event.kind not in AMONG_COORDINATORS]
