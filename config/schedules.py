"""What the clock drives. Each job drains what is due and is safe to run twice, late or never."""

from dataclasses import dataclass

from django.conf import settings
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
    Job("send due texts", settings.SEND_DUE_JOB, minutes=1),
    Job("ask about texts of unknown fate", "messaging.tasks.ask_about_unknown_texts", minutes=5),
    Job("ask for prices and lost endings of texts", "messaging.tasks.settle_accounts", minutes=60),
    Job("empty old texts", "messaging.tasks.dispose_of_old_words", minutes=60),
    Job("answer texts left unhandled", "scheduling.tasks.answer_unhandled_texts", minutes=1),
    Job("release people forgotten", "scheduling.tasks.release_people_forgotten", minutes=1),
    Job("remind crews", "scheduling.tasks.remind_crews_of_walks", minutes=5),
    Job("let silent questions lapse", "scheduling.tasks.lapse_silent_questions", minutes=5),
    Job("ask the silent again", "scheduling.tasks.ask_silent_people_again", minutes=5),
    Job("fill nights in turn", "scheduling.tasks.fill_nights_in_turn", minutes=1),
    Job("thank crews", "scheduling.tasks.thank_crews_of_walks", minutes=15),
    Job("begin and end shifts", "scheduling.tasks.begin_and_end_shifts", minutes=1),
    Job("close requests for presence", "scheduling.tasks.close_presence_requests", minutes=1),
    Job("e-mail those not reached", "scheduling.tasks.mail_those_unreached", minutes=1),
    Job("mail nights to calendars", "scheduling.tasks.mail_nights_to_calendars", minutes=1),
    Job("fill the call list", "scheduling.tasks.fill_call_list", minutes=1),
    Job("warn of what rules ask for", "scheduling.tasks.warn_of_rules", minutes=60),
    Job("warn of ceilings", "scheduling.tasks.warn_of_ceilings", minutes=15),
    Job("tell partners what happened", settings.TELL_PARTNERS_JOB, minutes=1),
    Job("deliver webhooks", settings.DELIVER_WEBHOOKS_JOB, minutes=1),
    Job("tell owners of webhooks that stopped", "api.tasks.tell_owners_of_webhooks", minutes=5),
    Job("clear old webhooks", "api.tasks.clear_webhooks", minutes=60),
    Job("dispose of old partner events", "api.tasks.dispose_of_old_events", minutes=60),
    Job("dispose of calls kept for repetition", "api.tasks.dispose_of_old_calls", minutes=60),
    Job("fetch the calendars of others", settings.FETCH_CALENDARS_JOB, minutes=5),
    Job("forget old states of calendars", "scheduling.tasks.forget_old_states_of_calendars", minutes=60),
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
