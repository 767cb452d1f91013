"""Asking for presence: a partner asks, reads what became of it, answers a proposal, takes it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.presence import BY_PARTNER, ask_for_presence
from api.domain.presence_payloads import presence_payload
from api.domain.problem_words import in_words
from api.enums import Problem, Scope
from api.exceptions import InvalidFields, Refused
from api.queries import districts_of, routes_of
from api.queries.presence import presence_of
from api.serializers.filters import OnePresence, PresenceFilters
from api.serializers.presence import (
    AskBody,
    PresencePageSerializer,
    PresenceRequestSerializer,
    ReplyBody,
    WithdrawBody,
    placed,
)
from api.views.choosing import ChoosingView, ListView
from api.views.reading import CREATED, problems
from api.views.writing import WritingView, repeatable
from messaging.gateways import clock
from scheduling.domain.presence.history import lock_with_shift
from scheduling.domain.presence.places import Place
from scheduling.domain.presence.proposals import refuse_proposal, take_proposal
from scheduling.domain.presence.requests import Wish, withdraw_request
from scheduling.enums import Urgency
from scheduling.exceptions import PersonalDataSeen, SchedulingError, UnsoundRequest
from scheduling.models import PresenceRequest


class PresenceRequestsView(ListView, WritingView):
    required_scope = Scope.PRESENCE
    write_scope = Scope.PRESENCE_WRITE
    filters = PresenceFilters
    tells_sequence = True

    @extend_schema(
        operation_id="list_presence_requests",
        summary="Your requests for presence",
        responses={200: PresencePageSerializer, **problems(400, 410)},
    )
    def get(self, _request: Request) -> Response:
        """Those of your organisation, with their history. Nobody sees another's, also where both ask for the same."""
        found, following = self.page(self.chosen(presence_of(self.partner, self.opening)))
        return Response({"next": following, "results": [self.shown(presence_payload(one)) for one in found]})

    @extend_schema(
        operation_id="ask_for_presence",
        summary="Ask for presence",
        request=AskBody,
        responses={201: PresenceRequestSerializer},
    )
    @repeatable
    def post(self, _request: Request) -> Response:
        """Asks the coordinator for a group somewhere, some evening. Not for emergencies: ring 112.

        Requests about the same thing are joined and get one answer. Where that is given already you have it at once.
        """
        given = self.given(AskBody)
        with told():
            asked = ask_for_presence(
                self.partner, self.wish(given), now=clock.now(), key=self.key, within=self.opening.districts
            )
        payload = presence_payload(presence_of(self.partner, self.opening).get(pk=asked.pk))
        address = reverse("api:presence_request", args=[asked.uuid])
        return Response(payload, status=CREATED, headers={"Location": address})

    def wish(self, given: dict[str, Any]) -> Wish:
        where = given["where"]
        return Wish(
            label=self.partner.name,
            place=Place(
                district=self.found("district", where.get("district"), districts_of(self.opening)),
                route=self.found("route", where.get("route"), routes_of(self.opening)),
                position=where.get("point"),
                words=where.get("description", ""),
            ),
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            category=given["category"],
            text=given.get("text", ""),
            urgency=given.get("urgency", Urgency.NORMAL),
        )

    def found(self, name: str, uuid: UUID | None, rows: Any) -> Any:
        """Raises InvalidFields for what the key does not see."""
        if uuid is None:
            return None
        row = rows.filter(uuid=uuid).first()
        if row is None:
            raise InvalidFields(
                placed(name, in_words("Your key sees no such place.", "Nyckeln ser ingen sådan plats."))
            )
        return row


class PresenceRequestView(ChoosingView):
    required_scope = Scope.PRESENCE
    filters = OnePresence

    @extend_schema(
        operation_id="read_presence_request",
        summary="One of your requests for presence",
        responses={200: PresenceRequestSerializer, **problems(400, 404)},
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        """One of the list, by its id."""
        asked = get_object_or_404(presence_of(self.partner, self.opening), uuid=uuid)
        return Response(self.shown(presence_payload(asked)))


class ChangingView(WritingView):
    """What is done to one request, as whoever does it has read it."""

    required_scope = Scope.PRESENCE_WRITE
    http_method_names = ["post"]
    changes_what_was_read = True

    def held(self, uuid: UUID) -> PresenceRequest:
        """Locked. Raises Refused when it is another than was read, and what `lock_with_shift` does."""
        asked = self.asked(uuid)
        lock_with_shift(asked)
        self.require_match(presence_payload(self.asked(uuid)))
        return asked

    def asked(self, uuid: UUID) -> PresenceRequest:
        return get_object_or_404(presence_of(self.partner, self.opening), uuid=uuid)


class PresenceWithdrawalView(ChangingView):
    @extend_schema(
        operation_id="withdraw_presence_request",
        summary="Take a request for presence back",
        request=WithdrawBody,
        responses={200: PresenceRequestSerializer, **problems(404)},
    )
    @repeatable
    def post(self, _request: Request, uuid: UUID) -> Response:
        """It is not needed any more. 409 when it is over, declined or withdrawn already."""
        self.given(WithdrawBody)
        with told():
            withdraw_request(self.held(uuid), origin=BY_PARTNER, now=clock.now())
        return Response(presence_payload(self.asked(uuid)))


class PresenceAlternativeView(ChangingView):
    @extend_schema(
        operation_id="answer_presence_alternative",
        summary="Answer the alternative that was proposed",
        request=ReplyBody,
        responses={200: PresenceRequestSerializer, **problems(404)},
    )
    @repeatable
    def post(self, _request: Request, uuid: UUID) -> Response:
        """With a no the coordinator is asked anew. 409 when nothing is proposed, or the shift is cancelled or over."""
        given, now = self.given(ReplyBody), clock.now()
        with told():
            if given["accept"]:
                take_proposal(self.held(uuid), origin=BY_PARTNER, now=now)
            else:
                refuse_proposal(self.held(uuid), words=given.get("text", ""), origin=BY_PARTNER, now=now)
        return Response(presence_payload(self.asked(uuid)))


@contextmanager
def told() -> Iterator[None]:
    """What a rule says: of a member of the body, or of how things stand."""
    try:
        yield
    except (UnsoundRequest, PersonalDataSeen) as error:
        raise InvalidFields(placed(error.field, str(error))) from error
    except SchedulingError as error:
        raise Refused(Problem.CONFLICT, detail=str(error)) from error
