"""The shape of shifts, and of all the shifts of a night in a district."""

from typing import Any

from rest_framework import serializers

from api.serializers.places import NamedDistrictSerializer, NamedRouteSerializer, NamedSerializer
from api.serializers.seasons import NamedSeasonSerializer
from scheduling.enums import ON_CREW, Coverage, ShiftKind, ShiftState

# Drafts do not exist for partners. Codes stand as their own labels: the words of pages are for people.
KINDS = [(kind.value, kind.value) for kind in ShiftKind]
STATES = [(state.value, state.value) for state in ShiftState if state != ShiftState.DRAFT]
ON_CREW_STATES = [(state, state) for state in sorted(ON_CREW)]
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


class CrewMemberSerializer(serializers.Serializer[Any]):
    """Somebody on the crew, without a name."""

    person = serializers.CharField(
        help_text="The same for the same person at your organisation, and at no other. Nothing else can be known by it."
    )
    state = serializers.ChoiceField(choices=ON_CREW_STATES)
    is_leader = serializers.BooleanField()


class ShiftSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    state = serializers.ChoiceField(choices=STATES)
    association = NamedSerializer()
    route = NamedRouteSerializer()
    district = NamedDistrictSerializer()
    season = NamedSeasonSerializer(allow_null=True, help_text="The season the shift was planned by, if any.")
    night = serializers.DateField(help_text="The local date the shift starts; a night belongs to it also after 00.00.")
    starts_at = serializers.DateTimeField(help_text="In UTC.")
    ends_at = serializers.DateTimeField(help_text="In UTC.")
    starts_at_local = serializers.DateTimeField(help_text="The same moment with the municipality's offset that night.")
    ends_at_local = serializers.DateTimeField()
    time_zone = serializers.CharField(help_text="The zone of the local times, such as Europe/Stockholm.")
    coverage = CoverageSerializer()
    crew = CrewMemberSerializer(
        many=True,
        required=False,
        help_text="With `expand=crew`: those on the crew. Fewer than `confirmed` when somebody was forgotten since.",
    )
    updated_at = serializers.DateTimeField(help_text="In UTC.")


class ShiftPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = ShiftSerializer(many=True)


class LevelCountsSerializer(serializers.Serializer[Any]):
    """How many shifts are at each level of coverage."""

    missing = serializers.IntegerField()
    asked = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    done = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class NightSerializer(serializers.Serializer[Any]):
    night = serializers.DateField(help_text="The local date that its shifts start.")
    district = NamedSerializer(help_text="Where the routes are; what lies below a district has rows of its own.")
    shifts = LevelCountsSerializer()
    confirmed = serializers.IntegerField(help_text="People who come, on shifts that are published or under way.")
    asked = serializers.IntegerField(help_text="Asked, no answer yet, on the same shifts.")
    minimum = serializers.IntegerField(help_text="What the same shifts need at least.")
    target = serializers.IntegerField(help_text="What they aim at.")


class NightPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    results = NightSerializer(many=True)


class ContactSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    mobile = serializers.CharField(help_text="In E.164: +46701740605.")
    is_leader = serializers.BooleanField()


class ContactsSerializer(serializers.Serializer[Any]):
    shift = serializers.UUIDField()
    contacts = ContactSerializer(many=True, help_text="Those on the crew, leaders first.")
