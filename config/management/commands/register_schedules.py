from typing import Any

from django.core.management.base import BaseCommand

from config.schedules import register_schedules


class Command(BaseCommand):
    help = "Registers the clock-driven jobs with the queue. Run after each upgrade; running it twice changes nothing."

    def handle(self, *_args: Any, **options: Any) -> None:
        count = register_schedules()
        if options["verbosity"]:
            self.stdout.write(f"{count} jobs are scheduled.")
