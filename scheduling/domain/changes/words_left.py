"""What a text about several nights still has to say when it leaves, which may be hours after it was written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from messaging.models import OutboundMessage
from scheduling.domain.changes.many_nights import Saying, words_of
from scheduling.domain.telling import leader_of
from scheduling.models import Attendance

WhyUnwanted = Callable[[OutboundMessage, Attendance | None, datetime], str]


def words_left(
    carriers: Sequence[OutboundMessage],
    abouts: Mapping[int, Sequence[Attendance | None]],
    *,
    why_unwanted: WhyUnwanted,
    now: datetime,
) -> dict[int, str]:
    """By the key of each text of which some has lost its point since: the words that are left, "" where none are.

    `expects` says how many nights its words tell of. Those of a text that has been tried are settled. One query, and
    one more for each piece of news that is written anew.
    """
    untried = {text.pk: text for text in carriers if text.attempts == 0}
    parts: dict[int, list[OutboundMessage]] = {pk: [] for pk in untried}
    for part in OutboundMessage.objects.filter(merged_into__in=untried).order_by("pk") if untried else []:
        if part.merged_into_id is not None:
            parts[part.merged_into_id].append(part)
    left: dict[int, str] = {}
    for pk, text in untried.items():
        nights = {one.uuid: one for one in abouts[pk] if one is not None}
        told = [(part, nights.get(part.about) if part.about else None) for part in parts[pk]]
        wanted = [(part, night) for part, night in told if not why_unwanted(part, night, now)]
        if len(wanted) != int(text.expects):
            sayings = [_saying(part, night) for part, night in wanted if night is not None]
            left[pk] = words_of(sayings) if sayings else ""
    return left


def _saying(part: OutboundMessage, night: Attendance) -> Saying:
    if part.kind != "news":
        return Saying(night, part.kind)
    words = {"leader": leader_of(night.shift), "note": night.shift.note, "leads": night.is_leader}
    return Saying(night, part.kind, words)
