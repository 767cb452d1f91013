"""Requests as pages show them: one row for one matter, the state of each in a sentence, its history. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.number_words import capital, listed
from scheduling.domain.presence.places import place_words, position_words
from scheduling.enums import Door, PresenceEventKind, PresenceState, Urgency
from scheduling.models import PresenceEvent, PresenceRequest
from volunteers.domain import calendar_words

State = PresenceState
Kind = PresenceEventKind

DESIGN_STATES = {  # how the design language names the states: our turn to answer is the hourglass
    State.OPEN: "waiting",
    State.ALTERNATIVE: "asked",
    State.ACCEPTED: "confirmed",
    State.DECLINED: "declined",
    State.WITHDRAWN: "declined",
    State.EXPIRED: "declined",
}
LOOKS = {  # the colour and the icon of the design language
    Kind.ASKED: ("waiting", "pin"),
    Kind.JOINED: ("draft", "users"),
    Kind.SEPARATED: ("draft", "users"),
    Kind.ACCEPTED: ("confirmed", "check"),
    Kind.DECLINED: ("declined", "x"),
    Kind.OFFERED: ("asked", "ask"),
    Kind.TAKEN: ("confirmed", "check"),
    Kind.REFUSED: ("declined", "x"),
    Kind.WITHDRAWN: ("declined", "x"),
    Kind.EXPIRED: ("declined", "clock"),
    Kind.REOPENED: ("waiting", "swap"),
    Kind.MOVED: ("asked", "clock"),
}
URGENCIES = {Urgency.HIGH: 0, Urgency.NORMAL: 1, Urgency.LOW: 2}
BY_HAND = frozenset({Door.PHONE, Door.PAGE})  # whoever asked has no door of its own: the coordinator answers for it


@dataclass(frozen=True)
class Card:
    """One row of a list, for all of one matter that stand alike. `who` names everyone who asked."""

    pk: int
    title: str
    when: str
    reason: str
    who: str
    is_urgent: bool
    design_state: str
    state_label: str
    starts_at: datetime


def cards_of(requests: Iterable[PresenceRequest], *, language: str) -> list[Card]:
    """In the order given; each matter is shown as the first that came in of it."""
    alike: dict[tuple[object, str], list[PresenceRequest]] = {}
    for request in requests:
        alike.setdefault((request.matter, request.state), []).append(request)
    return [card_of(together, language=language) for together in alike.values()]


def by_urgency(cards: Iterable[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: (not card.is_urgent, card.starts_at, card.pk))


def card_of(together: list[PresenceRequest], *, language: str) -> Card:
    first = min(together, key=lambda one: one.pk)
    return Card(
        pk=first.pk,
        title=capital(place_words(first)),
        when=when_words(first, language=language),
        reason=str(first.get_category_display()),
        who=listed(list(dict.fromkeys(one.label for one in together))),
        is_urgent=any(one.urgency == Urgency.HIGH for one in together),
        design_state=DESIGN_STATES[State(first.state)],
        state_label=str(State(first.state).label),
        starts_at=min(one.starts_at for one in together),
    )


def when_words(request: PresenceRequest, *, language: str) -> str:
    """As on boards: fre 16 okt 21.00–23.00"""
    zone = request.municipality.zone
    day = calendar_words.night_short(request.starts_at, zone=zone, language=language)
    return f"{day} {calendar_words.span(request.starts_at, request.ends_at, zone=zone, language=language)}"


@dataclass(frozen=True)
class WishLine:
    """What the group that goes there is told: who wishes it, where, when and why. Never who wrote or answered it."""

    who: str
    title: str
    when: str
    reason: str
    text: str
    position: str


def wish_lines(requests: Iterable[PresenceRequest], *, language: str) -> list[WishLine]:
    return [
        WishLine(
            who=one.label,
            title=capital(place_words(one)),
            when=when_words(one, language=language),
            reason=str(one.get_category_display()),
            text=one.text,
            position=position_words(one),
        )
        for one in requests
    ]


def waiting_sentence(waiting: int, offered: int) -> tuple[str, str]:
    """What to do, and what others are to do: "2 önskemål väntar på svar.", "Ett förslag väntar på den som önskade."."""
    if waiting:
        first = ngettext("%(count)s önskemål väntar på svar.", "%(count)s önskemål väntar på svar.", waiting)
        headline = first % {"count": waiting}
    else:
        headline = _("Inget önskemål väntar på svar.")
    rest = ngettext(
        "%(count)s förslag väntar på den som önskade.", "%(count)s förslag väntar på dem som önskade.", offered
    )
    return headline, rest % {"count": offered} if offered else ""


def state_sentence(request: PresenceRequest) -> str:
    """The state of one request as its page begins."""
    sentences = {
        State.OPEN: _("Väntar på ditt svar."),
        State.ALTERNATIVE: _("Har fått ett förslag och ska svara."),
        State.ACCEPTED: _("En grupp kommer."),
        State.DECLINED: _("Har fått nej."),
        State.WITHDRAWN: _("Behövs inte längre."),
        State.EXPIRED: _("Tiden gick ut utan svar."),
    }
    return sentences[State(request.state)]


def is_by_hand(request: PresenceRequest) -> bool:
    return request.door in BY_HAND


@dataclass(frozen=True)
class Line:
    """One thing that happened to a request, or to several of one matter at once."""

    design_state: str
    icon: str
    sentence: str
    actor: str
    detail: str
    at: datetime


def history_lines(events: Iterable[PresenceEvent]) -> list[Line]:
    """Newest first, as the events come; what befell all of a matter is said once, with the names of all."""
    return [line_of(list(together)) for _key, together in groupby(events, key=lambda one: (one.kind, one.at))]


def line_of(events: list[PresenceEvent]) -> Line:
    first = events[0]
    state, icon = LOOKS[Kind(first.kind)]
    who = listed(list(dict.fromkeys(event.request.label for event in reversed(events))))
    actor = str(first.actor) if first.actor else ""
    return Line(state, icon, sentence_of(Kind(first.kind), who), actor, first.detail, first.at)


def sentence_of(kind: PresenceEventKind, who: str) -> str:
    sentences = {
        Kind.ASKED: _("%(who)s önskade närvaro."),
        Kind.JOINED: _("%(who)s lades ihop med det här, för det gäller samma sak."),
        Kind.SEPARATED: _("%(who)s togs isär och får ett eget svar."),
        Kind.ACCEPTED: _("%(who)s fick ja."),
        Kind.DECLINED: _("%(who)s fick nej."),
        Kind.OFFERED: _("%(who)s fick ett förslag."),
        Kind.TAKEN: _("%(who)s tackade ja till förslaget."),
        Kind.REFUSED: _("%(who)s tackade nej till förslaget."),
        Kind.WITHDRAWN: _("%(who)s behöver det inte längre."),
        Kind.EXPIRED: _("Tiden gick ut för %(who)s."),
        Kind.REOPENED: _("Svaret till %(who)s gäller inte längre. Önskemålet väntar igen."),
        Kind.MOVED: _("Passet till %(who)s fick ny tid eller rutt."),
    }
    return sentences[kind] % {"who": who}
