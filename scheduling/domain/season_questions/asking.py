"""A season's question to its people: looked at before it goes, asked once, the silent reminded once, closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import queries as numbers
from messaging.domain.outbox import queue_all, write_sms
from messaging.domain.personal_links import PAGE_MARK, as_long
from messaging.domain.texts import segments
from messaging.enums import Channel, OutboundState
from messaging.models import OutboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.ceilings import is_over_ceiling
from scheduling.domain.crew_messages import Missed, sort_out
from scheduling.domain.personal_links import VALID_FOR, open_in_text
from scheduling.domain.prices import price_of
from scheduling.domain.quiet_hours import quiet_period
from scheduling.domain.season_questions.nights import asked_nights, end_of, last_day_of, takes_answers
from scheduling.domain.spoken_words import channel_of
from scheduling.domain.text_kinds import SEASON_ASK, SEASON_ASK_AGAIN, text_kind
from scheduling.domain.text_plans import plan_of
from scheduling.exceptions import QuestionRefused
from scheduling.models import Season, SeasonQuestion, SeasonReply
from volunteers.domain.calendar_words import sms_date
from volunteers.models import User, Volunteer

NOBODY = 0  # whoever asks walks too, and is asked like the others


@dataclass(frozen=True)
class Asked:
    """Whom the question reaches, and whom a person has to ask, with the reason."""

    reached: tuple[Volunteer, ...]
    missed: tuple[Missed, ...]
    by_hand: tuple[Volunteer, ...]
    total: Decimal
    leaves_at: datetime | None
    is_over_ceiling: bool


def open_question(season: Season) -> SeasonQuestion | None:
    """The one that nobody has closed, also when its last day has passed."""
    return season.questions.filter(closed_at=None).first()


def unasked_people(season: Season, question: SeasonQuestion | None) -> list[Volunteer]:
    """Active members who have no place in the question yet."""
    people = Volunteer.objects.active().filter(memberships__association=season.association_id)
    if question is not None:
        people = people.exclude(pk__in=question.replies.values("volunteer"))
    return list(people.order_by("name", "pk"))


def look_at_people(season: Season, people: Sequence[Volunteer], *, last_day: date, now: datetime) -> Asked:
    """What would happen if the question went to these people now."""
    association = season.association
    mobiles = [person.mobile for person in people]
    texted, missed = sort_out(
        people,
        author=NOBODY,
        opted_out=numbers.opted_out_among(mobiles),
        dead_ends=numbers.dead_ends_among(mobiles),
    )
    reached = tuple(person for person in texted if channel_of(person) == Channel.SMS)
    rung = [person for person in texted if channel_of(person) == Channel.VOICE]
    missed = (*missed, *(Missed(person.name, _("Frågas i telefonsamtal")) for person in rung))
    known = {person.pk for person in reached}
    bodies = [body_of(SEASON_ASK, season, person, last_day=last_day) for person in reached]
    quiet = quiet_period(plan_of(association), association.municipality.zone, now)
    return Asked(
        reached=reached,
        missed=missed,
        by_hand=tuple(person for person in people if person.pk not in known),
        total=sum((price_of(segments(as_long(body))) for body in bodies), Decimal()),
        leaves_at=quiet[1] if quiet else None,
        is_over_ceiling=bool(is_over_ceiling([association.pk], now)),
    )


def body_of(kind: str, season: Season, person: Volunteer, *, last_day: date) -> str:
    """The text to one person, with a mark where the link to their own page will stand."""
    language = sms_texts.language_of(kind, person.text_language)
    zone = season.association.municipality.zone
    return sms_texts.write(
        kind,
        language=language,
        clipped={"name": person.first_name, "association": season.association.name},
        day=sms_date(last_day, zone=zone, language=language),
        link=PAGE_MARK,
    )


@transaction.atomic
def ask_season(season: Season, *, last_day: date, author: User | None, now: datetime) -> SeasonQuestion:
    """Ask everyone who has not been asked: a new question, or the open one for those who have come since.

    Whoever no text reaches stands in the question too, for a person to ask. Raises QuestionRefused.
    """
    season = _locked(season)
    question = open_question(season)
    if question is not None and not takes_answers(question, now=now):
        _close(question, now=now)
        question = None
    if question is None:
        question = _new_question(season, last_day=last_day, author=author, now=now)
    zone = season.association.municipality.zone
    people = unasked_people(season, question)
    if not people:
        raise QuestionRefused(_("Alla medlemmar är redan tillfrågade."))
    asked = look_at_people(season, people, last_day=last_day_of(question, zone), now=now)
    replies = [SeasonReply(question=question, volunteer=one, asked_at=now) for one in asked.reached]
    replies += [SeasonReply(question=question, volunteer=one, asked_at=now, is_texted=False) for one in asked.by_hand]
    SeasonReply.objects.bulk_create(replies)
    _text(SEASON_ASK, question, asked.reached, now=now)
    return question


def _locked(season: Season) -> Season:
    return Season.objects.select_for_update(of=("self",)).select_related("association__municipality").get(pk=season.pk)


def _new_question(season: Season, *, last_day: date, author: User | None, now: datetime) -> SeasonQuestion:
    """Raises QuestionRefused."""
    zone = season.association.municipality.zone
    nights = asked_nights(season, now=now)
    if not nights:
        raise QuestionRefused(_("Säsongen har inga publicerade kvällar att fråga om. Publicera den först."))
    answer_by = end_of(last_day, zone)
    if answer_by <= now:
        raise QuestionRefused(_("Välj en sista dag att svara som inte har varit."))
    if last_day > nights[-1].night:
        raise QuestionRefused(_("Sista dagen att svara är efter säsongens sista kväll. Välj en tidigare dag."))
    if answer_by > now + VALID_FOR:
        raise QuestionRefused(
            _("Länken i sms:et gäller i %(days)s dagar. Välj en tidigare sista dag.") % {"days": VALID_FOR.days}
        )
    return SeasonQuestion.objects.create(season=season, asked_by=author, asked_at=now, answer_by=answer_by)


def _text(kind: str, question: SeasonQuestion, people: Iterable[Volunteer], *, now: datetime) -> int:
    """To each a text with the link to their own page. Returns how many are on their way."""
    season = question.season
    association = season.association
    last_day = last_day_of(question, association.municipality.zone)
    written = {
        f"{kind}:{question.pk}:{person.uuid}": (person, body_of(kind, season, person, last_day=last_day))
        for person in people
    }
    texts = [
        write_sms(
            to_number=person.mobile,
            body=body,
            kind=kind,
            dedupe_key=key,
            now=now,
            expires_at=question.answer_by,
            priority=text_kind(kind).priority,
            lane=association.municipality_id,
            payer=association.pk,
        )
        for key, (person, body) in written.items()
    ]
    return sum(_opened(text, written[text.dedupe_key][0], now=now) for text in queue_all(texts, now=now))


def _opened(text: OutboundMessage, person: Volunteer, *, now: datetime) -> bool:
    if text.state == OutboundState.DROPPED:
        return False
    open_in_text(text, person, now=now)
    return True


@transaction.atomic
def remind_silent(question: SeasonQuestion, *, now: datetime) -> int:
    """A second text, once, to those who have said nothing. Returns how many. Raises QuestionRefused."""
    fresh = _locked_question(question)
    if not takes_answers(fresh, now=now):
        raise QuestionRefused(_("Frågan tar inte emot svar längre."))
    if fresh.reminded_at is not None:
        raise QuestionRefused(_("De som inte har svarat är redan påminda en gång."))
    silent = fresh.replies.filter(answered_at=None, is_texted=True).values("volunteer")
    people = list(Volunteer.objects.active().filter(pk__in=silent).order_by("name", "pk"))
    if not people:
        raise QuestionRefused(_("Ingen av dem som fick sms är tyst."))
    fresh.reminded_at = now
    fresh.save(update_fields=["reminded_at"])
    return _text(SEASON_ASK_AGAIN, fresh, people, now=now)


@transaction.atomic
def close_question(question: SeasonQuestion, *, now: datetime) -> None:
    """No more answers; what has been said stays, for those who fill the nights. Safe to repeat."""
    fresh = _locked_question(question)
    if fresh.closed_at is None:
        _close(fresh, now=now)


def _close(question: SeasonQuestion, *, now: datetime) -> None:
    question.closed_at = now
    question.save(update_fields=["closed_at"])


def _locked_question(question: SeasonQuestion) -> SeasonQuestion:
    found = SeasonQuestion.objects.select_for_update(of=("self",)).select_related("season__association__municipality")
    return found.get(pk=question.pk)


def first_choice(season: Season, *, now: datetime) -> date:
    """The last day that the form begins with: in two weeks, or the day before the last night asked about."""
    zone = season.association.municipality.zone
    soon = (now.astimezone(zone) + timedelta(days=14)).date()
    nights = asked_nights(season, now=now)
    return min(soon, nights[-1].night) if nights else soon
