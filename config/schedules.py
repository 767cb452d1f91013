"""What the clock drives. Each job drains what is due and is safe to run twice, late or never."""

from dataclasses import dataclass

from django.db import transaction
from django_q.models import Schedule


@dataclass(frozen=True)
class Job:
    """A function without arguments by its dotted path, run every so many minutes."""

    name: str
    function: str
    minutes: int


# Only minutes: a daily or cron schedule would slip when the clocks change. What is due when stands in the rows.
JOBS = (
    Job("send due texts", "messaging.tasks.send_due_texts", minutes=1),
    Job("ask about texts of unknown fate", "messaging.tasks.ask_about_unknown_texts", minutes=5),
    Job("answer texts left unhandled", "scheduling.tasks.answer_unhandled_texts", minutes=1),
    Job("release people forgotten", "scheduling.tasks.release_people_forgotten", minutes=1),
    Job("remind crews", "scheduling.tasks.remind_crews_of_walks", minutes=5),
    Job("let silent questions lapse", "scheduling.tasks.lapse_silent_questions", minutes=5),
    Job("begin and end shifts", "scheduling.tasks.begin_and_end_shifts", minutes=1),
    Job("dispose of old imports", "volunteers.tasks.dispose_of_old_imports", minutes=60),
)


@transaction.atomic
def register_schedules() -> int:
    """Make the queue's schedules those of JOBS, and no others; a schedule that stands keeps its next time."""
    Schedule.objects.exclude(name__in=[job.name for job in JOBS]).delete()
    for job in JOBS:
        Schedule.objects.update_or_create(
            name=job.name,
            defaults={"func": job.function, "schedule_type": Schedule.MINUTES, "minutes": job.minutes, "repeats": -1},
        )
    return len(JOBS)
