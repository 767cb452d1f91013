"""Words and drawings of the rota for templates: meters, people's lines, events, sketches.

`{% load rota %}` gives shift_row, facade_windows, person_line, event_line, kilometres, kronor, duration and told.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from messaging.enums import OutboundState
from scheduling.domain.board import CrewLook, Row, WeekOfFacade
from scheduling.domain.crew_list import Person, initials
from scheduling.domain.timeline import Line
from scheduling.enums import AttendanceState, Door, EventKind, Resolution
from volunteers.domain import calendar_words
from volunteers.templatetags.lykta import chip, pip

register = template.Library()
State = AttendanceState
Kind = EventKind


@lru_cache(maxsize=1024)
def signs(pips: tuple[str, ...]) -> SafeString:
    """The signs of a crew meter, without its words."""
    tick = mark_safe('<i class="tick"></i>')
    return format_html_join("", "{}", ((tick if name == "tick" else pip(name),) for name in pips))


# A board has hundreds of rows: this one string a row takes a tenth of the time of a template's loop body.
ROW = (
    '<article class="shift" id="pass-{pk}" data-state="{state}">'
    '<h4><a id="till-{pk}" href="{here}/{pk}">{title}</a> <time>{clock}</time></h4>'
    '{crew}<p class="org">{association}</p><p class="who">{leaders}{others}{no_leader}{handing}</p></article>'
)


@register.simple_tag
def shift_row(row: Row, here: str) -> SafeString:
    """One shift of the board; `here` is the board's own address."""
    return format_html(
        ROW,
        pk=row.pk,
        state=row.crew.state,
        here=here,
        title=row.title,
        clock=f"{row.clock} ({row.length})" if row.length else row.clock,
        crew=crew_signs(row.crew),
        association=row.association,
        leaders=format_html("<b>{}</b> ({})", row.leaders, _("ledare")) if row.leaders else "",
        others=row.others,
        no_leader=format_html(" · <b>{}</b>", _("Ledare saknas")) if row.crew.says_no_leader else "",
        handing=format_html(" · <b>{}</b>", _("En vill lämna över sin plats")) if row.hands_over else "",
    )


@lru_cache(maxsize=1024)
def crew_signs(crew: CrewLook) -> SafeString:
    """Chip and meter, which many shifts share. The words are in the look, so each language has its own."""
    return format_html(
        '{}<div class="meter"><span class="sr">{}</span>{}<span aria-hidden="true">{}</span></div>',
        chip(crew.state, crew.chip),
        crew.sentence,
        signs(crew.pips),
        crew.count,
    )


@register.simple_tag
def facade_windows(week: WeekOfFacade) -> SafeString:
    window = '<use href="#w-{}" x="{}" y="{}" width="20" height="14"/>'
    return format_html_join("", window, ((one.name, one.x, one.y) for one in week.windows))


@register.filter
def kilometres(metres: int | None) -> str:
    """4,2 km, in English 4.2 km; below a kilometre 850 m."""
    if not metres:
        return ""
    if metres < 1000:  # noqa: PLR2004 - a kilometre
        return f"{metres} m"
    return f"{metres / 1000:.1f} km".replace(".", "." if (get_language() or "sv").startswith("en") else ",")


@register.filter
def kronor(amount: Decimal) -> str:
    """1 250,40 kr, in English 1 250.40 kr."""
    said = f"{amount:,.2f}".replace(",", " ")
    return f"{said if (get_language() or 'sv').startswith('en') else said.replace('.', ',')} kr"


@register.filter
def duration(minutes: int) -> str:
    """4 timmar 30 min"""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return calendar_words.length(start, start + timedelta(minutes=minutes), language=get_language() or "sv")


@register.simple_tag
def person_line(person: Person, now: datetime, zone: tzinfo) -> SafeString:
    """What was last said to or by someone: Ledare · svarade "JA" lör 10 okt."""
    turn = _("Nummer %(place)s på reservlistan") % {"place": person.in_queue} if person.in_queue else ""
    parts = [word for word in (turn, _("Ledare") if person.is_leader else "", person.instead_of) if word]
    parts += [part for part in (*answer_words(person, now, zone), waiting_words(person, now, zone)) if part]
    first, *rest = parts or [""]
    return format_html("{}{}", first, format_html_join("", " · {}", ((lower_first(part),) for part in rest)))


def lower_first(part: str | SafeString) -> str | SafeString:
    """After the first, each part goes on in the same line."""
    lowered = part[:1].lower() + part[1:]
    return mark_safe(lowered) if isinstance(part, SafeString) else lowered  # noqa: S308 - was safe, one letter changed


