"""Asking which night was meant, and understanding "1" or "1 och 3" also much later."""

import re
from collections.abc import Sequence

from messaging.models import OutboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.answers import Meaning
from scheduling.domain.inbox import put_in_inbox
from scheduling.domain.incoming import Incoming, reply
from scheduling.enums import AttendanceState, Concern, Resolution
from scheduling.models import Attendance

ASKS_OTHERS = "ask_others"  # in the key of a question which night somebody else is to be asked for
WHICH, WHICH_PERSON, STANDING = "which", "which_person", "standing"
PLAIN_NO = frozenset({Meaning.NO, Meaning.WITHDRAW})
OFF = frozenset({AttendanceState.DECLINED, AttendanceState.LAPSED})
AS_SAID = {Meaning.YES: frozenset({AttendanceState.CONFIRMED}), Meaning.NO: OFF, Meaning.WITHDRAW: OFF}
CAN_BE_RECALLED = {Meaning.YES: Meaning.YES, Meaning.NO: Meaning.NO, Meaning.WITHDRAW: Meaning.NO}
OFFERED = re.compile(r"\b(\d{1,2}): ")  # a code in the words of an ask-back
NAME_LENGTH = 10


def ask_which(incoming: Incoming, chosen: Sequence[Attendance]) -> str:
    """Ask which of these nights, or which of those who share the phone. The outcome.

    What the answer meant stands in the question's key, so that a number alone can be understood when it comes.
    """
    meaning = CAN_BE_RECALLED.get(incoming.answer.meaning)
    is_shared = len({one.volunteer_id for one in chosen}) > 1
    kind = WHICH_PERSON if is_shared else WHICH
    language = chosen[0].volunteer.text_language
    text = reply(
        incoming,
        kind,
        language=language,
        of=ASKS_OTHERS if incoming.answer.asks_others else meaning.value if meaning else "",
        choices=_people(chosen, language) if is_shared else sms_texts.choice_words(chosen, language),
        example=chosen[0].reply_code,
        is_no=meaning == Meaning.NO,
        asks_others=incoming.answer.asks_others,
    )
    Attendance.objects.filter(pk__in=[one.pk for one in chosen]).update(last_answer=incoming.inbound, last_text=text)
    associations = {one.shift.association_id: one.shift.association for one in chosen}
    put_in_inbox(
        incoming.inbound,
        Concern.SHARED_NUMBER if is_shared else Concern.UNCLEAR,
        volunteer=None if is_shared else chosen[0].volunteer,
        association=chosen[0].shift.association if len(associations) == 1 else None,
        suggested=suggestion(incoming),
        now=incoming.now,
    )
    return WHICH


def stands_already(incoming: Incoming, meant: Sequence[Attendance]) -> bool:
    """Whether one person says yes to nights they are all on, or no to nights they are on none of."""
    states, people = {one.state for one in meant}, {one.volunteer_id for one in meant}
    as_said = AS_SAID.get(incoming.answer.meaning)
    return as_said is not None and states <= as_said and len(people) == 1 and not incoming.answer.tells


def say_how_it_stands(incoming: Incoming, meant: Sequence[Attendance]) -> str:
    """Nothing to ask about and nothing to move: they hear which nights they are on. The outcome."""
    language = meant[0].volunteer.text_language
    text = reply(
        incoming,
        STANDING,
        language=language,
        choices=sms_texts.choice_words(meant, language),
        example=meant[0].reply_code,
        is_no=incoming.answer.meaning in PLAIN_NO,
    )
    Attendance.objects.filter(pk__in=[one.pk for one in meant]).update(last_answer=incoming.inbound, last_text=text)
    return STANDING


def suggestion(incoming: Incoming) -> str:
    """What a leader may take the text to mean, where it leans one way."""
    match incoming.answer.meaning:
        case Meaning.YES | Meaning.YES_TELL:
            return Resolution.YES
        case Meaning.NO | Meaning.WITHDRAW:
            return Resolution.NO
        case Meaning.LATE:
            return Resolution.LATE
    return ""


def _people(chosen: Sequence[Attendance], language: str) -> str:
    """The people who share the phone, each with a code and a day: 1: Anna fre 16/10, 2: Per fre 16/10."""
    return ", ".join(
        f"{one.reply_code}: {sms_texts.clip(sms_texts.plain(one.volunteer.first_name), NAME_LENGTH)} "
        f"{sms_texts.shift_words(one.shift, language)['day']}"
        for one in chosen[: sms_texts.most_choices(language)]
    )


def named_by_number(incoming: Incoming, attendances: Sequence[Attendance]) -> tuple[Incoming, list[Attendance]]:
    """When only numbers came: the nights they name of those last asked back about, and what was said of them then.

    The nights are none when nothing was asked back, or a number names no night that could have been meant.
    """
    if not incoming.answer.is_choice:
        return incoming, []
    asked = _last_ask_back(incoming)
    if asked is None:
        return incoming, []
    meaning = next((one for one in (Meaning.YES, Meaning.NO) if f":{one.value}:" in asked.dedupe_key), None)
    if meaning is None and f":{ASKS_OTHERS}:" not in asked.dedupe_key:
        return incoming, []
    codes = set(incoming.answer.codes)
    offered = {int(number) for number in OFFERED.findall(asked.body)}
    named = [
        one
        for one in attendances
        if one.reply_code in codes & offered and (one.asked_at or one.created_at) <= asked.created_at
    ]
    if len(named) != len(codes):
        return incoming, []
    return incoming.meaning(meaning) if meaning else incoming.asking_others(), named


def _last_ask_back(incoming: Incoming) -> OutboundMessage | None:
    asked = OutboundMessage.objects.filter(to_number=incoming.number, kind__in=[WHICH, WHICH_PERSON])
    return asked.order_by("-created_at", "-pk").first()
