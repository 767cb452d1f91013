"""Handing over to an owner's Open311 system: what is said there, and what its answers mean."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from fieldwork.domain.referrals.letters import facts_of
from fieldwork.domain.referrals.links import photo_path
from fieldwork.domain.referrals.outcomes import Outcome
from fieldwork.enums import ReferralState
from fieldwork.gateways.open311 import Desk, Report, SaidNo, Taken, send_report
from fieldwork.models import ObservationCategory, OwnerService, PlaceOwner, Referral
from fieldwork.models.referral import REFERENCE_ROOM
from messaging.enums import CallTrouble
from messaging.gateways.protocol import NotHeard

State = ReferralState
TOKEN_ROOM = 120
# Nobody was reached, so nothing was handed over. After any other trouble it may have been.
NOT_REACHED = frozenset({CallTrouble.UNKNOWN_NAME, CallTrouble.UNREACHABLE, CallTrouble.INSECURE})


def desk_of(owner: PlaceOwner) -> Desk:
    return Desk(url=owner.open311_url, jurisdiction=owner.open311_jurisdiction, format=owner.open311_format)


def service_for(owner: PlaceOwner, category: ObservationCategory) -> str:
    """The `service_code` chosen for the very kind, else for the one above it. Nothing where none is chosen."""
    lineage = [category.pk] if category.parent_id is None else [category.pk, category.parent_id]
    chosen = dict(OwnerService.objects.filter(owner=owner, category__in=lineage).values_list("category", "code"))
    return next((chosen[pk] for pk in lineage if pk in chosen), "")


def deliver_by_open311(referral: Referral) -> Outcome:
    """Opens a socket."""
    owner = referral.owner
    assert owner is not None  # noqa: S101 - tells the type; the database holds it
    code = service_for(owner, referral.observation.category)
    if not code:
        return Outcome(to=State.FAILED, trouble=_("Ingen av deras tjänster är vald för det här slaget."))
    try:
        taken = send_report(desk_of(owner), report_of(referral, code=code))
    except NotHeard as error:
        return _unheard(error.trouble)
    except SaidNo as error:
        return _refused(error)
    return _taken(taken)


def report_of(referral: Referral, *, code: str) -> Report:
    """What is said. Others may read it there, so the answer's link is not in it, and a photo only where it was chosen.

    Our reference stands in the description: by it the request is found again when the answer is lost.
    """
    observation = referral.observation
    with override(settings.LANGUAGE_CODE):
        facts = [f"{label}: {value}" for label, value in facts_of(observation, language=settings.LANGUAGE_CODE)]
    words = "\n".join([*([referral.message, ""] if referral.message else []), *facts])
    has_photo = referral.shows_photo and observation.photos.exists()
    place = [
        observation.place,
        observation.district.name if observation.district else "",
        observation.municipality.name,
    ]
    return Report(
        service_code=code,
        description=words,
        latitude=observation.latitude,
        longitude=observation.longitude,
        address=", ".join(word for word in place if word),
        media_url=settings.PUBLIC_URL + photo_path(referral) if has_photo else "",
    )


def _taken(taken: Taken) -> Outcome:
    """With neither a number nor a token it is a black box, which takes things and says no more."""
    return Outcome(
        to=State.SENT,
        reference=taken.request_id[:REFERENCE_ROOM],
        token=taken.token[:TOKEN_ROOM],
        words=taken.notice[:200],
    )


def _unheard(trouble: CallTrouble) -> Outcome:
    if trouble == CallTrouble.FORBIDDEN:
        return Outcome(to=State.FAILED, trouble=str(trouble.label))
    return Outcome(to=State.QUEUED if trouble in NOT_REACHED else State.UNKNOWN, trouble=str(trouble.label))


def _refused(error: SaidNo) -> Outcome:
    said = _("Deras system svarade %(status)s.") % {"status": error.status}
    words = f"{said} {error.words}".strip()
    if error.passes:
        return Outcome(to=State.QUEUED, trouble=words, asked_for=error.retry_after)
    return Outcome(to=State.UNKNOWN if error.may_have_kept else State.FAILED, trouble=words)