SOON = timedelta(minutes=10)  # what waits no longer than this to be gathered is as good as on its way


def waiting_words(person: Person, now: datetime, zone: tzinfo) -> str:
    """Until when the last text waits, for quiet hours or the day's cap; a question for its day says so itself."""
    text = person.attendance.last_text
    if text is None or text.state != OutboundState.QUEUED or text.due_at <= now + SOON:
        return ""
    if person.attendance.asked_at is not None and person.attendance.asked_at > now:
        return ""
    when = calendar_words.day_and_clock(text.due_at, now=now, zone=zone, language=get_language() or "sv")
    return _("Sms:et väntar till %(when)s") % {"when": when}


def answer_words(person: Person, now: datetime, zone: tzinfo) -> list[str | SafeString]:
    attendance = person.attendance
    state = State(attendance.state)

    def when(moment: datetime | None) -> str:
        if moment is None:
            return ""
        return calendar_words.day_and_clock(moment, now=now, zone=zone, language=get_language() or "sv")

    if state == State.ASKED:
        is_ahead = attendance.asked_at is not None and attendance.asked_at > now
        asked = (_("Får frågan %(when)s") if is_ahead else _("Frågad %(when)s")) % {"when": when(attendance.asked_at)}
        until = _("Svar senast %(when)s") % {"when": when(attendance.confirm_by)} if attendance.confirm_by else ""
        return [asked, until]
    if attendance.last_answer and attendance.answered_at and state != State.WITHDRAWN:
        written_at, body = attendance.last_answer.received_at, attendance.last_answer.body
        if written_at > attendance.answered_at:  # something else since, which moved nothing
            said = format_html(_("Skrev <q>{answer}</q> {when}"), answer=body, when=when(written_at))
        else:
            said = format_html(_("Svarade <q>{answer}</q> {when}"), answer=body, when=when(attendance.answered_at))
        reminded = _("Påmind %(when)s") % {"when": when(attendance.reminded_at)} if attendance.reminded_at else ""
        return [said, reminded]
    words = {
        State.CONFIRMED: _("Sa ja %(when)s") % {"when": when(attendance.confirmed_at)},
        State.ATTENDED: _("Gick med"),
        State.WAITING: _("Väntar sedan %(when)s") % {"when": when(attendance.waiting_since)},
        State.DECLINED: _("Sa nej %(when)s") % {"when": when(attendance.updated_at)},
        State.LAPSED: _("Fick frågan %(when)s") % {"when": when(attendance.asked_at)},
        State.WITHDRAWN: _("Togs bort %(when)s") % {"when": when(attendance.updated_at)},
        State.NO_SHOW: _("Kom inte"),
    }
    return [words[state]]


@register.simple_tag
def event_line(line: Line) -> SafeString:
    """One line of the history as a sentence: who, what, in whose words, by which door."""
    if line.answer and line.names:
        return said_sentence(line)
    sentence = format_html("{}", event_sentence(line)) if not line.names else people_sentence(line)
    return format_html("{}{}", sentence, by_words(line))


def said_sentence(line: Line) -> SafeString:
    ends = {
        Kind.CONFIRMED: _("och är med."),
        Kind.WAITING: _("och står på reservlistan, för gruppen är full."),
        Kind.DECLINED: _("och kan inte."),
        Kind.LATE: _("och blir sen."),
        Kind.TOLD: _("Ledaren ser det."),
        Kind.ASKED_AGAIN: _("Kvällen hade ändrats, så frågan ställdes igen."),
        Kind.HANDING_OVER: _("och står kvar tills någon tar över."),
        Kind.KEPT: _("och behåller sin plats."),
        Kind.TOOK_OVER: _("och är med, %(detail)s.") % {"detail": line.detail},
        Kind.SWAPPED: _("och bytte kväll."),
        Kind.LAPSED: _("men platsen var redan tagen."),
    }
    end = ends.get(line.kind, _("Det går inte att läsa som ja eller nej."))
    return format_html(_("<b>{name}</b> svarade <q>{answer}</q> {end}"), name=line.names, answer=line.answer, end=end)


