"""The shape of shifts."""

from typing import Any

from rest_framework import serializers

from api.serializers.places import NamedSerializer
from scheduling.enums import Coverage, ShiftKind, ShiftState

# Drafts do not exist for partners. Codes stand as their own labels: the words of pages are for people.
KINDS = [(kind.value, kind.value) for kind in ShiftKind]
STATES = [(state.value, state.value) for state in ShiftState if state != ShiftState.DRAFT]
LEVELS = [(level.value, level.value) for level in Coverage if level != Coverage.DRAFT]


class CoverageSerializer(serializers.Serializer[Any]):
    """Counts of people. `level` sums them up."""

    level = serializers.ChoiceField(
        choices=LEVELS,
        help_text=(
            "missing: people or leaders are lacking even if everyone asked says yes. asked: answers are awaited. "
            "confirmed: at least the minimum with its leaders. done, cancelled: as the state."
        ),
    )
    confirmed = serializers.IntegerField(help_text="Those who come, leaders among them.")
    leaders = serializers.IntegerField(help_text="Leaders among the confirmed.")
    asked = serializers.IntegerField(help_text="Asked, no answer yet.")
    waiting = serializers.IntegerField(help_text="On the waiting list.")
    safe = serializers.IntegerField(help_text="Fewer than this never go out.")
    minimum = serializers.IntegerField()
    target = serializers.IntegerField()
    maximum = serializers.IntegerField()
    leaders_needed = serializers.IntegerField()


class ShiftSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    state = serializers.ChoiceField(choices=STATES)
    association = NamedSerializer()
    route = NamedSerializer()
    district = NamedSerializer()
    night = serializers.DateField(help_text="The local date the shift starts; a night belongs to it also after 00.00.")
    starts_at = serializers.DateTimeField(help_text="In UTC.")
    ends_at = serializers.DateTimeField(help_text="In UTC.")
    starts_at_local = serializers.DateTimeField(help_text="The same moment with the municipality's offset that night.")
    ends_at_local = serializers.DateTimeField()
    time_zone = serializers.CharField(help_text="The zone of the local times, such as Europe/Stockholm.")
    coverage = CoverageSerializer()
    updated_at = serializers.DateTimeField(help_text="In UTC.")


class ShiftPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = ShiftSerializer(many=True)
