"""An association's words as a text to the one who writes them."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from messaging.domain.outbox import queue_sms
from messaging.enums import OutboundState, Priority
from messaging.models import OutboundMessage
from scheduling.domain.wordings import check_wording, example_of
from scheduling.exceptions import NotReachedByText, TooManySamples
from volunteers.models import Association, User, Volunteer

KIND = "sample"
MOST_IN_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)


def number_of(user: User, association: Association) -> Volunteer | None:
    """The user as one who walks: the volunteer who is tied to the account, or has its e-mail address."""
    people = Volunteer.objects.active().filter(municipality=association.municipality_id)
    return people.filter(user=user).first() or people.filter(email__iexact=user.email).order_by("pk").first()


def send_sample(
    user: User, association: Association, kind: str, language: str, body: str, *, now: datetime
) -> OutboundMessage:
    """Text these words, filled with an example, to the user's own phone.

    Raises ValidationError with what check_wording says, NotReachedByText or TooManySamples.
    """
    problems = check_wording(kind, language, body)
    if problems:
        raise ValidationError(problems)
    person = number_of(user, association)
    if person is None:
        raise NotReachedByText(_("Du har inget nummer i Lykta. Lägg till dig bland folket, med din e-postadress."))
    lately = OutboundMessage.objects.filter(kind=KIND, to_number=person.mobile, created_at__gt=now - AN_HOUR)
    if lately.count() >= MOST_IN_AN_HOUR:
        raise TooManySamples(
            _("Du har fått %(count)s prov den senaste timmen. Vänta lite.") % {"count": MOST_IN_AN_HOUR}
        )
    text = queue_sms(
        to_number=person.mobile,
        body=example_of(body, language, name=person.first_name),
        kind=KIND,
        dedupe_key=f"{KIND}:{user.pk}:{int(now.timestamp() * 1000)}",
        now=now,
        expires_at=now + AN_HOUR,
        priority=Priority.ANSWER,
        lane=association.municipality_id,
        payer=association.pk,
    )
    if text.state == OutboundState.DROPPED:
        raise NotReachedByText(_("Ditt nummer har svarat STOPP. Svara START om du vill få sms igen."))
    return text
