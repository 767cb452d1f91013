import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from demo.domain.evening import run_demo


class Command(BaseCommand):
    help = "Runs the demo town: web server, queue worker and SMS emulator, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT, help="the SMS emulator takes the next one")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["port"] != settings.PORT:
            # Addresses in texts and settings follow from PORT, which is read before the command line is.
            environment = {**os.environ, "PORT": str(options["port"])}
            os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606 - itself, once more
        sys.exit(run_demo(settings.PORT, out=self.stdout))
