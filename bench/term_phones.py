"""The phones of a simulated term: texts arrive and are read, and answers leave for the inbox that real ones come to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.conf import settings

from bench.replies import corpus
from bench.term_agenda import Act, Agenda
from bench.term_people import Mind
from bench.term_stage import FIRST_MONDAY, Stage
from messaging.domain.inbox import record_inbound
from messaging.domain.outbox.callbacks import record_status
from messaging.models import OutboundMessage
from scheduling.domain.replies import apply_inbound
from scheduling.domain.season_questions.answering import say_none, say_of_night
from scheduling.domain.telling import code_words
from scheduling.domain.text_kinds import SEASON_ASK, SEASON_ASK_AGAIN
from scheduling.enums import AttendanceState
from scheduling.models import Attendance, SeasonReply
from volunteers.models import Volunteer

State = AttendanceState
QUESTIONS = frozenset({"ask", "ask_again", "place_free"})
ASK_BACKS = frozenset({"which", "unclear"})
SEES_ASK_BACK = 0.8  # of those who wrote something odd, or forgot the number
SEASON_ASKS = (SEASON_ASK, SEASON_ASK_AGAIN)  # in the order they come
DEAD = "30005"  # the provider's code for a number that does not exist
LABELS = {"yes": "yes", "no": "no", "withdraw": "withdraw", "person": "odd"}


class Phones:
    """`asked` counts by attendance the questions that arrived. `heard` is called whenever something has come in."""

    def __init__(self, stage: Stage, agenda: Agenda, *, heard: Act) -> None:
        self.stage, self.agenda, self.heard = stage, agenda, heard
        self.asked: Counter[int] = Counter()
        self._said: dict[int, tuple[int, str]] = {}
        self._answered: set[tuple[int, int]] = set()
        self._sids = count(1)
        self._zone = stage.association.municipality.zone
        mobiles = Volunteer.objects.filter(pk__in=stage.people).values_list("mobile", "pk")
        self._owners = dict(mobiles)
        self._words = words_of_corpus()

    def mind(self, attendance: Attendance) -> Mind:
        who = self.stage.people[attendance.volunteer_id]
        return Mind(who, self.stage.seed, attendance.shift.night)

    def wants(self, attendance: Attendance) -> bool:
        """What the person means, whether or not it is ever said."""
        night = attendance.shift.night
        others = Attendance.objects.filter(
            volunteer=attendance.volunteer_id,
            state__in=[State.CONFIRMED, State.ATTENDED],
            shift__night__year=night.year,
            shift__night__month=night.month,
        ).exclude(pk=attendance.pk)
        return self.mind(attendance).wants(others.count())

    def arrive(self, text: OutboundMessage, now: datetime) -> None:
        """Also what was gathered in the text is read."""
        owner = self._owners.get(text.to_number)
        if owner is None:
            return
        if self.stage.people[owner].is_dead:
            self.agenda.at(now + timedelta(minutes=2), lambda at: self._fail(text, at))
            return
        kinds = {one.about: one.kind for one in (*text.merged.all(), text) if one.about}
        for attendance in Attendance.objects.filter(uuid__in=kinds).select_related("shift"):
            if kinds[attendance.uuid] in QUESTIONS:
                self._read_question(attendance, kinds[attendance.uuid], now)
        if text.kind in SEASON_ASKS:
            self._read_season(owner, SEASON_ASKS.index(text.kind), now)
        if text.kind in ASK_BACKS:
            self._read_ask_back(owner, now)

    def _fail(self, text: OutboundMessage, now: datetime) -> None:
        sid = text.provider_sid or ""
        record_status(message_uuid=text.uuid, provider_sid=sid, status="undelivered", error_code=DEAD, now=now)

    def _read_question(self, attendance: Attendance, kind: str, now: datetime) -> None:
        mind, before = self.mind(attendance), self.asked[attendance.pk]
        self.asked[attendance.pk] += 1
        if not mind.answers(asked_before=before if kind != "place_free" else 0):
            return
        at = mind.answers_at(now, self._zone, about=kind)
        if at is not None and at < attendance.starts_at:
            self.agenda.at(at, lambda moment: self._answer(attendance.pk, before, moment))

    def _read_season(self, owner: int, before: int, now: datetime) -> None:
        """As likely to be answered as any question, and as soon."""
        mind = Mind(self.stage.people[owner], self.stage.seed, FIRST_MONDAY)
        at = mind.answers_at(now, self._zone, about="season") if mind.answers(asked_before=before) else None
        if at is not None:
            self.agenda.at(at, lambda moment: self._say_of_season(owner, moment))

    def _say_of_season(self, owner: int, now: datetime) -> None:
        """On the own page, night by night."""
        reply = SeasonReply.objects.get(volunteer=owner)
        who = self.stage.people[owner]
        said = {shift.night: Mind(who, self.stage.seed, shift.night).foresees() for shift in self.stage.shifts}
        if True not in said.values():
            say_none(reply, now=now)
            return
        for night, can in said.items():
            if can is not None:
                say_of_night(reply, night, can=can, now=now)

    def _answer(self, key: int, question: int, now: datetime) -> None:
        attendance = Attendance.objects.select_related("volunteer", "shift").get(pk=key)
        is_open = attendance.state in {State.ASKED, State.LAPSED}
        if not is_open or (key, question) in self._answered:
            return
        self._answered.add((key, question))
        mind, meaning = self.mind(attendance), "yes" if self.wants(attendance) else "no"
        self._said[attendance.volunteer_id] = key, meaning
        words = mind.words(meaning, code_words(attendance), self._words, about="first")
        self._send(attendance.volunteer, words, now)
        ahead = mind.drops_out_before() if meaning == "yes" else None
        if ahead is not None and attendance.starts_at - ahead > now:
            self.agenda.at(attendance.starts_at - ahead, lambda moment: self._drop_out(key, moment))

    def _drop_out(self, key: int, now: datetime) -> None:
        attendance = Attendance.objects.select_related("volunteer", "shift").get(pk=key)
        if attendance.state != State.CONFIRMED:
            return
        mind = self.mind(attendance)
        self._said[attendance.volunteer_id] = key, "no"
        code = code_words(attendance)
        words = f"Nej{code}" if code else mind.chance("drops out in words").choice(self._words["withdraw"])
        self._send(attendance.volunteer, words, now)

    def _read_ask_back(self, owner: int, now: datetime) -> None:
        """Now the number is written, since the text asks for nothing else."""
        said = self._said.get(owner)
        chance = Random(f"{self.stage.seed}|{owner}|{said}|asked back")
        if said is None or chance.random() >= SEES_ASK_BACK:
            return
        at = now + timedelta(minutes=chance.uniform(1, 90))
        self.agenda.at(at, lambda moment: self._say_plainly(*said, moment))

    def _say_plainly(self, key: int, meaning: str, now: datetime) -> None:
        attendance = Attendance.objects.select_related("volunteer", "shift").get(pk=key)
        word = "Ja" if meaning == "yes" else "Nej"
        self._send(attendance.volunteer, f"{word} {attendance.reply_code}", now)

    def _send(self, person: Volunteer, words: str, now: datetime) -> None:
        inbound, _is_new = record_inbound(
            provider_sid=f"SMterm{next(self._sids):028d}",
            from_number=person.mobile,
            to_number=settings.TWILIO_FROM,
            body=words,
            opt_out_type="",
            now=now,
        )
        apply_inbound(inbound, now=now)
        self.heard(now)


def words_of_corpus() -> Mapping[str, Sequence[str]]:
    """Real people's answers by what they meant; see tests/data/replies."""
    found: dict[str, list[str]] = {name: [] for name in LABELS.values()}
    for reply in corpus("tuning"):
        if reply.meant in LABELS:
            found[LABELS[reply.meant]].append(reply.text)
    return found
