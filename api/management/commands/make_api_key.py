"""Makes a partner's key and prints it, once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from api.domain.keys import make_key
from api.domain.partners import partner_named
from api.enums import ON_REQUEST, Scope
from messaging.gateways import clock
from volunteers.models import Municipality


class Command(BaseCommand):
    help = "Makes a key for a partner, who is added when new, and prints it. Only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("partner", help="Who will use it, such as Polisen")
        parser.add_argument("--municipality", required=True, help="The name of the municipality it opens")
        parser.add_argument(
            "--scope", action="append", choices=Scope.values, help="Repeat for several; else all but those about people"
        )
        parser.add_argument("--name", default="", help="What it is for")
        parser.add_argument("--days", type=int, help="How long it is valid; else until it is revoked")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = clock.now()
        municipality = Municipality.objects.filter(name=options["municipality"]).first()
        if municipality is None:
            names = ", ".join(Municipality.objects.values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no municipality of that name. There are: {names}.")
        if options["days"] is not None and options["days"] < 1:
            raise CommandError("A key is valid for at least one day.")
        partner = partner_named(options["partner"], municipality=municipality)
        _key, token = make_key(
            partner,
            scopes=options["scope"] or [scope for scope in Scope if scope not in ON_REQUEST],
            name=options["name"],
            expires_at=now + timedelta(days=options["days"]) if options["days"] else None,
            now=now,
        )
        self.stderr.write(f"A key for {partner.name} in {municipality.name}. It is shown only now:")
        self.stdout.write(token)
