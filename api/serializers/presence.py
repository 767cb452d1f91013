"""The shape of requests for presence, as they are asked, read and answered."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from api.domain.problem_words import in_words, one_of
from api.serializers.bodies import Body
from api.serializers.places import POSITION, NamedSerializer, PositionField
from scheduling.enums import PresenceCategory, PresencePlace, PresenceState, Urgency
from scheduling.models.presence import ANSWER_ROOM, PLACE_ROOM, TEXT_ROOM

# Codes stand as their own labels: the words of pages are for people.
STATES = [(state.value, state.value) for state in PresenceState]
CATEGORIES = [(category.value, category.value) for category in PresenceCategory]
URGENCIES = [(urgency.value, urgency.value) for urgency in Urgency]
PLACES = [(place.value, place.value) for place in PresencePlace]
HAPPENED = [
    *("asked", "accepted", "declined", "offered", "taken", "refused", "withdrawn", "expired", "reopened", "moved"),
]
NO_PEOPLE = (
    "Nothing about persons: what looks like a personal identity number, a phone number, a registration plate or an "
    "address of e-mail is refused."
)


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentField(serializers.Field[datetime, Any, Any, Any]):
    """A moment with its offset (RFC 3339), as UTC."""

    def to_internal_value(self, data: Any) -> datetime:
        try:
            read = parse_datetime(data) if isinstance(data, str) else None
            moment = read.astimezone(UTC) if read and read.tzinfo else None
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            said = in_words(
                "Write a moment with its offset: 2026-10-16T18:30:00Z.",
                "Skriv en tidpunkt med tidszon: 2026-10-16T18:30:00Z.",
            )
            raise serializers.ValidationError(said)
        return moment


@extend_schema_field({**POSITION, "prefixItems": [{"type": "number"}, {"type": "number"}], "items": {"type": "number"}})
class PointField(serializers.ListField):
    """Longitude and latitude."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            child=serializers.FloatField(min_value=-180, max_value=180), min_length=2, max_length=2, **options
        )

    def run_validation(self, data: Any = empty) -> Any:
        position = super().run_validation(data)  # that there are two is known only after this
        if abs(position[1]) > 90:  # noqa: PLR2004 - degrees of a globe
            said = in_words("Longitude comes first, then latitude.", "Longituden kommer först, sedan latituden.")
            raise serializers.ValidationError(said)
        return position


class WhereBody(Body):
    """A point, a route or a district. A district beside a point says which one it is in."""

    point = PointField(required=False)
    route = serializers.UUIDField(required=False, help_text="A route's id.")
    district = serializers.UUIDField(required=False, help_text="A district's id.")
    description = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=PLACE_ROOM,
        help_text=f"In a few words: by the library. {NO_PEOPLE}",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = {name for name in ("point", "route", "district") if name in attrs}
        if given not in ({"point"}, {"point", "district"}, {"route"}, {"district"}):
            said = in_words("Give a point, a route or a district.", "Ange en punkt, en rutt eller ett område.")
            raise serializers.ValidationError(said)
        return attrs


class AskBody(Body):
    where = WhereBody()
    starts_at = MomentField()
    ends_at = MomentField(help_text="At most 16 hours after `starts_at`.")
    category = serializers.ChoiceField(choices=CATEGORIES, error_messages=one_of(dict(CATEGORIES)))
    text = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_ROOM, help_text=NO_PEOPLE)
    urgency = serializers.ChoiceField(
        choices=URGENCIES,
        required=False,
        help_text="Not for emergencies: ring 112. Left out: normal.",
        error_messages=one_of(dict(URGENCIES)),
    )


class WithdrawBody(Body):
    """An empty object."""


class ReplyBody(Body):
    accept = serializers.BooleanField()
    text = serializers.CharField(
        required=False, allow_blank=True, max_length=ANSWER_ROOM, help_text=f"Why not, for the coordinator. {NO_PEOPLE}"
    )


class WhereSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=PLACES)
    point = PositionField(allow_null=True)
    route = NamedSerializer(allow_null=True)
    district = NamedSerializer(allow_null=True, help_text="Of a point without one: the nearest route's.")
    description = serializers.CharField()


class ComingSerializer(serializers.Serializer[Any]):
    """The shift that comes, or is proposed."""

    id = serializers.UUIDField()
    state = serializers.CharField(help_text="As of a shift.")
    association = NamedSerializer()
    route = NamedSerializer()
    district = NamedSerializer()
    night = serializers.DateField()
    starts_at = serializers.DateTimeField(help_text="In UTC.")
    ends_at = serializers.DateTimeField(help_text="In UTC.")


class PresenceAnswerSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="The coordinator's words; the reason of a no.")
    at = serializers.DateTimeField(help_text="In UTC.")
    shift = ComingSerializer(allow_null=True)


class PresenceHappeningSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=[(kind, kind) for kind in HAPPENED])
    at = serializers.DateTimeField(help_text="In UTC.")
    state = serializers.ChoiceField(choices=STATES, help_text="What it led to.")
    text = serializers.CharField()


class PresenceRequestSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(
        choices=STATES,
        help_text=(
            "open: waits for the coordinator. alternative: another shift is proposed, and you answer. "
            "accepted: a group comes. declined: nobody can. withdrawn: by you. expired: the time ran out."
        ),
    )
    where = WhereSerializer()
    starts_at = serializers.DateTimeField(help_text="In UTC.")
    ends_at = serializers.DateTimeField(help_text="In UTC.")
    starts_at_local = serializers.DateTimeField(help_text="The same moment with the municipality's offset that night.")
    ends_at_local = serializers.DateTimeField()
    time_zone = serializers.CharField(help_text="The zone of the local times, such as Europe/Stockholm.")
    category = serializers.ChoiceField(choices=CATEGORIES)
    text = serializers.CharField()
    urgency = serializers.ChoiceField(choices=URGENCIES)
    answer = PresenceAnswerSerializer(allow_null=True)
    history = PresenceHappeningSerializer(many=True, help_text="Oldest first.")
    created_at = serializers.DateTimeField(help_text="In UTC.")
    updated_at = serializers.DateTimeField(help_text="In UTC.")


class PresencePageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = PresenceRequestSerializer(many=True)


# Where in a body a rule of the rota speaks of; the rest of it is about the whole.
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "starts_at": ("starts_at",),
    "ends_at": ("ends_at",),
    "text": ("text",),
    "answer": ("text",),
    "where": ("where",),
    "point": ("where", "point"),
    "route": ("where", "route"),
    "district": ("where", "district"),
    "place": ("where", "description"),
}


def placed(field: str, said: str) -> dict[str, Any] | list[str]:
    """The sentence of a rule as REST framework's tree of errors."""
    tree: Any = [said]
    for name in reversed(MEMBERS.get(field, ())):
        tree = {name: tree}
    return tree if isinstance(tree, dict) else [said]
