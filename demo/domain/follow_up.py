"""What the follow-up is made of: the nights that have been are walked and told of, and the town has said its own."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from fieldwork.domain.follow_up.frozen import freeze
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.words import write_words
from fieldwork.domain.logs.filing import file_log
from fieldwork.domain.logs.words import Happened, LogWords
from fieldwork.domain.surveys.figures import Answer, enter_answer
from fieldwork.domain.surveys.lists import STANDARD_QUESTION
from fieldwork.domain.walks.coming_home import come_home
from fieldwork.domain.walks.starting import check_out
from fieldwork.enums import ContactKind, Met, Mood, OccurrenceKind
from fieldwork.queries.follow_up import Scope
from scheduling.domain.origins import Origin
from scheduling.enums import ON_CREW, Door, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.models import Municipality, User

SEED = 1893
BY_SELF = Origin(Door.PERSONAL)
AN_HOUR_LATER, EARLY_HOME = timedelta(hours=1), timedelta(minutes=25)
ASKED_FOR = timedelta(days=6)  # a log that is missing for longer than this is not asked for when the demo starts
NEVER_TOLD, NEVER_CHECKED_OUT = 1, 2  # of the nights that have been, from the first
MOODS = (Mood.CALM, Mood.CALM, Mood.LIVELY, Mood.CALM, Mood.UNEASY)
METS = (Met.UP_TO_30, Met.UP_TO_10, Met.UP_TO_60, Met.UP_TO_30, Met.MORE)
HAPPENED = (
    (),
    (Happened(OccurrenceKind.PARTY, 2), Happened(OccurrenceKind.ALCOHOL, 3)),
    (Happened(OccurrenceKind.VEHICLES, 2),),
    (Happened(OccurrenceKind.HELPED, 1), Happened(OccurrenceKind.CALMED, 1)),
    (Happened(OccurrenceKind.ALCOHOL, 2), Happened(OccurrenceKind.FIGHT, 1)),
)
CONTACTS: tuple[dict[str, int], ...] = (
    {},
    {ContactKind.HOSTS: 1},
    {ContactKind.POLICE: 1},
    {},
    {ContactKind.GUARDS: 1, ContactKind.HOSTS: 2},
)
SURVEY = "Trygghetsmätningen"
SAFE = {  # percent who feel safe, by district; empty is the whole town
    "": {2022: "64.0", 2023: "65.5", 2024: "66.0", 2025: "69.0"},
    "Vårby": {2022: "51.0", 2023: "50.5", 2024: "54.0", 2025: "60.5"},
    "Flemingsberg": {2022: "55.0", 2023: "56.0", 2024: "57.5", 2025: "59.0"},
    "Skogås": {2022: "62.5", 2023: "61.0", 2024: "63.0", 2025: "64.5"},
}
WORDS = {
    "problem": "Unga samlas vid Vårby centrum och i tunneln mot Masmo på fredagar och lördagar efter tio. "
    "Boende säger att de tar omvägar.",
    "measures": "Två grupper i Vårby varje fredag, en i varje annan kommundel. Värdarna går samma kvällar, och trasig "
    "belysning lämnas över samma natt.",
    "outcome": "",
}
FROZEN_AGO = timedelta(days=2)


def load_follow_up(town: Municipality, *, now: datetime) -> None:
    """After all that plans nights. One log comes in after a report was frozen, so that its figures have moved."""
    chance = random.Random(SEED)
    over = Shift.objects.filter(association__municipality=town, state=ShiftState.DONE, walk=None, log=None)
    nights = list(over.select_related("association", "route").order_by("starts_at", "pk"))
    for number, shift in enumerate(nights):
        is_old = shift.ends_at < now - ASKED_FOR
        if number == NEVER_CHECKED_OUT and is_old:
            continue
        walk_night(shift, chance, loses_one=number == 0)
        if not (number == NEVER_TOLD and is_old) and shift != nights[-1]:
            tell_night(shift, number)
    load_surveys(town, now=now)
    load_words_and_report(town, now=now)
    for shift in nights[-1:]:
        tell_night(shift, len(nights))


def walk_night(shift: Shift, chance: random.Random, *, loses_one: bool) -> None:
    """The group goes out some minutes after the start and comes home together, or one of them a while before."""
    crew = crew_of(shift)
    here = crew[:-1] if loses_one and len(crew) > shift.crew_safe else crew
    if len(here) < shift.crew_safe:
        return
    leader = next((one.volunteer for one in here if one.is_leader), here[0].volunteer)
    out_at = shift.starts_at + timedelta(minutes=chance.randrange(2, 12))
    rows = check_out(shift, here, origin=BY_SELF, by=leader, now=out_at).new
    home_at = shift.ends_at + timedelta(minutes=chance.randrange(-15, 10))
    first = rows[-1:] if len(rows) > shift.crew_safe and chance.random() < 1 / 4 else []
    walk = rows[0].walk
    if first:
        come_home(walk, first, origin=BY_SELF, by=first[0].volunteer, now=home_at - EARLY_HOME)
    come_home(walk, rows, origin=BY_SELF, by=leader, now=home_at)


def crew_of(shift: Shift) -> list[Attendance]:
    crew = shift.attendances.filter(state__in=ON_CREW).select_related("volunteer")
    return list(crew.order_by("-is_leader", "pk"))


def tell_night(shift: Shift, number: int) -> None:
    """The leader's two minutes. The same night has the same log in every demo town."""
    crew = crew_of(shift)
    if not crew:
        return
    at = number % len(MOODS)
    words = LogWords(
        started_at=shift.starts_at,
        ended_at=shift.ends_at,
        route=shift.route_id,
        mood=MOODS[at],
        met=METS[at],
        debrief_held=at != 1,
        occurrences=HAPPENED[at],
        contacts=CONTACTS[at],
    )
    key = UUID(int=shift.uuid.int ^ SEED, version=4)
    file_log(shift, words, client_key=key, origin=BY_SELF, by=crew[0].volunteer, now=shift.ends_at + AN_HOUR_LATER)


def load_surveys(town: Municipality, *, now: datetime) -> None:
    districts = {district.name: district.pk for district in town.districts.all()}
    for name, years in SAFE.items():
        for year, percent in years.items():
            answer = Answer(districts.get(name), year, STANDARD_QUESTION, Decimal(percent), SURVEY)
            enter_answer(town, answer, origin=coordinator_of(town), now=now)


def load_words_and_report(town: Municipality, *, now: datetime) -> None:
    period = Period.half_year_of(now.astimezone(town.zone).date())
    origin = coordinator_of(town)
    write_words(town, period, **WORDS, origin=origin, now=now - FROZEN_AGO)
    name = "Lägesrapport till nämnden"
    freeze(Scope(town), period, name=name, scope_words=town.name, origin=origin, now=now - FROZEN_AGO)


def coordinator_of(town: Municipality) -> Origin:
    return Origin(Door.PAGE, actor=User.objects.filter(roles__municipality=town).order_by("pk").first())
