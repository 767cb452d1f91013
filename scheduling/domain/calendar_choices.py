"""What an association lets its calendars say: first names of those who walk, and which nights everybody may see."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.enums import CalendarFreedom, ShiftState
from scheduling.models import CalendarChoice, CalendarChoiceEvent, Shift
from volunteers.models import Association, User

Freedom = CalendarFreedom
FIELDS = {Freedom.FIRST_NAMES: "shows_first_names", Freedom.EVERY_NIGHT: "opens_every_night"}


@dataclass(frozen=True)
class ChoiceLine:
    """One thing that somebody chose, in words; `actor` is empty when it is not known any more."""

    words: str
    actor: str
    at: datetime


def choice_of(association: Association) -> CalendarChoice:
    """The choice that holds; one that is not saved where nobody has chosen anything."""
    saved = CalendarChoice.objects.filter(association=association.pk).first()
    return saved or CalendarChoice(association=association)


def opening_words(shift: Shift) -> tuple[str, str]:
    """That everybody may see the night, and why where it was not opened by itself. Empty for one that is not open."""
    choice = getattr(shift.association, "calendar_choice", None)
    opens_every_night = choice is not None and choice.opens_every_night
    if shift.state == ShiftState.CANCELLED or not (shift.is_open or opens_every_night):
        return "", ""
    is_draft = shift.state == ShiftState.DRAFT
    words = _("Står i den öppna kalendern när passet är publicerat") if is_draft else _("Står i den öppna kalendern")
    return words, _("Föreningen öppnar alla sina kvällar.") if opens_every_night else ""


@transaction.atomic
def choose_calendar(
    association: Association, *, shows_first_names: bool, opens_every_night: bool, by: User | None, now: datetime
) -> list[CalendarChoiceEvent]:
    """Let the association's calendars say this from now on. Returns what changed by it; what was so already is nothing.

    Calendars follow when they next ask, and nobody is texted.
    """
    Association.objects.select_for_update().get(pk=association.pk)  # there may be no choice to lock yet
    choice = choice_of(association)
    wanted = {Freedom.FIRST_NAMES: shows_first_names, Freedom.EVERY_NIGHT: opens_every_night}
    changed = [freedom for freedom, is_given in wanted.items() if getattr(choice, FIELDS[freedom]) != is_given]
    if not changed:
        return []
    for freedom in changed:
        setattr(choice, FIELDS[freedom], wanted[freedom])
    if Freedom.FIRST_NAMES in changed:
        choice.names_chosen_at = now
    choice.save()
    return CalendarChoiceEvent.objects.bulk_create(
        CalendarChoiceEvent(association=association, freedom=freedom, is_given=wanted[freedom], actor=by, at=now)
        for freedom in changed
    )


def choice_history(association: Association) -> list[ChoiceLine]:
    """Newest first. One query."""
    events = CalendarChoiceEvent.objects.filter(association=association.pk).select_related("actor")
    return [ChoiceLine(words_of(event), str(event.actor) if event.actor else "", event.at) for event in events]


def words_of(event: CalendarChoiceEvent) -> str:
    return {
        (Freedom.FIRST_NAMES, True): _("Förnamn visas i kalendrarna."),
        (Freedom.FIRST_NAMES, False): _("Inga namn visas längre."),
        (Freedom.EVERY_NIGHT, True): _("Alla publicerade kvällar är öppna."),
        (Freedom.EVERY_NIGHT, False): _("Bara de kvällar som öppnas en och en är öppna."),
    }[Freedom(event.freedom), event.is_given]
