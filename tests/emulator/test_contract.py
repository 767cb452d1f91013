"""Every answer of the emulator against Twilio's own description of the Messages resource."""

import json
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from jsonschema import FormatChecker
from openapi_schema_validator import OAS30Validator

from tests.support.emulating import ANNA, TOWN, Emulator

DESCRIPTION = json.loads((Path(__file__).parent.parent / "data" / "twilio_messages_openapi.json").read_text())
LIST_PATH = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
ONE_PATH = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
# The description has no schema for errors; this is the form twilio-python reads (TwilioRestException).
ERROR_SCHEMA = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string", "minLength": 1},
        "more_info": {"type": "string", "pattern": r"^https://www\.twilio\.com/docs/errors/\d{5}$"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
    },
    "required": ["code", "message", "more_info", "status"],
    "additionalProperties": False,
}
formats = FormatChecker(formats=[])


@formats.checks("date-time-rfc-2822", raises=ValueError)
def is_rfc2822(value: object) -> bool:
    return not isinstance(value, str) or parsedate_to_datetime(value) is not None


@formats.checks("uri")
def is_path_of_the_api(value: object) -> bool:
    """The description's own examples are paths, which its `uri` does not allow strictly read."""
    return not isinstance(value, str) or value.startswith("/2010-04-01/Accounts/AC")


def check(answer: requests.Response, *, path: str, method: str, status: int) -> Any:
    """The answer's JSON, once its status and body are what the description promises."""
    assert answer.status_code == status
    content = DESCRIPTION["paths"][path][method]["responses"][str(status)]["content"]
    schema = content["application/json"]["schema"] | {"components": DESCRIPTION["components"]}
    if "$ref" in schema:
        schema = {"allOf": [{"$ref": schema["$ref"]}], "components": DESCRIPTION["components"]}
    OAS30Validator(schema, format_checker=formats).validate(answer.json())
    return answer.json()


def fields_of_message() -> set[str]:
    return set(DESCRIPTION["components"]["schemas"]["api.v2010.account.message"]["properties"])


def create(emulator: Emulator, **form: str) -> requests.Response:
    full = {"To": ANNA, "From": TOWN, "Body": "Hej Anna!"} | form
    return requests.post(f"{emulator.api}.json", data=full, auth=emulator.credentials, timeout=60)


def fetch(emulator: Emulator, sid: str) -> requests.Response:
    return requests.get(f"{emulator.api}/{sid}.json", auth=emulator.credentials, timeout=60)


@pytest.mark.parametrize("form", [{}, {"From": "", "MessagingServiceSid": "MG" + "a" * 32}])
def test_created_text_is_as_described(emulator: Emulator, form: dict[str, str]) -> None:
    message = check(create(emulator, **form), path=LIST_PATH, method="post", status=201)
    assert set(message) == fields_of_message()


@pytest.mark.parametrize("to", [ANNA, "+46701740693", "+46701740695"])
def test_fetched_text_is_as_described_when_delivered_and_when_failed(emulator: Emulator, to: str) -> None:
    sid = create(emulator, To=to).json()["sid"]
    emulator.settle(sid)
    message = check(fetch(emulator, sid), path=ONE_PATH, method="get", status=200)
    assert set(message) == fields_of_message()


def test_inbound_text_is_as_described(emulator: Emulator) -> None:
    sid = emulator.provider.receive(sender=ANNA, body="JA").sid
    check(fetch(emulator, sid), path=ONE_PATH, method="get", status=200)


def test_redacted_text_is_as_described(emulator: Emulator) -> None:
    sid = create(emulator).json()["sid"]
    emulator.settle(sid)
    url = f"{emulator.api}/{sid}.json"
    answer = requests.post(url, data={"Body": ""}, auth=emulator.credentials, timeout=60)
    assert check(answer, path=ONE_PATH, method="post", status=200)["body"] == ""


@pytest.mark.parametrize("query", ["", "PageSize=1", "PageSize=1&Page=1", "To=%2B46701740620"])
def test_list_is_as_described_on_every_page(emulator: Emulator, query: str) -> None:
    for _ in range(3):
        create(emulator)
    answer = requests.get(f"{emulator.api}.json?{query}", auth=emulator.credentials, timeout=60)
    page = check(answer, path=LIST_PATH, method="get", status=200)
    described = DESCRIPTION["paths"][LIST_PATH]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(page) == set(described["properties"])


def test_deletion_is_as_described(emulator: Emulator) -> None:
    sid = create(emulator).json()["sid"]
    emulator.settle(sid)
    answer = requests.delete(f"{emulator.api}/{sid}.json", auth=emulator.credentials, timeout=60)
    assert [str(answer.status_code)] == list(DESCRIPTION["paths"][ONE_PATH]["delete"]["responses"])


@pytest.mark.parametrize(
    "form", [{"To": ""}, {"To": "1"}, {"To": "+46701740691"}, {"To": "+46701740697"}, {"To": "+46701740698"}]
)
def test_error_has_the_form_that_twilio_python_reads(emulator: Emulator, form: dict[str, str]) -> None:
    answer = create(emulator, **form)
    OAS30Validator(ERROR_SCHEMA).validate(answer.json())
    assert answer.json()["status"] == answer.status_code


def test_schema_would_catch_a_wrong_answer(emulator: Emulator) -> None:
    good = create(emulator).json()
    schema = {"allOf": [{"$ref": "#/components/schemas/api.v2010.account.message"}]}
    validator = OAS30Validator(schema | {"components": DESCRIPTION["components"]}, format_checker=formats)
    wrong = [
        {"status": "posted"},
        {"sid": "SM1"},
        {"num_segments": 1},
        {"date_created": "2026-10-13"},
        {"direction": None},
    ]
    assert [validator.is_valid(good | change) for change in wrong] == [False] * len(wrong)
    assert validator.is_valid(good)
