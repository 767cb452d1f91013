import io
import sys
from typing import Any

from django.core.management.base import BaseCommand

from scheduling.domain.answers import read_answer


class Command(BaseCommand):
    help = (
        "Reads replies from standard input, one a line in UTF-8, each as the answer to one open question, and prints "
        "what it means and the reply with a tab between: yes, yes+tell, no, withdraw, late, stop, start, help, or "
        "person for what a person has to read. As many lines come out as went in. "
        "Needs neither settings nor a database."
    )
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        for stream in (sys.stdin, sys.stdout):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
        for number, line in enumerate(sys.stdin):
            text = line.rstrip("\r\n")
            if number == 0:
                text = text.removeprefix("\ufeff")
            self.stdout.write(f"{read_answer(text).meaning}\t{text}")
            self.stdout.flush()
