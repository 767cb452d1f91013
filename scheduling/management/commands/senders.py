import re
from argparse import ArgumentParser, ArgumentTypeError
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from messaging.domain.senders import add_sender, change_pace, remove_sender, senders, serve_lane
from messaging.exceptions import MessagingError
from messaging.models import Sender
from volunteers.models import Municipality

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
NUMBER = re.compile(r"\+[1-9]\d{6,14}")
SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
FASTEST = Decimal(10_000)


class Command(BaseCommand):
    help = "Lists the senders that texts leave from; adds one, changes its town or its pace, removes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("list")
        adding = deeds.add_parser("add")
        adding.add_argument("name", type=name)
        address = adding.add_mutually_exclusive_group(required=True)
        address.add_argument("--number", type=number, help="such as +46701740699")
        address.add_argument("--service", type=service, help="a messaging service, MG and 32 digits")
        adding.add_argument("--per-second", type=pace, default=Decimal(1), help="segments a second; 0: no limit")
        adding.add_argument("--town", type=town, help="whose texts leave from it")
        serving = deeds.add_parser("serve", help="let a town's texts leave from it; without a town, nobody's")
        serving.add_argument("name")
        serving.add_argument("town", type=town, nargs="?")
        pacing = deeds.add_parser("pace")
        pacing.add_argument("name")
        pacing.add_argument("per_second", type=pace, help="segments a second; 0: no limit")
        removing = deeds.add_parser("remove", help="its town's texts leave from the one in the settings")
        removing.add_argument("name")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self.obey(options)
        except MessagingError as problem:
            raise CommandError(str(problem)) from problem
        towns = dict(Municipality.objects.values_list("pk", "name"))
        for sender in senders():
            self.stdout.write(line_of(sender, towns.get(sender.lane or 0, "")))

    def obey(self, options: dict[str, Any]) -> None:
        deed = options["deed"]
        if deed == "add":
            add_sender(
                options["name"],
                number=options["number"] or "",
                messaging_service_sid=options["service"] or "",
                per_second=options["per_second"],
                lane=options["town"],
            )
        elif deed == "serve":
            serve_lane(options["name"], lane=options["town"])
        elif deed == "pace":
            change_pace(options["name"], per_second=options["per_second"])
        elif deed == "remove":
            remove_sender(options["name"])


def line_of(sender: Sender, town: str) -> str:
    speed = f"{sender.per_second.normalize():f} a second" if sender.per_second else "no limit"
    return f"{sender.name:<20} {sender.number or sender.messaging_service_sid:<36} {speed:<18} {town}".rstrip()


def town(text: str) -> int:
    """The lane of the municipality by this name."""
    found = Municipality.objects.filter(name__iexact=text.strip()).values_list("pk", flat=True).first()
    if found is None:
        raise ArgumentTypeError(f"there is no municipality called {text}")
    return found


def name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ArgumentTypeError("a name is at most 32 small letters, digits, - and _")
    return text


def number(text: str) -> str:
    if not NUMBER.fullmatch(text):
        raise ArgumentTypeError("write the number with its country, such as +46701740699")
    return text


def service(text: str) -> str:
    if not SERVICE.fullmatch(text):
        raise ArgumentTypeError("a messaging service is MG and 32 hexadecimal digits")
    return text


def pace(text: str) -> Decimal:
    try:
        speed = Decimal(text)
    except InvalidOperation:
        speed = Decimal(-1)
    if not 0 <= speed <= FASTEST:
        raise ArgumentTypeError("a pace is a number from 0 (no limit) to 10000")
    return round(speed, 2)
