"""A year of some towns, lived through the real verbs from a seed: planned, asked for, walked, told of and mended.

Nothing is written past the verbs, so what the follow-up says of it can be counted again from the bare rows. All that
happens is done in the order of its moments, whichever night it belongs to, and the clock's own jobs in between.
"""

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from math import inf
from random import Random
from time import perf_counter
from uuid import UUID
from zoneinfo import ZoneInfo

from bench.term_clock import set_clock
from fieldwork.domain.alarms.panic import call_for_help
from fieldwork.domain.alarms.resolving import resolve_alarm
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.alarms.taking import Taker, take_alarm
from fieldwork.domain.inbound import apply_all
from fieldwork.domain.logs.filing import correct_log, file_log
from fieldwork.domain.logs.words import Happened, LogWords, said_of
from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.noting import Seen, note_observation
from fieldwork.domain.observations.spots import Spot
from fieldwork.domain.observations.states import move_observation
from fieldwork.domain.walks.coming_home import come_home
from fieldwork.domain.walks.starting import check_out
from fieldwork.enums import ContactKind, Met, Mood, ObservationState, OccurrenceKind
from fieldwork.models import Alarm, Observation, ObservationCategory, Walk
from messaging.domain.inbox import record_inbound
from messaging.models import InboundMessage
from scheduling.domain.attendance import confirm_attendance
from scheduling.domain.crews import CrewSize
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.nights import resolve_night
from scheduling.domain.origins import Origin
from scheduling.domain.regrouping.merging import LARGEST_GROUP, foresee_merge, merge_shifts
from scheduling.domain.shifts import cancel_shift, plan_shift, progress_shifts, publish_shifts
from scheduling.enums import ON_CREW, Door, ShiftKind
from scheduling.models import Attendance, Route, Shift
from volunteers.domain.people import forget_volunteer
from volunteers.models import Association, Municipality, Volunteer

YEAR = 2026
CLOCK_CHANGES = (date(2026, 3, 28), date(2026, 10, 24))  # the nights to the last Sundays of March and October
BY_LEADER, OUTDOORS, BY_OWNER = Origin(Door.PAGE), Origin(Door.PERSONAL), Origin(Door.PAGE)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
STARTS, ENDS = time(20, 30), time(3, 30)
STORIES = {  # how a night ends, and how often: dealt as cards are, so that each comes
    "full": 10,
    "short": 3,
    "unregistered": 2,
    "empty": 1,
    "cancelled": 2,
    "dropped": 1,
    "merged": 1,
    "late": 1,
    "restless": 2,
    "panic": 1,
    "left": 1,
}
OUT_AND_HOME = frozenset({"full", "short", "late", "restless", "panic", "left"})
TELLS, CORRECTS, SEES, IS_MENDED, BREAKS_AGAIN, IS_FOUND = 0.8, 0.25, 0.5, 0.6, 0.2, 0.9  # how often of all
Deeds = Generator[datetime, None, None]  # each moment that it gives is when what comes after it is done


@dataclass(frozen=True)
class Club:
    association: Association
    routes: Sequence[Route]
    people: Sequence[Volunteer]

    @property
    def zone(self) -> ZoneInfo:
        return self.association.municipality.zone


