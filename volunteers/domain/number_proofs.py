"""Whose a mobile number is: a code is texted to it, and whoever writes it on the page holds the phone.

Nothing here looks at who is known, so what a page says, and how long it takes, is the same for every number. A number
that has opted out gets no text and is told so nowhere.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.domain.disposal import take_numbers_off
from messaging.domain.one_time_codes import MARK, is_code_of
from messaging.domain.outbox import queue_sms
from messaging.domain.texts import segments
from messaging.domain.written import most_segments, write
from messaging.enums import NUMBER_CODE, Priority
from messaging.gateways.wake import wake
from volunteers.domain.people import lock
from volunteers.exceptions import CodeRefused, TooManyCodes
from volunteers.models import Municipality, NumberProof
from volunteers.models.number_proof import MOST_TRIES

VALID_FOR = timedelta(minutes=10)
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
PER_NUMBER_AND_HOUR, PER_NUMBER_AND_DAY = 3, 6
KEPT_FOR = timedelta(days=4)  # the provider is asked for prices, by number, for three


@transaction.atomic
def send_code(
    number: str, *, municipality: Municipality, address: str, now: datetime, language: str = "sv"
) -> NumberProof:
    """Text a code to a mobile number in E.164, asked for from a place on the net. The town carries its cost.

    Raises TooManyCodes. What is left of a town's day is counted whether the text leaves or not.
    """
    lock(municipality)
    place = hash_of(address)
    require_room(number, place, municipality, now=now)
    proof = NumberProof.objects.create(
        uuid=uuid4(),
        municipality=municipality,
        number=number,
        address_hash=place,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    queue_sms(
        to_number=number,
        body=code_text(language),
        kind=NUMBER_CODE,
        dedupe_key=f"{NUMBER_CODE}:{proof.uuid}",
        now=now,
        expires_at=proof.expires_at,
        priority=Priority.ANSWER,
        lane=municipality.pk,
        about=proof.uuid,
    )
    wake(settings.SEND_DUE_JOB)  # also where nothing leaves, so that this takes as long for a number that opted out
    return proof


def prove(proof: UUID, code: str, *, now: datetime) -> str:
    """The number, in E.164, once: whoever wrote the code holds its phone. Raises CodeRefused.

    Every try counts, also one that is refused, and with the last one the code is dead.
    """
    held, is_right = _try(proof, code, now=now)
    if held is None or held.expires_at <= now:
        raise CodeRefused(_("Koden har slutat gälla. Be om en ny, så kommer den strax."))
    if is_right:
        return held.number
    left = MOST_TRIES - held.tries
    if held.proven_at is not None or not left:
        raise CodeRefused(_("Koden gäller inte längre. Be om en ny, så kommer den strax."))
    raise CodeRefused(
        ngettext(
            "Siffrorna stämmer inte. Titta i sms:et och prova igen: %(left)s försök är kvar.",
            "Siffrorna stämmer inte. Titta i sms:et och prova igen: %(left)s försök är kvar.",
            left,
        )
        % {"left": left}
    )


@transaction.atomic
def _try(uuid: UUID, code: str, *, now: datetime) -> tuple[NumberProof | None, bool]:
    proof = NumberProof.objects.select_for_update().filter(uuid=uuid).first()
    if proof is None or proof.proven_at is not None or proof.expires_at <= now or proof.tries >= MOST_TRIES:
        return proof, False
    proof.tries += 1
    is_right = is_code_of(proof.uuid, code)
    proof.proven_at = now if is_right else None
    proof.save(update_fields=["tries", "proven_at"])
    return proof, is_right


def proven_number(proof: UUID) -> str:
    """The number that this proof has shown to be its holder's; nothing when it has not."""
    found = NumberProof.objects.filter(uuid=proof, proven_at__isnull=False)
    return found.values_list("number", flat=True).first() or ""


def dispose_of_old_proofs(now: datetime) -> int:
    """The clock's job: proofs go after some days, and the numbers of the texts with them; what those cost stays."""
    old = list(NumberProof.objects.filter(created_at__lt=now - KEPT_FOR).values_list("uuid", flat=True)[:1000])
    take_numbers_off(old, now=now)
    NumberProof.objects.filter(uuid__in=old).delete()
    return len(old)


def require_room(number: str, place: str, municipality: Municipality, *, now: datetime) -> None:
    """Raises TooManyCodes for a number, a place on the net or a town that has had its share."""
    of_day = NumberProof.objects.filter(created_at__gt=now - A_DAY)
    to_number = of_day.filter(number=number)
    if _is_full(to_number.filter(created_at__gt=now - AN_HOUR), PER_NUMBER_AND_HOUR):
        raise TooManyCodes(_("Det har gått flera koder till numret på kort tid. Vänta en timme och prova igen."))
    if _is_full(to_number, PER_NUMBER_AND_DAY):
        raise TooManyCodes(_("Det har gått många koder till numret i dag. Prova igen i morgon."))
    if _is_full(of_day.filter(address_hash=place), settings.CODES_PER_ADDRESS):
        raise TooManyCodes(_("Det har skickats många koder härifrån i dag. Prova igen i morgon, eller hör av dig."))
    if _is_full(of_day.filter(municipality=municipality), settings.CODES_PER_TOWN):
        raise TooManyCodes(_("Just nu kan vi inte skicka fler koder. Prova igen i morgon, eller hör av dig."))


def _is_full(proofs: QuerySet[NumberProof], most: int) -> bool:
    return proofs.count() >= most


def hash_of(address: str) -> str:
    """Of an IPv6 address only the network that one household has (64 bits) is told apart."""
    place = ip_address(address)
    told = int(place) >> 64 if isinstance(place, IPv6Address) and place.ipv4_mapped is None else place
    return salted_hmac("volunteers.number_proof", str(told), algorithm="sha256").hexdigest()


def code_text(language: str) -> str:
    """With a last line by which phones offer the code to this site alone, where one text has room for it.

    https://wicg.github.io/sms-one-time-codes/
    """
    words = write(NUMBER_CODE, language=language, clipped={}, code=MARK)
    bound = f"{words}\n\n@{settings.HOST} #{MARK}"
    return bound if segments(bound) <= most_segments(language) else words
