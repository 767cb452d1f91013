"""What somebody writes who wants to walk, for tests."""

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from messaging.domain.one_time_codes import code_of
from messaging.models import OutboundMessage
from volunteers.models import NumberProof

YASMIN = "+46701740689"
WRITTEN = {"name": "Yasmin Karlsson", "number": "070-174 06 89", "district": "0", "text_language": "sv", "agrees": "on"}


def written(client: Client, **fields: object) -> HttpResponse:
    """The form, sent."""
    answer: HttpResponse = client.post(reverse("scheduling:become"), WRITTEN | fields)  # type: ignore[assignment]  # the client's own answer is one
    return answer


def code_sent(client: Client, code: str) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("scheduling:become_code"), {"code": code})  # type: ignore[assignment]  # the client's own answer is one
    return answer


def right_code(number: str = YASMIN) -> str:
    """Of the code that was texted last."""
    return code_of(NumberProof.objects.filter(number=number).latest("pk").uuid)


def codes_to(number: str) -> int:
    return OutboundMessage.objects.filter(to_number=number, kind="number_code").count()


def seen(answer: HttpResponse) -> str:
    """A page as anybody sees it: without what is drawn anew for every visit."""
    return re.sub(r'value="\w{64}"', "", answer.content.decode())
