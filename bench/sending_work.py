"""The work of `python -m bench.sending` on one database, in processes of their own."""

import json
import os
import resource
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.sending_settings"
django.setup()

from bench.sending_nights import write_nights
from scheduling.models import Attendance
from scheduling.tasks import remind_crews_of_walks, send_due_texts

IDLE = 0.02  # seconds


def main() -> int:
    command, *numbers = sys.argv[1:]
    if command == "write":
        write_nights(int(numbers[0]))
    elif command == "remind":
        print(json.dumps(remind()))
    else:
        send()
    return 0


def remind() -> dict[str, float]:
    """Run the clock's job as often as it asks to be woken again, until everyone has been reminded."""
    before, began, runs = peak_memory(), time.perf_counter(), 0
    left = waiting()
    reminders = left
    while left:
        remind_crews_of_walks()
        before_run, left = left, waiting()
        if left == before_run:  # what is left is not due
            break
        runs += 1
    took = time.perf_counter() - began
    return {"reminders": reminders - left, "seconds": took, "runs": runs, "megabytes": peak_memory() - before}


def waiting() -> int:
    return Attendance.objects.filter(state="confirmed", reminded_at=None, shift__state="published").count()


def peak_memory() -> float:
    """The most that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def send() -> None:
    """The worker's job, again and again until the process is stopped."""
    while True:
        send_due_texts()
        time.sleep(IDLE)


if __name__ == "__main__":
    sys.exit(main())
