"""The shape of the follow-up of a period, and what can be asked for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.domain.problem_words import in_words, one_of
from api.serializers import parameters
from api.serializers.filters import Shown
from api.serializers.places import NamedSerializer
from api.serializers.seasons import KINDS
from fieldwork.domain.follow_up.periods import Period

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class FiguresSerializer(serializers.Serializer[Any]):
    """A row of a table."""

    key = serializers.CharField(
        allow_null=True,
        help_text=(
            "The id of a district or an association, a month such as 2026-10, a kind, or the code of an observation's "
            "category. Null for the sum, and for what belongs to none."
        ),
    )
    name = serializers.CharField(help_text="In the language asked for, where it is no name that people gave.")
    parent = serializers.CharField(  # type: ignore[assignment]  # a member; what fields lie in is set when they are used
        allow_null=True, help_text="The `key` of the row whose numbers have this one's in them; null at the top."
    )
    values = serializers.DictField(
        child=serializers.FloatField(allow_null=True),
        help_text="Numbers by the key of their definition. Null: withheld, or there is nothing to make it of.",
    )
    withheld = serializers.ListField(
        child=serializers.CharField(), help_text="Which values are null since they are small, or guard one that is."
    )


class DefinitionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="As in `values`.")
    name = serializers.CharField(help_text="In the language asked for, as the meaning.")
    meaning = serializers.CharField()


class FollowUpSerializer(serializers.Serializer[Any]):
    municipality = NamedSerializer()
    district = NamedSerializer(allow_null=True, help_text="The one asked for; null when none was.")
    kind = serializers.ChoiceField(choices=KINDS, allow_null=True, help_text="The one asked for; null when none was.")
    first = serializers.DateField(help_text="The first night.")
    last = serializers.DateField(help_text="The last night, included.")
    smallest = serializers.IntegerField(help_text="Numbers about people below this are withheld; nought is told.")
    total = FiguresSerializer(help_text="Of the whole municipality, or of the district or the kind asked for.")
    districts = FiguresSerializer(many=True, help_text="Each has all that lies in it, by `parent`.")
    associations = FiguresSerializer(many=True, help_text="As the tables below, empty in an answer about a district.")
    months = FiguresSerializer(many=True)
    kinds = FiguresSerializer(many=True)
    moods = FiguresSerializer(many=True, help_text="How the logs say that the nights were.")
    occurrences = FiguresSerializer(many=True, help_text="What the logs tell of.")
    contacts = FiguresSerializer(many=True, help_text="Whom the logs say that the groups were in contact with.")
    observations = FiguresSerializer(
        many=True,
        help_text="Faults in places by category, of the district where one is asked for; the last row is their sum.",
    )
    definitions = DefinitionSerializer(many=True, help_text="What each number counts.")


def day(said: str) -> parameters.DayFilter:
    shape = {
        "type": "string",
        "format": "date",
        "description": f"{said} Left out with the other: the latest half-year that is told.",
    }
    found: parameters.DayFilter = extend_schema_field(shape)(parameters.DayFilter(label=""))
    return found


class FollowUpFilters(Shown):
    """Half-years that are over: periods that overlap can be taken from each other, and nights one by one tell of single
    groups.
    """

    shape = FollowUpSerializer

    first = day("The first night of a half-year: 1 January or 1 July. Told from two weeks after its last night.")
    last = day("Its last night, included: 30 June or 31 December.")
    district = extend_schema_field(
        {
            "type": "string",
            "format": "uuid",
            "description": "A district's id: its row and those below it. Needed by a key of some districts.",
        }
    )(parameters.IdFilter(label=""))
    kind = extend_schema_field(
        {
            "type": "string",
            "enum": [kind for kind, _label in KINDS],
            "description": "Only this kind's row. Not together with a district.",
        }
    )(parameters.ChoiceFilter(label="", choices=KINDS, error_messages=one_of(dict(KINDS))))

    @property
    def asked(self) -> Mapping[str, Any]:
        asked = super().asked
        wrong = wrong_dates(asked["first"], asked["last"])
        if asked["district"] and asked["kind"]:
            wrong["kind"] = in_words(
                "Ask for a district or a kind, not both.", "Ange ett område eller ett slag, inte båda."
            )
        if wrong:
            raise serializers.ValidationError({name: [said] for name, said in wrong.items()})
        return asked

    def half_year(self, today: date) -> Period:
        """The one asked for, else the latest told. Raises ValidationError for one that is not told yet. `asked` has
        been looked at before.
        """
        first = super().asked["first"]
        found = Period.half_year_of(first) if first else Period.last_settled(today)
        if today < found.settled_from:
            day = found.settled_from.isoformat()
            said = in_words(f"That half-year is told from {day} on.", f"Det halvåret lämnas ut från {day}.")
            raise serializers.ValidationError({"last": [said]})
        return found


def wrong_dates(first: date | None, last: date | None) -> dict[str, str]:
    """What is wrong with them by parameter, in words; nothing when neither is given."""
    if first is None and last is None:
        return {}
    if first is None or last is None:
        missing = "first" if first is None else "last"
        return {missing: in_words("Give both `first` and `last`, or neither.", "Ange både `first` och `last`.")}
    wrong = {
        name: in_words("Choose a year from 2000 to 2100.", "Välj ett år från 2000 till 2100.")
        for name, given in (("first", first), ("last", last))
        if not EARLIEST <= given <= LATEST
    }
    if not wrong and first != Period.half_year_of(first).first:
        wrong["first"] = in_words(
            "Choose the first day of a half-year, 1 January or 1 July.",
            "Välj den första dagen i ett halvår, 1 januari eller 1 juli.",
        )
    if not wrong and last != Period.half_year_of(first).last:
        wrong["last"] = in_words("Choose the last day of the same half-year.", "Välj den sista dagen i samma halvår.")
    return wrong
