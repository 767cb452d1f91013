"""The shape of errors (RFC 9457)."""

from typing import Any

from rest_framework import serializers


class ParameterErrorSerializer(serializers.Serializer[Any]):
    parameter = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    type = serializers.URLField(help_text="An address that explains the problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The path that was asked for.")
    errors = ParameterErrorSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text="For 400: what is wrong with which."
    )
