"""The shape of seasons."""

from typing import Any

from rest_framework import serializers

from api.serializers.places import NamedSerializer
from scheduling.enums import ShiftKind

KINDS = [(kind.value, kind.value) for kind in ShiftKind]


class NamedSeasonSerializer(NamedSerializer):
    """`expand=season` adds the rest."""

    first_night = serializers.DateField(required=False, help_text="With `expand=season`.")
    last_night = serializers.DateField(required=False, help_text="With `expand=season`.")


class SeasonSerializer(NamedSerializer):
    association = NamedSerializer()
    kind = serializers.ChoiceField(choices=KINDS)
    first_night = serializers.DateField()
    last_night = serializers.DateField(help_text="Included.")
    updated_at = serializers.DateTimeField(help_text="In UTC.")


class SeasonPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = SeasonSerializer(many=True)
