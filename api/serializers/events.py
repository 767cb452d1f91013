"""The shape of events, the same in the list and in webhooks."""

from typing import Any

from rest_framework import serializers

from api.enums import EventType

# Codes stand as their own labels: the words of pages are for people.
TYPES = [(event_type.value, event_type.value) for event_type in EventType]


class EventDataSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(
        help_text="What it is about: the id of the shift, of your request, or of what groups have seen."
    )
    district = serializers.UUIDField(allow_null=True, help_text="Where; null when that district is gone.")
    url = serializers.URLField(help_text="Where to read how things stand now; of a test, the documentation.")


class EventSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="The same in a webhook's `webhook-id`.")
    type = serializers.ChoiceField(choices=TYPES)
    timestamp = serializers.DateTimeField(help_text="When it happened, in UTC.")
    sequence = serializers.IntegerField(help_text="Rises by one for each of your organisation's events.")
    data = EventDataSerializer()  # type: ignore[assignment]  # the name is Standard Webhooks'


class EventPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    latest = serializers.IntegerField(
        help_text="The number of your organisation's newest event. After the last page, go on `after` this one."
    )
    results = EventSerializer(many=True)
