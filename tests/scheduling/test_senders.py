"""The operator's command for senders, who knows towns by their names."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from messaging.domain.senders import add_sender
from messaging.models import Sender
from tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db
NUMBER = "+46701740698"


def test_operator_adds_paces_and_removes_senders() -> None:
    out = StringIO()
    MunicipalityFactory(name="Botkyrka kommun")
    town = MunicipalityFactory(name="Huddinge kommun")
    call_command("senders", "add", "north", "--number", NUMBER, "--town", town.name, stdout=StringIO())
    call_command("senders", "add", "south", "--service", "MG" + "1" * 32, "--per-second", "0", stdout=StringIO())
    call_command("senders", "serve", "south", "botkyrka kommun", stdout=StringIO())
    call_command("senders", "pace", "north", "2.5", stdout=StringIO())
    call_command("senders", "list", stdout=out)
    assert [line.split() for line in out.getvalue().splitlines()] == [
        ["north", NUMBER, "2.5", "a", "second", "Huddinge", "kommun"],
        ["south", "MG" + "1" * 32, "no", "limit", "Botkyrka", "kommun"],
    ]
    call_command("senders", "serve", "south", stdout=StringIO())
    assert Sender.objects.get(name="south").lane is None
    call_command("senders", "remove", "north", stdout=StringIO())
    assert list(Sender.objects.values_list("name", flat=True)) == ["south"]


@pytest.mark.parametrize(
    "words",
    [
        ["add", "north", "--number", NUMBER],
        ["add", "default", "--number", NUMBER],
        ["add", "Nord ost", "--number", NUMBER],
        ["add", "east", "--number", "0701740698"],
        ["add", "east", "--service", "MG1"],
        ["add", "east"],
        ["add", "east", "--number", NUMBER, "--town", "Atlantis"],
        ["serve", "east"],
        ["serve", "north", "Atlantis"],
        ["pace", "east", "1"],
        ["pace", "north", "fort"],
        ["remove", "east"],
        ["remove", "default"],
    ],
)
def test_operator_is_told_what_cannot_be_done(words: list[str]) -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(1))
    with pytest.raises(CommandError):
        call_command("senders", *words, stdout=StringIO())
