"""What a partner sends. Unknown members are errors: a misspelt one must not be passed over in silence."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from api.domain.problem_words import in_words, in_words_later


class PlainJSONParser(JSONParser):
    """JSON in UTF-8, not nested beyond reason."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("nested too deep") from error


class Body(serializers.Serializer[Any]):
    """Base of every body."""

    default_error_messages = {"invalid": in_words_later("This has to be an object.", "Det här ska vara ett objekt.")}

    def to_internal_value(self, data: Any) -> Any:
        said = in_words("There is no such member.", "Det fältet finns inte.")
        unknown = sorted(str(name) for name in set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        wrong = {name: [said] for name in unknown}
        try:
            taken = super().to_internal_value(data)
        except serializers.ValidationError as error:
            told: Any = error.detail  # by name, as of every serializer
            raise serializers.ValidationError({**told, **wrong}) from error
        if wrong:
            raise serializers.ValidationError(wrong)
        return taken
