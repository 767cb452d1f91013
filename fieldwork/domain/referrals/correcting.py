"""What is corrected before anybody was told of it may be another owner's."""

from datetime import datetime

from django.db import transaction

from fieldwork.domain.observations import correcting
from fieldwork.domain.observations.correcting import Correction
from fieldwork.domain.owners.routing import rule_about
from fieldwork.domain.referrals.opening import send_by_itself, why
from fieldwork.domain.referrals.states import give_owner, put_before
from fieldwork.enums import ReferralState
from fieldwork.models import Observation
from scheduling.domain.origins import Origin


@transaction.atomic
def correct_observation(
    observation: Observation, correction: Correction, *, origin: Origin, now: datetime
) -> Observation:
    """See observations.correcting. What still waits to be reviewed is put before the owner that the rules now say."""
    found = correcting.correct_observation(observation, correction, origin=origin, now=now)
    waiting = found.referrals.filter(state=ReferralState.REVIEW).select_for_update(of=("self",)).first()
    if waiting is None:
        return found
    said_no = set(found.referrals.filter(state=ReferralState.NOT_OURS).values_list("owner", flat=True))
    rule = rule_about(Observation.objects.select_related("category", "district").get(pk=found.pk), but=said_no)
    owner = rule.owner if rule else None
    if owner != waiting.owner:
        give_owner(found, owner, now=now)
        put_before(waiting, owner, origin=origin, now=now, detail=why(rule, was_refused=bool(said_no)))
        send_by_itself(waiting, origin=origin, now=now)
    return found
