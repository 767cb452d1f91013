"""The shape of errors (RFC 9457), and what is wrong with what as one flat list."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from rest_framework import serializers
from rest_framework.settings import api_settings


class ErrorSerializer(serializers.Serializer[Any]):
    """One thing that is wrong: with a parameter of the address, or with a member of the body."""

    parameter = serializers.CharField(required=False, help_text="A parameter of the address.")
    pointer = serializers.CharField(
        required=False, help_text="A member of the body, as a JSON Pointer (RFC 6901) in a fragment: #/place/latitude."
    )
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    type = serializers.URLField(help_text="An address that explains the problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The path that was asked for.")
    errors = ErrorSerializer(  # type: ignore[assignment]  # the field is named so in RFC 9457
        many=True, required=False, help_text="For 400 and 422: what is wrong with which."
    )


def parameters_of(detail: Any) -> list[dict[str, str]]:
    """One entry for each thing that is wrong, with the parameter it is about."""
    if not isinstance(detail, Mapping):
        return [{"parameter": "", "detail": line} for _path, line in lines_of(detail)]
    return [
        {"parameter": str(parameter), "detail": line}
        for parameter, said in detail.items()
        for _path, line in lines_of(said)
    ]


def pointers_of(detail: Any) -> list[dict[str, str]]:
    """One entry for each thing that is wrong, with the member it is about."""
    return [{"pointer": f"#{path}", "detail": line} for path, line in lines_of(detail)]


def lines_of(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence in REST framework's tree of errors, with the path to what it is said of."""
    if isinstance(detail, Mapping):
        for name, said in detail.items():
            is_whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from lines_of(said, path if is_whole else f"{path}/{escaped(name)}")
    elif isinstance(detail, list):
        for place, said in enumerate(detail):
            yield from lines_of(said, f"{path}/{place}" if isinstance(said, Mapping) else path)
    else:
        yield path, legible(detail)


def escaped(name: object) -> str:
    return quote(legible(name).replace("~", "~0").replace("/", "~1"))


def legible(said: object) -> str:
    """What was sent may be named: half of a surrogate pair, which is no text, becomes a question mark."""
    return str(said).encode(errors="replace").decode()
