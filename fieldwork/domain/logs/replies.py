"""LOGG by text, for those without data: kept as any log, answered with what was kept and where to tell more."""

from dataclasses import replace
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from fieldwork.domain.logs.asking import page_in_text
from fieldwork.domain.logs.filing import file_log
from fieldwork.domain.logs.reading import LogText, read_log
from fieldwork.domain.logs.showing import begun_with
from fieldwork.domain.logs.words import LONGEST_NOTE, LogWords
from fieldwork.enums import Met
from fieldwork.exceptions import FieldworkError, PersonSeen
from fieldwork.queries.logs import nights_to_log
from messaging.domain.outbox import queue_sms
from messaging.enums import OutboundState
from scheduling.domain import sms_texts
from scheduling.domain.incoming import Incoming
from scheduling.domain.origins import Origin
from scheduling.domain.personal_links import is_enough, open_in_text
from scheduling.domain.text_kinds import text_kind
from scheduling.enums import Door
from scheduling.models import Attendance

SINCE = timedelta(days=3)  # after the end of a night
LOGGED, HOW = "logged", "log_how"
SPANS = {Met.NONE: "0", Met.UP_TO_10: "1-10", Met.UP_TO_30: "11-30", Met.UP_TO_60: "31-60", Met.MORE: "60+"}


def take_log(incoming: Incoming) -> str:
    """The outcome in a word; nothing for a text that tells of no night, or from somebody who has walked none lately."""
    told = read_log(incoming.inbound.body)
    if told is None:
        return ""
    place = _night_told_of(incoming)
    if place is None:
        return ""
    if told.is_bare:
        _answer(incoming, place, HOW)
        return HOW
    try:
        refused = _keep(incoming, place, told)
    except FieldworkError:
        _answer(incoming, place, HOW)
        return HOW
    _answer(incoming, place, LOGGED, met=SPANS.get(Met(told.met), "") if told.met else "", mood=told.mood, **refused)
    return LOGGED


def _night_told_of(incoming: Incoming) -> Attendance | None:
    """The last night that has no log yet; where all have one, the last."""
    nights = nights_to_log(incoming.number, since=SINCE, now=incoming.now)
    untold = [one for one in nights if not one.has_log]  # type: ignore[attr-defined]  # annotated by the query
    return next(iter([*untold, *nights]), None)


def _keep(incoming: Incoming, place: Attendance, told: LogText) -> dict[str, bool]:
    """The log is kept; a note that leads to a person is left out, and the answer says so.

    Raises FieldworkError when nothing can be kept.
    """
    words = replace(begun_with(place.shift), mood=told.mood, met=told.met, note=told.note[:LONGEST_NOTE])
    try:
        _file(incoming, place, words)
    except PersonSeen:
        bare = replace(words, note="")
        if not bare.is_empty:
            _file(incoming, place, bare)
        return {"is_note_refused": True, "is_kept": not bare.is_empty}
    return {"is_note_refused": False, "is_kept": True}


def _file(incoming: Incoming, place: Attendance, words: LogWords) -> None:
    file_log(
        place.shift,
        words,
        client_key=key_of(incoming),
        origin=Origin(Door.SMS, answer=incoming.inbound),
        by=place.volunteer,
        now=incoming.now,
    )


def key_of(incoming: Incoming) -> UUID:
    """The same however often the text is read."""
    return uuid5(NAMESPACE_URL, f"sms:{incoming.inbound.provider_sid}")


def _answer(incoming: Incoming, place: Attendance, kind: str, *, mood: str = "", **said: object) -> None:
    """With the way to the page of the log, unless the person has got as many links as anybody needs."""
    person, shift = place.volunteer, place.shift
    language = sms_texts.language_of(kind, person.text_language)
    has_link = not is_enough(person, now=incoming.now)
    body = sms_texts.write(
        kind,
        language=language,
        clipped={"place": shift.place},
        link=page_in_text(place) if has_link else "",
        mood=mood,
        **sms_texts.shift_words(shift, language),
        **said,
    )
    text = queue_sms(
        to_number=incoming.number,
        body=body,
        kind=kind,
        dedupe_key=f"{kind}:{place.pk}:{incoming.key}",
        now=incoming.now,
        priority=text_kind(kind).priority,
        lane=shift.association.municipality_id,
        payer=shift.association_id,
    )
    if has_link and text.state != OutboundState.DROPPED:
        open_in_text(text, person, now=incoming.now)
