"""When something got the name it has: what has been told of it elsewhere, as in calendars, is then told anew."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar

from volunteers.models import Association, District, Municipality, Volunteer

Named = TypeVar("Named", Association, District, Municipality, Volunteer)


def revised(
    row: Named, facts: Mapping[str, object], *, named_by: Collection[str], also: Collection[str] = (), now: datetime
) -> Named:
    """The locked row with these values, written; `named_at` follows those it is called by.

    `also` are fields that follow from others when the row is cleaned.
    Raises ValidationError for what does not hold.
    """
    is_renamed = any(getattr(row, name) != facts[name] for name in named_by if name in facts)
    for name, value in facts.items():
        setattr(row, name, value)
    row.named_at = now if is_renamed else row.named_at
    row.full_clean()
    row.save(update_fields=[*facts, *also, "named_at"])
    return row
