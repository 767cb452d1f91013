"""Adds a municipality and its first coordinator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from scheduling.domain.towns import open_town


class Command(BaseCommand):
    help = "Adds a municipality with the rules that hold from the start, and its first coordinator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="The name of the municipality, such as Lyktköpings kommun")
        parser.add_argument("--coordinator", required=True, help="The name of the first coordinator")
        parser.add_argument("--email", required=True, help="The e-mail address the coordinator signs in with")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            open_town(name=options["name"], coordinator=options["coordinator"], email=options["email"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{options['name']} is there. {options['coordinator']} chooses a password at "
            f"{settings.PUBLIC_URL}/konto/password/reset/"
        )
