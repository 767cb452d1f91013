"""Links to a volunteer's own page: made, sent by text, found again, closed. Only the hash of a token is kept.

A link in a text follows from the key of that text and the secret key, so that no row holds it: see
messaging.domain.personal_links.
"""

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from messaging.domain.opt_outs import is_opted_out
from messaging.domain.outbox import queue_sms
from messaging.domain.personal_links import PAGE_MARK, SECRET_BYTES, hash_of, page_token_of, written
from messaging.enums import Channel, OutboundState
from messaging.models import OutboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.spoken_words import channel_of
from scheduling.domain.text_kinds import PAGE_LINK, text_kind
from scheduling.exceptions import NotReachedByText, TooManyLinks
from scheduling.models import PersonalLink
from volunteers.enums import VolunteerState
from volunteers.models import Association, Volunteer

VALID_FOR = timedelta(days=30)  # about a month's nights; the word SIDA brings another
SENT_AT_MOST, WITHIN = 5, timedelta(days=1)  # to one person: whoever loses more texts than that is better rung
TOLD_FOR = timedelta(days=180)  # for so long an old link still tells how to get another
_SALT = "scheduling.personal_link"


def make_personal_link(volunteer: Volunteer, *, now: datetime) -> str:
    """A new link to the person's own page. Returns its token, 128 random bits, which is not kept."""
    token = written(secrets.token_bytes(SECRET_BYTES))
    _keep(volunteer, token, now=now)
    return token


def open_in_text(text: OutboundMessage, volunteer: Volunteer, *, now: datetime) -> PersonalLink:
    """Let the link in a queued text, where PAGE_MARK stands for it, open the person's page. Safe to repeat."""
    return _keep(volunteer, page_token_of(text.dedupe_key), now=now)


def _keep(volunteer: Volunteer, token: str, *, now: datetime) -> PersonalLink:
    link, _is_new = PersonalLink.objects.get_or_create(
        token_hash=hash_of(token),
        defaults={
            "volunteer": volunteer,
            "number_hash": _number_hash(volunteer),
            "created_at": now,
            "expires_at": now + VALID_FOR,
        },
    )
    return link


def _number_hash(volunteer: Volunteer) -> str:
    return salted_hmac(_SALT, volunteer.mobile, algorithm="sha256").hexdigest()


def find_personal_link(token: str) -> PersonalLink | None:
    """The link a token belongs to, with its person, also one that is over."""
    links = PersonalLink.objects.select_related("volunteer__municipality")
    return links.filter(token_hash=hash_of(token.lower())).first()


def is_open(link: PersonalLink, *, now: datetime) -> bool:
    """Whether it opens a page: nobody closed it, and the person is still asked at the number it was made for."""
    volunteer = link.volunteer
    return (
        link.revoked_at is None
        and now < link.expires_at
        and volunteer.state == VolunteerState.ACTIVE
        and constant_time_compare(link.number_hash, _number_hash(volunteer))
    )


def note_use(link: PersonalLink, *, now: datetime) -> None:
    PersonalLink.objects.filter(pk=link.pk).update(used_at=now)


def open_personal_links(volunteer: Volunteer, *, now: datetime) -> list[PersonalLink]:
    """Newest first."""
    links = volunteer.personal_links.filter(revoked_at=None, expires_at__gt=now).order_by("-created_at", "-pk")
    return [link for link in links.select_related("volunteer") if is_open(link, now=now)]


def revoke_personal_links(volunteer: Volunteer, *, now: datetime) -> int:
    """Close every link to the person's page at once. Returns how many there were. Safe to repeat."""
    return volunteer.personal_links.filter(revoked_at=None, expires_at__gt=now).update(revoked_at=now)


def is_enough(volunteer: Volunteer, *, now: datetime) -> bool:
    """Whether the person has got as many links within a day as anybody needs."""
    return volunteer.personal_links.filter(created_at__gt=now - WITHIN).count() >= SENT_AT_MOST


@transaction.atomic
def send_personal_link(volunteer: Volunteer, *, association: Association, now: datetime) -> OutboundMessage:
    """Text somebody the link to their own page, in the name of an association of theirs.

    Raises NotReachedByText for a number that takes no texts or wants none, for someone paused, and TooManyLinks.
    """
    found = Volunteer.objects.active().select_for_update(no_key=True).filter(pk=volunteer.pk).first()
    if found is None:
        raise NotReachedByText(_("Personen är pausad. Låt personen få frågor igen först."))
    if channel_of(found) == Channel.VOICE:
        raise NotReachedByText(_("Personen frågas i telefonsamtal och tar inte emot sms."))
    if is_opted_out(found.mobile):
        raise NotReachedByText(_("Numret har sagt stopp och nås inte på sms. Ring i stället."))
    if is_enough(found, now=now):
        raise TooManyLinks(_("Personen har redan fått flera länkar det senaste dygnet. De gäller fortfarande."))
    body = sms_texts.write(
        PAGE_LINK,
        language=found.text_language,
        clipped={"name": found.first_name, "association": association.name},
        link=PAGE_MARK,
    )
    text = queue_sms(
        to_number=found.mobile,
        body=body,
        kind=PAGE_LINK,
        dedupe_key=f"{PAGE_LINK}:{uuid4()}",
        now=now,
        expires_at=now + WITHIN,
        priority=text_kind(PAGE_LINK).priority,
        lane=association.municipality_id,
        payer=association.pk,
    )
    if text.state != OutboundState.DROPPED:
        open_in_text(text, found, now=now)
    return text


def close_outlived(now: datetime) -> int:
    """Close for good the links of those who are paused, and drop the old ones and those of people who are forgotten.

    They have opened nothing since; this only keeps them closed when the person is asked again. Returns how many.
    """
    is_old = Q(expires_at__lt=now - TOLD_FOR)
    PersonalLink.objects.filter(is_old | Q(volunteer__state=VolunteerState.FORGOTTEN)).delete()
    paused = PersonalLink.objects.filter(volunteer__state=VolunteerState.PAUSED, revoked_at=None, expires_at__gt=now)
    return paused.update(revoked_at=now)
