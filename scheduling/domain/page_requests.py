"""The word SIDA by text brings the link to one's own page."""

from messaging.domain.personal_links import PAGE_MARK
from messaging.enums import OutboundState
from scheduling.domain.answers import Meaning
from scheduling.domain.incoming import Incoming, reply
from scheduling.domain.personal_links import is_enough, open_in_text
from scheduling.domain.strays import owners_of, tell_of_pause
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer

PAGE, PAGE_ENOUGH = "page", "page_enough"


def send_page(incoming: Incoming) -> str:
    """Answer with the link, one text for each who has the number. The outcome; nothing when another thing was meant.

    Someone unknown is answered as any stranger.
    """
    if incoming.answer.meaning != Meaning.PAGE:
        return ""
    people = owners_of(incoming.number)
    asked = [one for one in people if one.state == VolunteerState.ACTIVE]
    if people and not asked:
        return tell_of_pause(incoming, people[0])
    for person in asked:
        _send(incoming, person)
    return PAGE if asked else ""


def _send(incoming: Incoming, person: Volunteer) -> None:
    kind = PAGE_ENOUGH if is_enough(person, now=incoming.now) else PAGE
    text = reply(
        incoming,
        kind,
        language=person.text_language,
        name=person.first_name,
        of=str(person.pk),
        link=PAGE_MARK,
    )
    if kind == PAGE and text.state != OutboundState.DROPPED:
        open_in_text(text, person, now=incoming.now)
