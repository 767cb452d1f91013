"""What a call does, in TwiML (https://www.twilio.com/docs/voice/twiml): what is said, and which key is waited for."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

KEY_WAIT = 8  # seconds after the last word


def say(sentences: Sequence[str], *, voice: str) -> str:
    """Say it and hang up. `voice` is a language as the provider names it, such as sv-SE."""
    response = ET.Element("Response")
    for sentence in sentences:
        _say(response, sentence, voice=voice)
    return _write(response)


def ask_for_key(question: str, *, told_at: str, unanswered: str, voice: str) -> str:
    """Ask twice for one key, which is told at an address; then say that none was heard and hang up."""
    response = ET.Element("Response")
    for _time in range(2):
        gather = ET.SubElement(
            response, "Gather", input="dtmf", numDigits="1", timeout=str(KEY_WAIT), action=told_at, method="POST"
        )
        _say(gather, question, voice=voice)
    _say(response, unanswered, voice=voice)
    return _write(response)


def _say(parent: ET.Element, sentence: str, *, voice: str) -> None:
    ET.SubElement(parent, "Say", language=voice).text = sentence


def _write(response: ET.Element) -> str:
    """Letters beyond ASCII by their numbers, so that no header needs to say how they are encoded."""
    return str(ET.tostring(response, encoding="us-ascii"), "ascii")
