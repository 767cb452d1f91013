"""What is said to an owner: what, where, since when and how to answer. In the installation's language; of no person."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from fieldwork.domain.referrals.links import answer_address
from fieldwork.domain.text_checks import check_text, refuse_persons
from fieldwork.models import Observation, Referral
from fieldwork.models.referral import MESSAGE_ROOM
from volunteers.domain.calendar_words import clock, night_long

SUBJECT_ROOM = 120
MAP = "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=19/{latitude}/{longitude}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    subject: str
    body: str


def default_message(observation: Observation) -> str:
    """What leaves unless somebody writes it otherwise: the words of whoever saw it first."""
    return observation.note


def is_fit_to_leave(message: str, *, now: datetime) -> bool:
    """Whether nothing in it looks as if it told of a person. Else somebody looks at it first."""
    return len(message) <= MESSAGE_ROOM and not check_text(message, today=timezone.localdate(now)).traces


def require_fit(text: str, *, field: str, now: datetime) -> None:
    """Raises PersonSeen for what seems to tell of a person."""
    refuse_persons(text, field=field, today=timezone.localdate(now))


def write_letter(referral: Referral) -> Letter:
    """The e-mail. Its subject begins with the observation's reference, which stays the same whatever is written."""
    observation = referral.observation
    with override(settings.LANGUAGE_CODE):
        words = render_to_string(
            "email/referral.txt",
            {
                "reference": observation.reference,
                "kind": observation.category.name,
                "place": observation.place,
                "town": observation.municipality.name,
                "facts": facts_of(observation, language=settings.LANGUAGE_CODE),
                "message": referral.message,
                "answer_address": answer_address(referral),
            },
        ).strip()
    subject, _blank, body = words.partition("\n\n")
    return Letter(subject=" ".join(subject.split())[:SUBJECT_ROOM], body=body)


def facts_of(observation: Observation, *, language: str) -> list[tuple[str, str]]:
    """What is known of it, each with its label. Nothing of who saw it."""
    category = observation.category
    kinds = [category.parent.name, category.name] if category.parent else [category.name]
    district = observation.district.name if observation.district else ""
    facts = [
        (_("Vad"), ": ".join(kinds)),
        (_("Var"), ", ".join(word for word in (observation.place, district) if word)),
        (_("Stolpe"), observation.lamp_post),
        (_("På kartan"), map_address(observation)),
        (_("För kartprogram"), geo_address(observation)),
        (_("Sett"), seen_words(observation, language=language)),
        (_("Vår referens"), observation.reference),
        (
            _("Vi hoppas på åtgärd senast"),
            target_words(observation, language=language),
        ),
    ]
    return [(label, value) for label, value in facts if value]


def seen_words(observation: Observation, *, language: str) -> str:
    """When it was first seen; of what has been seen again how often, and the last time too."""
    zone = observation.municipality.zone
    first, last = (
        f"{night_long(moment, zone=zone, language=language)} {clock(moment, zone=zone, language=language)}"
        for moment in (observation.first_seen_at, observation.last_seen_at)
    )
    count = observation.sightings.count()
    if count <= 1 or first == last:
        return first
    times = ngettext("%(count)s gång", "%(count)s gånger", count) % {"count": count}
    return _("%(times)s, först %(first)s och senast %(last)s") % {"times": times, "first": first, "last": last}


def target_words(observation: Observation, *, language: str) -> str:
    if observation.target_on is None:
        return ""
    return night_long(observation.target_on, zone=observation.municipality.zone, language=language)


def map_address(observation: Observation) -> str:
    if observation.latitude is None or observation.longitude is None:
        return ""
    return MAP.format(latitude=f"{observation.latitude:.5f}", longitude=f"{observation.longitude:.5f}")


def geo_address(observation: Observation) -> str:
    """As RFC 5870 has it."""
    if observation.latitude is None or observation.longitude is None:
        return ""
    return f"geo:{observation.latitude:.5f},{observation.longitude:.5f}"