class Life:
    """The same seed lives the same year, but for ids and drawn references. `verbs` counts what was called."""

    def __init__(self, seed: int, clubs: Iterable[Club]) -> None:
        self.chance = Random(seed)
        self.verbs: Counter[str] = Counter()
        self.stories: list[str] = []
        self._sids, self._order = count(1), count(1)
        self._deck: list[str] = []
        self._agenda: list[tuple[datetime, int, Deeds]] = []
        self._asked: defaultdict[date, set[int]] = defaultdict(set)  # people, by night
        self._groups: defaultdict[tuple[int, date], list[Shift]] = defaultdict(list)  # of full nights, by town
        self._categories: dict[int, list[ObservationCategory]] = {}
        for town in dict.fromkeys(club.association.municipality for club in clubs):
            open_categories(town)
            found = ObservationCategory.objects.filter(municipality=town, parent__isnull=False)
            self._categories[town.pk] = list(found.order_by("pk"))

    def live(self, nights: Sequence[tuple[date, Club]], *, seconds: float = inf) -> datetime | None:
        """All of these, from their planning to their last word. When the time is up first, returns the moment that it
        has come to; nights to come are then planned, published or asked for, as they stand.
        """
        ends = perf_counter() + seconds
        for night, club in nights:
            self._start(self._night(night, club))
        for night, zone in sorted({(night, club.zone) for night, club in nights}, key=str):
            self._start(self._clock(night, zone))
        while self._agenda:
            now, _order, deeds = heappop(self._agenda)
            if perf_counter() > ends:
                return now
            set_clock(now)
            self._go_on(deeds)
        return None

    def forget_somebody(self, town: Municipality, now: datetime) -> None:
        """Who walked is forgotten; what they walked is still counted."""
        walked = Volunteer.objects.filter(municipality=town, check_ins__isnull=False).order_by("pk").first()
        if walked is not None:
            forget_volunteer(walked, now=now)
            self.verbs["forget_volunteer"] += 1

    def _start(self, deeds: Deeds) -> None:
        self._go_on(deeds)

    def _go_on(self, deeds: Deeds) -> None:
        following = next(deeds, None)
        if following is not None:
            heappush(self._agenda, (following, next(self._order), deeds))

    def _clock(self, night: date, zone: ZoneInfo) -> Deeds:
        """What the clock does by itself on a night: nights begin and end, and groups that are late are looked for."""
        starts_at, ends_at = resolve_night(night, STARTS, ENDS, zone)
        yield starts_at + MINUTE
        self._progress(starts_at + MINUTE)
        yield ends_at + MINUTE
        self._progress(ends_at + MINUTE)
        for minutes in range(5, 60, 5):
            yield ends_at + minutes * MINUTE
            self.verbs["sweep_alarms"] += 1
            sweep_alarms(ends_at + minutes * MINUTE)

    def _progress(self, now: datetime) -> None:
        self.verbs["progress_shifts"] += 1
        progress_shifts(now)

    def _night(self, night: date, club: Club) -> Deeds:
        story = "full" if night in CLOCK_CHANGES else self._deal()
        self.stories.append(story)
        starts_at, ends_at = resolve_night(night, STARTS, ENDS, club.zone)
        yield starts_at - 10 * DAY
        shift = self._plan(club, starts_at, ends_at)
        yield starts_at - 9 * DAY
        if story == "dropped":
            self._cancel(shift, "Fel dag", starts_at - 9 * DAY)
            return
        self.verbs["publish_shifts"] += publish_shifts([shift], origin=BY_LEADER, now=starts_at - 9 * DAY)
        if story == "full":
            self._groups[club.association.municipality_id, night].append(shift)
        crew: list[Attendance] = []
        if story != "empty":
            yield from self._ask(shift, club, wanted=2 if story in {"short", "merged"} else 4)
            crew = list(shift.attendances.filter(state__in=ON_CREW).select_related("volunteer").order_by("pk"))
        if story in {"cancelled", "merged"}:
            yield starts_at - 5 * HOUR
            self._give_up(shift, story, starts_at - 5 * HOUR)
        elif story in OUT_AND_HOME and len(crew) >= shift.crew_safe:
            yield from self._walk(shift, crew, story)
            yield from self._tell(shift, crew)

    def _deal(self) -> str:
        if not self._deck:
            self._deck = [story for story, often in STORIES.items() for _card in range(often)]
            self.chance.shuffle(self._deck)
        return self._deck.pop()

    def _plan(self, club: Club, starts_at: datetime, ends_at: datetime) -> Shift:
        self.verbs["plan_shift"] += 1
        return plan_shift(
            association=club.association,
            route=self.chance.choice(club.routes),
            kind=self.chance.choices([ShiftKind.NIGHT_WALK, ShiftKind.ACTIVITY], [5, 1])[0],
            starts_at=starts_at,
            ends_at=ends_at,
            crew=CrewSize(leaders=0),
            origin=BY_LEADER,
            now=starts_at - 10 * DAY,
        )

    def _cancel(self, shift: Shift, reason: str, now: datetime) -> None:
        self.verbs["cancel_shift"] += 1
        cancel_shift(shift, reason=reason, origin=BY_LEADER, now=now)

    def _give_up(self, shift: Shift, story: str, now: datetime) -> None:
        """Cancelled, or those who said yes go along with a full group of the same night, where there is one."""
        others = self._groups[shift.association.municipality_id, shift.night]
        if story == "merged" and others:
            self.verbs["merge_shifts"] += 1
            into = self.chance.choice(others)
            shift.refresh_from_db()
            into.refresh_from_db()
            if shift.confirmed_count + into.confirmed_count <= LARGEST_GROUP:
                seen = foresee_merge(shift, into, raises_maximum=True, now=now)
                merge_shifts(shift, into, raises_maximum=True, stamp=seen.stamp, origin=BY_LEADER, now=now)
                return
        self._cancel(shift, "Storm", now)

    def _ask(self, shift: Shift, club: Club, *, wanted: int) -> Deeds:
        """Some say yes by text, some to the leader; one more says no."""
        at = shift.starts_at - 6 * DAY
        yield at
        busy = self._asked[shift.night]
        known = [one for one in club.people if one.pk not in busy]
        asked = self.chance.sample(known, min(wanted + 1, len(known)))
        busy.update(one.pk for one in asked)
        self.verbs["invite_volunteers"] += 1
        invite_volunteers(shift, asked, origin=BY_LEADER, now=at)
        *willing, unwilling = asked
        texting = [one for one in willing if self.chance.random() < 0.7]
        yield at + HOUR
        self._text([*((one, "Ja") for one in texting), (unwilling, "Nej")], at + HOUR)
        yield at + 2 * HOUR
        for place in shift.attendances.filter(volunteer__in=[one for one in willing if one not in texting]):
            self.verbs["confirm_attendance"] += 1
            confirm_attendance(place, origin=BY_LEADER, now=at + 2 * HOUR)

    def _text(self, said: Iterable[tuple[Volunteer, str]], at: datetime) -> None:
        texts = [self._record(person, words, at) for person, words in said]
        self.verbs["apply_all, by text"] += apply_all(texts, clock=lambda: at)

    def _record(self, person: Volunteer, words: str, at: datetime) -> InboundMessage:
        self.verbs["record_inbound"] += 1
        inbound, _is_new = record_inbound(
            provider_sid=f"SMyear{next(self._sids):028d}",
            from_number=person.mobile,
            to_number=person.municipality.contact_number,
            body=words,
            opt_out_type="",
            now=at,
        )
        return inbound

    def _walk(self, shift: Shift, crew: Sequence[Attendance], story: str) -> Deeds:
        """Out together; of a restless group one joins late, one leaves early and one never comes. Of a group that is
        left, one is not checked in at home: most are found by whoever takes the alarm, the others only taken to have
        come home when they go out anew.
        """
        out_at = shift.starts_at + self.chance.randrange(2, 25) * MINUTE
        first, late = (crew, []) if story != "restless" else (crew[:2], crew[2:3])
        by = crew[0].volunteer
        yield out_at
        self._check_out(shift, first, by, out_at)
        walk = Walk.objects.get(shift=shift)
        yield out_at + HOUR
        if late:
            self._check_out(shift, late, by, out_at + HOUR)
        self._see_something(shift, by, out_at + HOUR)
        if story == "panic":
            self._panic(shift, by, out_at + HOUR)
        yield out_at + 2 * HOUR
        if late:
            self._come_home(walk, {"attendance": crew[1]}, crew[1].volunteer, out_at + 2 * HOUR)
        home_at = shift.ends_at + (HOUR if story == "late" else self.chance.randrange(-20, 10) * MINUTE)
        yield home_at
        those = {"home_at": None, "attendance__in": crew[:-1]} if story == "left" else {"home_at": None}
        self._come_home(walk, those, by, home_at)
        if story == "left" and self.chance.random() < IS_FOUND:
            yield shift.ends_at + 65 * MINUTE
            self._find(shift, shift.ends_at + 65 * MINUTE)

    def _check_out(self, shift: Shift, crew: Sequence[Attendance], by: Volunteer, now: datetime) -> None:
        self.verbs["check_out"] += 1
        check_out(shift, crew, origin=OUTDOORS, by=by, now=now)

    def _come_home(self, walk: Walk, those: Mapping[str, object], by: Volunteer, now: datetime) -> None:
        self.verbs["come_home"] += 1
        come_home(walk, walk.check_ins.filter(**those), origin=OUTDOORS, by=by, now=now)

    def _find(self, shift: Shift, now: datetime) -> None:
        """Somebody on duty takes the alarm, rings, and hears that all are home."""
        self.verbs.update(["take_alarm", "resolve_alarm"])
        alarm, taker = Alarm.objects.get(shift=shift), Taker("Samordnaren", shift.association.contact_number)
        take_alarm(alarm, taker=taker, origin=BY_LEADER, now=now)
        resolve_alarm(alarm, taker=taker, spoken_with="gruppen", origin=BY_LEADER, now=now)

    def _panic(self, shift: Shift, by: Volunteer, now: datetime) -> None:
        """A call for help that the caller ends when it is over."""
        self.verbs.update(["call_for_help", "resolve_alarm"])
        alarm = call_for_help(by, shift, origin=OUTDOORS, now=now)
        taker = Taker(by.name, by.mobile, by)
        resolve_alarm(alarm, taker=taker, spoken_with="hela gruppen", origin=OUTDOORS, now=now + 10 * MINUTE)

    def _see_something(self, shift: Shift, by: Volunteer, at: datetime) -> None:
        if self.chance.random() >= SEES:
            return
        category = self.chance.choice(self._categories[shift.association.municipality_id])
        self.verbs["note_observation"] += 1
        observation = note_observation(
            Seen(category, Spot(words=f"Stolpe {self.chance.randrange(1, 30)}")),
            client_key=UUID(int=self.chance.getrandbits(128)),
            origin=OUTDOORS,
            by=by,
            shift=shift,
            now=at,
        )
        if observation.state == ObservationState.NEW and self.chance.random() < IS_MENDED:
            self._start(self._mend(observation, at + self.chance.randrange(1, 40) * DAY))

    def _mend(self, observation: Observation, at: datetime) -> Deeds:
        """Some break again the day after."""
        breaks = self.chance.random() < BREAKS_AGAIN
        yield at
        observation.refresh_from_db()
        if observation.state != ObservationState.NEW:
            return
        self.verbs["move_observation"] += 1 + breaks
        move_observation(observation, ObservationState.FIXED, origin=BY_OWNER, now=at)
        if breaks:
            yield at + DAY
            move_observation(observation, ObservationState.NEW, origin=OUTDOORS, now=at + DAY)

    def _tell(self, shift: Shift, crew: Sequence[Attendance]) -> Deeds:
        """The log of the night; some are corrected the day after."""
        chance = self.chance
        if chance.random() >= TELLS:
            return
        kinds = chance.sample(list(OccurrenceKind), chance.randrange(0, 3))
        told = LogWords(
            started_at=shift.starts_at,
            ended_at=shift.ends_at,
            mood=chance.choice(list(Mood)),
            met=chance.choice(list(Met)),
            debrief_held=chance.random() < 0.7,
            occurrences=tuple(Happened(kind, chance.randrange(1, 4)) for kind in kinds),
            contacts={chance.choice(list(ContactKind)): chance.randrange(1, 3)} if chance.random() < 1 / 2 else {},
        )
        key = UUID(int=chance.getrandbits(128))
        yield shift.ends_at + 2 * HOUR
        self.verbs["file_log"] += 1
        log = file_log(shift, told, client_key=key, origin=OUTDOORS, by=crew[0].volunteer, now=shift.ends_at + 2 * HOUR)
        if chance.random() < CORRECTS:
            yield shift.ends_at + 20 * HOUR
            self.verbs["correct_log"] += 1
            better = replace(said_of(log), met=Met.MORE)
            correct_log(log, better, reason="Vi räknade fel", origin=OUTDOORS, now=shift.ends_at + 20 * HOUR)
