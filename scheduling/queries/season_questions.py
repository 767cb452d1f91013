"""Reading what a season asks and what its people have said. What is out of reach does not exist."""

from datetime import datetime

from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery, Value
from django.http import Http404

from scheduling.models import ReplyNight, Season, SeasonQuestion, SeasonReply, Shift
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer


def said_of(shift: Shift) -> Subquery | Value:
    """Of each volunteer: what they last said of this very night when its season asked; None for silence."""
    if shift.season_id is None:
        return Value(None, output_field=BooleanField())
    said = ReplyNight.objects.filter(
        reply__volunteer=OuterRef("pk"), reply__question__season=shift.season_id, night=shift.night
    )
    return Subquery(said.order_by("-reply__question__asked_at", "-pk").values("can")[:1])


def replies_to(question: SeasonQuestion) -> list[SeasonReply]:
    """With the people, and what they said of nights. Two queries."""
    replies = question.replies.exclude(volunteer__state=VolunteerState.FORGOTTEN).select_related("volunteer")
    return list(replies.prefetch_related("nights").order_by("volunteer__name", "pk"))


def access_reply(season: Season, pk: int) -> SeasonReply:
    """Raises Http404 for a reply to another season's question."""
    replies = SeasonReply.objects.filter(question__season=season).select_related("volunteer", "question")
    return _found(replies.exclude(volunteer__state=VolunteerState.FORGOTTEN), pk)


def own_replies(volunteer: Volunteer, *, now: datetime) -> QuerySet[SeasonReply]:
    """What the person is asked and can still answer, soonest first."""
    is_open = Q(question__closed_at=None, question__answer_by__gt=now)
    replies = SeasonReply.objects.filter(is_open, volunteer=volunteer)
    return replies.select_related("volunteer", "question__season__association__municipality").order_by(
        "question__answer_by", "pk"
    )


def access_own_reply(volunteer: Volunteer, pk: int) -> SeasonReply:
    """Raises Http404 for what another person was asked; one's own is found also when it is closed."""
    replies = SeasonReply.objects.filter(volunteer=volunteer)
    return _found(replies.select_related("volunteer", "question__season__association__municipality"), pk)


def _found(replies: QuerySet[SeasonReply], pk: int) -> SeasonReply:
    reply = replies.filter(pk=pk).first()
    if reply is None:
        raise Http404
    return reply
