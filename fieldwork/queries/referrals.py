"""What is handed over, as coordinators and owners read it."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from fieldwork.enums import AWAITED, ReferralState
from fieldwork.models import Referral, ReferralEvent
from volunteers.models import Municipality
from volunteers.queries import Standing

State = ReferralState
# The sections of the page, each with the states that stand in it.
SECTIONS: Mapping[str, frozenset[str]] = {
    "to_review": frozenset({State.REVIEW}),
    "in_trouble": frozenset({State.UNKNOWN, State.FAILED}),
    "leaving": frozenset({State.QUEUED, State.SENDING}),
    "awaited": AWAITED,
    "ended": frozenset({State.FIXED, State.NOT_OURS, State.WITHDRAWN}),
}


def referrals_for(standing: Standing) -> QuerySet[Referral]:
    return Referral.objects.within(standing.municipalities).whole()


def access_referral(standing: Standing, pk: int) -> Referral:
    """Raises Http404 for what is handed over in a municipality the user does not coordinate."""
    referral = referrals_for(standing).filter(pk=pk).first()
    if referral is None:
        raise Http404
    return referral


def history_of(referral: Referral) -> list[ReferralEvent]:
    """Newest first, with what was handed over of the same observation before."""
    rows = ReferralEvent.objects.filter(referral__observation=referral.observation_id)
    return list(rows.select_related("actor", "referral__owner").order_by("-at", "-id"))


def late_of(town: Municipality, *, today: date) -> list[Referral]:
    """What its owners have had for too long, the latest first."""
    rows = Referral.objects.filter(observation__municipality=town).late(today).whole()
    return list(rows.order_by("observation__target_on", "pk"))
