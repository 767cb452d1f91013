"""The provider that settings.SMS_GATEWAY names, made once for the process."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.gateways.protocol import SmsGateway


def sms_gateway() -> SmsGateway:
    return _made(settings.SMS_GATEWAY)


@cache
def _made(path: str) -> SmsGateway:
    return cast("SmsGateway", import_string(path)())
