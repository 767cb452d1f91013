"""The provider that settings.SMS_GATEWAY names, made once for the process."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.gateways.protocol import SmsGateway


def sms_gateway() -> SmsGateway:
    return gateway_named(settings.SMS_GATEWAY)


@cache
def gateway_named(path: str) -> SmsGateway:
    return cast("SmsGateway", import_string(path)())
