"""One group as a card of the board: state as colour, shape and word, and what one can do about it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.tonight.groups import Group, Walker
from fieldwork.enums import FieldEventKind
from fieldwork.enums.tonight import EXPECTED, ON_THE_WAY, GroupState
from fieldwork.models import HostDuty
from fieldwork.queries.tonight import Heard
from scheduling.domain.number_words import listed
from volunteers.domain import calendar_words

_S = GroupState
# The design's states and the icon of each; what waits for its time is quiet.
LOOKS: dict[str, tuple[str, str]] = {
    _S.PANIC: ("overdue", "alarm"),
    _S.OVERDUE: ("overdue", "alarm"),
    _S.NOT_OUT: ("missing", "gap"),
    _S.NEVER_OUT: ("missing", "noshow"),
    _S.DUE: ("checked-in", "lantern-lit"),
    _S.GATHERING: ("waiting", "wait"),
    _S.OUT: ("checked-in", "lantern-lit"),
    _S.LATER: ("waiting", "clock"),
    _S.HOME: ("home", "home"),
    _S.CANCELLED: ("declined", "x"),
}
LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Card:
    """`trouble` is a sentence that must not be missed, `quote` what the group last wrote; `number` is whom to ring."""

    key: str
    look: str
    icon: str
    title: str
    count: str
    word: str
    since: str
    lines: tuple[str, ...]
    quote: str = ""
    trouble: str = ""
    number: str = ""
    called: str = ""
    address: str = ""
    has_ladder: bool = False


def card_of(group: Group, *, language: str) -> Card:
    look, icon = LOOKS[group.state]
    leader = group.leader
    return Card(
        key=str(group.shift.pk),
        look=look,
        icon=icon,
        title=group.shift.place,
        count=count_words(group),
        word=str(GroupState(group.state).label),
        since=since_words(group, language),
        lines=(_leader_line(leader), *_heard_line(group, language), *_log_line(group)),
        quote=_quote(group.heard) if group.state in ON_THE_WAY else "",
        trouble=unsafe_words(group) if group.is_unsafe else "",
        number=leader.mobile if leader and group.state in ON_THE_WAY | EXPECTED | {_S.NEVER_OUT} else "",
        called=first_name(leader) if leader else "",
        address=night_address(group),
        has_ladder=bool(group.alarms),
    )


def night_address(group: Group) -> str:
    return reverse("fieldwork:night", args=[group.shift.pk])


def first_name(walker: Walker) -> str:
    return walker.name.split()[0] if walker.name.split() else walker.name


def count_words(group: Group) -> str:
    """3 ute, 1 hemma · alla 5 · 4 klara"""
    out, came = len(group.out), len(group.came)
    if out:
        words = _("%(count)s ute") % {"count": out}
        return words if came == out else _("%(out)s, %(count)s hemma") % {"out": words, "count": came - out}
    if came:
        return _("alla %(count)s") % {"count": came}
    if group.state == _S.CANCELLED:
        return ""
    count = group.shift.confirmed_count
    return ngettext("%(count)s klar", "%(count)s klara", count) % {"count": count}


def since_words(group: Group, language: str) -> str:
    """Beside the word of the state: sedan 00.30 · till 01.00 · 00.24"""

    def at(moment: datetime) -> str:
        return calendar_words.clock(moment, zone=group.zone, language=language)

    match group.state:
        case _S.PANIC:
            opened = [alarm.opened_at for alarm in group.alarms if not alarm.is_drill]
            words = _("sedan %(time)s") % {"time": at(min(opened))} if opened else ""
        case _S.OVERDUE:
            words = _("sedan %(time)s") % {"time": at(group.due_home_at)}
        case _S.DUE:
            words = _("skulle vara hemma %(time)s") % {"time": at(group.due_home_at)}
        case _S.OUT:
            words = _("till %(time)s") % {"time": at(group.due_home_at)}
        case _S.HOME:
            words = at(group.home_at) if group.home_at else ""
        case _S.CANCELLED:
            words = group.shift.cancel_reason
        case _S.GATHERING | _S.LATER:
            words = _("går %(time)s") % {"time": at(group.shift.starts_at)}
        case _:
            words = _("skulle gå %(time)s") % {"time": at(group.shift.starts_at)}
    return words


def unsafe_words(group: Group) -> str:
    if group.out:
        return ngettext("Bara %(count)s ute", "Bara %(count)s ute", len(group.out)) % {"count": len(group.out)}
    return _("För få för att gå: %(count)s av %(least)s") % {
        "count": group.shift.confirmed_count,
        "least": group.shift.crew_safe,
    }


def _leader_line(leader: Walker | None) -> str:
    if leader is None:
        return _("Ingen ledare")
    return (_("Ledare %(name)s") if leader.is_leader else _("Utan ledare, ring %(name)s")) % {"name": leader.name}


def _heard_line(group: Group, language: str) -> tuple[str, ...]:
    if group.heard is None or group.state not in ON_THE_WAY:
        return ()
    at = calendar_words.clock(group.heard.at, zone=group.zone, language=language)
    words = _("Senast hörd %(time)s") % {"time": at}
    if not group.heard.kind or group.heard.words:
        return (words,)
    return (f"{words}: {FieldEventKind(group.heard.kind).label}",)


def _quote(heard: Heard | None) -> str:
    if heard is None:
        return ""
    words = " ".join(heard.words.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE]}…"


def _log_line(group: Group) -> tuple[str, ...]:
    if group.log is not None:
        return (_("Loggen är inskickad"),)
    return (_("Loggen är inte skriven än"),) if group.state == _S.HOME else ()


def host_card(duty: HostDuty, *, language: str) -> Card:
    """A team of safety hosts at work, beside the groups."""
    where = listed([district.name for district in duty.districts.all()]) or _("hela kommunen")
    until = calendar_words.clock(duty.ends_at, zone=duty.municipality.zone, language=language)
    return Card(
        key=f"vardar-{duty.pk}",
        look="checked-in",
        icon="lantern-lit",
        title=where[:1].upper() + where[1:],
        count=_("värdar"),
        word=str(_S.OUT.label),
        since=_("till %(time)s") % {"time": until},
        lines=(duty.name, _("Trygghetsvärdar i tjänst")),
        number=duty.number,
        called=_("värdarna"),
    )
