"""What one person says of a season's nights: this one, not that one, or none of them. Written as it is said."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.season_questions.nights import asked_nights, takes_answers
from scheduling.exceptions import QuestionRefused
from scheduling.models import ReplyNight, SeasonReply


@transaction.atomic
def say_of_night(reply: SeasonReply, night: date, *, can: bool | None, is_leader: bool = False, now: datetime) -> None:
    """Whether the person can that night; None takes back what was said. A leader may write it down after the last day.

    Raises QuestionRefused for a night that is not asked about, and when no answers are taken.
    """
    reply = _locked(reply, is_leader=is_leader, now=now)
    if night not in {one.night for one in asked_nights(reply.question.season, now=now)}:
        raise QuestionRefused(_("Den kvällen går inte att svara på längre."))
    if can is None:
        reply.nights.filter(night=night).delete()
    else:
        ReplyNight.objects.update_or_create(reply=reply, night=night, defaults={"can": can})
    reply.is_none = reply.is_none and can is False
    reply.answered_at = now if reply.is_none or reply.nights.exists() else None
    reply.save(update_fields=["is_none", "answered_at"])


@transaction.atomic
def say_none(reply: SeasonReply, *, is_leader: bool = False, now: datetime) -> None:
    """The person can on none of the nights that are asked about now. Raises QuestionRefused."""
    reply = _locked(reply, is_leader=is_leader, now=now)
    reply.is_none, reply.answered_at = True, now
    reply.save(update_fields=["is_none", "answered_at"])
    reply.nights.all().delete()
    nights = asked_nights(reply.question.season, now=now)
    ReplyNight.objects.bulk_create([ReplyNight(reply=reply, night=one.night, can=False) for one in nights])


def _locked(reply: SeasonReply, *, is_leader: bool, now: datetime) -> SeasonReply:
    """Raises QuestionRefused."""
    found = SeasonReply.objects.select_for_update(of=("self",)).select_related("question__season")
    fresh = found.get(pk=reply.pk)
    question = fresh.question
    if question.closed_at is not None or not (is_leader or takes_answers(question, now=now)):
        raise QuestionRefused(_("Frågan tar inte emot svar längre. Ring din ledare om något har ändrats."))
    return fresh
