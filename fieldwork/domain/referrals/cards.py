"""What is handed over as it stands on pages: one line of a list, one line of history, each with its state in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.enums import AWAITED, ReferralEventKind, ReferralState
from fieldwork.models import Referral, ReferralEvent
from volunteers.domain.calendar_words import night_short

State, Kind = ReferralState, ReferralEventKind
# The states of the design language: colour, shape and sign.
DESIGN_STATES: dict[str, str] = {
    State.REVIEW: "asked",
    State.QUEUED: "waiting",
    State.SENDING: "waiting",
    State.UNKNOWN: "missing",
    State.FAILED: "missing",
    State.SENT: "waiting",
    State.RECEIVED: "waiting",
    State.PLANNED: "waiting",
    State.FIXED: "confirmed",
    State.NOT_OURS: "declined",
    State.WITHDRAWN: "draft",
}
LATE = "missing"
ICONS: dict[str, str] = {
    Kind.OPENED: "plus",
    Kind.APPROVED: "check",
    Kind.SENT: "send",
    Kind.TRIED: "alarm",
    Kind.LOST: "ask",
    Kind.ANSWERED: "msg",
    Kind.REFERENCE: "list",
    Kind.RETURNED: "edit",
    Kind.WITHDRAWN: "x",
    Kind.LINK_CLOSED: "lock",
}


@dataclass(frozen=True)
class Card:
    pk: int
    icon: str
    title: str
    where: str
    owner: str
    when: str
    design_state: str
    label: str


def cards_of(referrals: Iterable[Referral], *, now: datetime, language: str) -> list[Card]:
    return [card_of(referral, now=now, language=language) for referral in referrals]


def card_of(referral: Referral, *, now: datetime, language: str) -> Card:
    observation = referral.observation
    today = now.astimezone(observation.municipality.zone).date()
    late = is_late(referral, today=today)
    return Card(
        pk=referral.pk,
        icon=observation.category.icon,
        title=f"{observation.reference} · {observation.category.name}",
        where=where_words(referral),
        owner=referral.owner.name if referral.owner else _("Ingen ägare vald"),
        when=when_words(referral, today=today, language=language),
        design_state=LATE if late else DESIGN_STATES[referral.state],
        label=_("Sen, %(state)s") % {"state": State(referral.state).label.lower()}
        if late
        else str(State(referral.state).label),
    )


def is_late(referral: Referral, *, today: date) -> bool:
    """As the database's `late` has it."""
    target = referral.observation.target_on
    promised = referral.state == State.PLANNED and referral.planned_on is not None and referral.planned_on >= today
    return referral.state in AWAITED and target is not None and target < today and not promised


def where_words(referral: Referral) -> str:
    observation = referral.observation
    district = observation.district.name if observation.district else ""
    return ", ".join(word for word in (observation.place, district) if word)


def when_words(referral: Referral, *, today: date, language: str) -> str:
    """The day that matters now: when it was seen, when it is to be mended, or when it was."""
    observation = referral.observation
    words: dict[str, Any] = {"zone": observation.municipality.zone, "language": language}
    if referral.state == State.PLANNED and referral.planned_on:
        return _("planerad %(day)s") % {"day": night_short(referral.planned_on, **words)}
    if referral.state in AWAITED and observation.target_on:
        day = night_short(observation.target_on, **words)
        return (_("skulle vara klar %(day)s") if observation.target_on < today else _("klar senast %(day)s")) % {
            "day": day
        }
    if referral.ended_at:
        return night_short(referral.ended_at, **words)
    return _("sedd %(day)s") % {"day": night_short(observation.first_seen_at, **words)}


def state_sentence(referral: Referral, *, today: date) -> str:
    """The state first, in a sentence that says who is to do what."""
    owner = referral.owner.name if referral.owner else ""
    if is_late(referral, today=today):
        return _("%(owner)s skulle ha varit klar. Påminn dem.") % {"owner": owner}
    sentences = {
        State.REVIEW: _("Granska, så lämnas den över."),
        State.QUEUED: _("Skickas till %(owner)s strax."),
        State.SENDING: _("Skickas till %(owner)s nu."),
        State.UNKNOWN: _("Vi vet inte om den kom fram till %(owner)s. Fråga dem innan du skickar igen."),
        State.FAILED: _("Den kom inte iväg till %(owner)s."),
        State.SENT: _("%(owner)s har fått den och har inte svarat."),
        State.RECEIVED: _("%(owner)s har tagit emot den."),
        State.PLANNED: _("%(owner)s har planerat åtgärden."),
        State.FIXED: _("%(owner)s har åtgärdat den."),
        State.NOT_OURS: _("%(owner)s säger att den inte är deras."),
        State.WITHDRAWN: _("Den lämnas inte över."),
    }
    return sentences[State(referral.state)] % {"owner": owner}


@dataclass(frozen=True)
class Line:
    """One line of history. `owner` is whom it was about, where that is not the present one."""

    at: datetime
    icon: str
    design_state: str
    sentence: str
    detail: str
    actor: str


def lines_of(events: Iterable[ReferralEvent]) -> list[Line]:
    return [
        Line(
            at=event.at,
            icon=ICONS[event.kind],
            design_state=DESIGN_STATES[event.state],
            sentence=f"{event.get_kind_display().capitalize()}, {event.get_door_display()}.",
            detail=event.detail,
            actor=str(event.actor) if event.actor else "",
        )
        for event in events
    ]
