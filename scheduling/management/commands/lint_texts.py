from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.domain.wording_kinds import OWN_KINDS
from scheduling.domain.wordings import check_wording
from scheduling.models import Wording


class Command(BaseCommand):
    help = (
        "Prints what is wrong with the associations' own words in texts, for rules that came after them. 1 if any is."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        rows = Wording.objects.filter(kind__in=OWN_KINDS).select_related("association__municipality")
        wrong = 0
        for row in rows.order_by("association", "kind", "language"):
            problems = check_wording(row.kind, row.language, row.body)
            wrong += bool(problems)
            for problem in problems:
                whose = f"{row.association.name}, {row.association.municipality.name}"
                self.stdout.write(f"{whose}: {row.kind}/{row.language}: {problem}")
        if wrong:
            raise CommandError(f"{wrong} of {len(rows)} wordings should be written anew.")
        if options["verbosity"]:
            self.stdout.write(f"{len(rows)} wordings are sound.")