def people_sentence(line: Line) -> SafeString:
    one = line.count == 1
    sentences = {
        Kind.ASKED: _("<b>{name}</b>: {detail}.") if line.detail else _("Frågan gick ut till <b>{name}</b>."),
        Kind.ASKED_AGAIN: _("<b>{name}</b> hade inte svarat och fick frågan en gång till."),
        Kind.THANKED: _("Tack skickat till <b>{name}</b>, med frågan hur det gick."),
        Kind.REMINDED: _("Påminnelse skickad till <b>{name}</b>."),
        Kind.CONFIRMED: _("<b>{name}</b> är med."),
        Kind.PROMOTED: _("<b>{name}</b> fick plats från reservlistan."),
        Kind.DECLINED: _("<b>{name}</b> kan inte. Platsen är ledig igen."),
        Kind.WAITING: _("<b>{name}</b> står på reservlistan."),
        Kind.LAPSED: _("<b>{name}</b>: {detail}.") if line.detail else _("<b>{name}</b> svarade inte i tid."),
        Kind.WITHDRAWN: _("<b>{name}</b> togs bort.") if one else _("<b>{name}</b> är inte längre tillfrågade."),
        Kind.ATTENDED: _("<b>{name}</b> gick med."),
        Kind.NO_SHOW: _("<b>{name}</b> kom inte."),
        Kind.CHANGED: _("<b>{name}</b> {detail}."),
        Kind.UNCLEAR: _("<b>{name}</b> svarade något som inte är ja eller nej."),
        Kind.LATE: _("<b>{name}</b> blir sen."),
        Kind.NEWS: _("<b>{name}</b> fick veta vad som är nytt."),
        Kind.CALLED: _("<b>{name}</b> blev uppringd: {detail}."),
        Kind.EXCEPTED: _("<b>{name}</b> fick undantag: {detail}."),
        Kind.HANDING_OVER: _("<b>{name}</b> vill lämna över sin plats och står kvar tills någon tar över."),
        Kind.KEPT: _("<b>{name}</b> behåller sin plats: {detail}.")
        if line.detail
        else _("<b>{name}</b> behåller sin plats."),
        Kind.HANDED_OVER: _("<b>{name}</b> har lämnat över sin plats."),
        Kind.TOOK_OVER: _("<b>{name}</b> är med, {detail}."),
        Kind.NOT_TAKEN: _("Ingen kunde ta över efter <b>{name}</b>, som står kvar."),
        Kind.SWAP_ASKED: _("<b>{name}</b> fick frågan: {detail}."),
        Kind.SWAPPED: _("<b>{name}</b> är med efter ett byte."),
    }
    words = sentences.get(line.kind, "<b>{name}</b> {label}.")
    return format_html(words, name=line.names, detail=line.detail, label=line.kind.label)


def event_sentence(line: Line) -> str:
    detail = {"detail": line.detail}
    sentences = {
        Kind.PLANNED: _("Passet planerades som utkast."),
        Kind.PUBLISHED: _("Passet publicerades."),
        Kind.CHANGED: _("Passet ändrades: %(detail)s.") % detail if line.detail else _("Passet ändrades."),
        Kind.CANCELLED: _("Passet ställdes in. %(detail)s") % detail,
        Kind.MESSAGED: _("Sms till gruppen: %(detail)s") % detail,
        Kind.WISHED: _("Önskemål om närvaro: %(detail)s.") % detail,
        Kind.FILLING: _("Frågor i tur och ordning: %(detail)s.") % detail,
        Kind.UNDECIDED: _("Kvällen måste avgöras: %(detail)s.") % detail,
        Kind.DECIDED: _("Beslut: %(detail)s.") % detail,
        Kind.REGROUPED: _("Grupperna ändrades: %(detail)s.") % detail,
        Kind.STARTED: _("Gruppen gick ut."),
        Kind.FINISHED: _("Kvällen är slut."),
    }
    return sentences.get(line.kind, str(line.kind.label)).strip()


def by_words(line: Line) -> str:
    """Who did it, when a person did it on a page; the phone is named because nobody sees a text then."""
    if line.door == Door.PHONE:
        return " " + (_("På telefon, enligt %(who)s.") % {"who": line.actor} if line.actor else _("På telefon."))
    if line.door == Door.OPEN and line.kind in {Kind.CONFIRMED, Kind.WAITING}:
        return " " + _("Anmälde sig själv.")
    return f" {line.actor}." if line.actor and line.door == Door.PAGE else ""


@register.filter
def face(name: str) -> str:
    """The letters that stand for a person before their line."""
    return initials(name)


@register.filter
def resolution_words(resolution: str) -> str:
    """What was made of a text in the inbox."""
    return str(Resolution(resolution).label) if resolution in Resolution.values else ""


@register.filter
def told(count: int) -> str:
    """How many get a text."""
    return ngettext("%(count)s person får sms direkt.", "%(count)s personer får sms direkt.", count) % {"count": count}
