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
    Job("sweep alarms", "fieldwork.tasks.sweep_alarms", minutes=1),
    Job("run drills", "fieldwork.tasks.run_drills", minutes=1),
    Job("plan the drills of the month", "fieldwork.tasks.plan_drills", minutes=60),
    Job("dispose of who was told of alarms", "fieldwork.tasks.dispose_of_old_notices", minutes=60),
    Job("answer texts left unhandled", "fieldwork.tasks.answer_unhandled_texts", minutes=1),
    Job("dispose of old briefings", "fieldwork.tasks.dispose_of_old_briefings", minutes=60),
    Job("dispose of when hosts were at work", "fieldwork.tasks.dispose_of_old_hosts", minutes=60),
    Job("tell leaders how to go out", "fieldwork.tasks.prompt_leaders_to_go_out", minutes=1),
    Job("tell who did not come", "fieldwork.tasks.tell_who_did_not_come", minutes=15),
    Job("release people forgotten", "scheduling.tasks.release_people_forgotten", minutes=1),
    Job("remind crews", "scheduling.tasks.remind_crews_of_walks", minutes=5),
    Job("let silent questions lapse", "scheduling.tasks.lapse_silent_questions", minutes=5),
    Job("ask the silent again", "scheduling.tasks.ask_silent_people_again", minutes=5),
    Job("fill nights in turn", "scheduling.tasks.fill_nights_in_turn", minutes=1),
    Job("ask who decides about nights that are too few", "scheduling.tasks.ask_for_decisions", minutes=1),
    Job("hand places over", "scheduling.tasks.hand_places_over", minutes=1),
    Job("sign up newcomers for the night they wanted", "scheduling.tasks.sign_up_newcomers", minutes=5),
    Job("thank crews", "scheduling.tasks.thank_crews_of_walks", minutes=15),
    Job("begin and end shifts", "scheduling.tasks.begin_and_end_shifts", minutes=1),
    Job("close requests for presence", "scheduling.tasks.close_presence_requests", minutes=1),
    Job("e-mail those not reached", "scheduling.tasks.mail_those_unreached", minutes=1),
    Job("mail nights to calendars", "scheduling.tasks.mail_nights_to_calendars", minutes=1),
    Job("tell leaders of tomorrow", "scheduling.tasks.tell_leaders_of_tomorrow", minutes=5),
    Job("fill the call list", "scheduling.tasks.fill_call_list", minutes=1),
    Job("warn of what rules ask for", "scheduling.tasks.warn_of_rules", minutes=60),
    Job("warn of nights without duty", "fieldwork.tasks.warn_of_nights_without_duty", minutes=15),
    Job("warn of ceilings", "scheduling.tasks.warn_of_ceilings", minutes=15),
    Job("ask for logs that are missing", "fieldwork.tasks.ask_for_missing_logs", minutes=5),
    Job("dispose of old notes in logs", "fieldwork.tasks.dispose_of_old_notes", minutes=60),
    Job("tell partners what happened", settings.TELL_PARTNERS_JOB, minutes=1),
    Job("deliver webhooks", settings.DELIVER_WEBHOOKS_JOB, minutes=1),
    Job("tell owners of webhooks that stopped", "api.tasks.tell_owners_of_webhooks", minutes=5),
    Job("clear old webhooks", "api.tasks.clear_webhooks", minutes=60),
    Job("dispose of old partner events", "api.tasks.dispose_of_old_events", minutes=60),
    Job("dispose of who was given names", "api.tasks.dispose_of_contact_reads", minutes=60),
    Job("dispose of calls kept for repetition", "api.tasks.dispose_of_old_calls", minutes=60),
    Job("fetch the calendars of others", settings.FETCH_CALENDARS_JOB, minutes=5),
    Job("forget old states of calendars", "scheduling.tasks.forget_old_states_of_calendars", minutes=60),
    Job("dispose of photos of what is mended", "fieldwork.tasks.dispose_of_old_photos", minutes=60),
    Job("dispose of old words of what is mended", "fieldwork.tasks.dispose_of_old_words_of_faults", minutes=60),
    Job("hand observations over", settings.HAND_OVER_JOB, minutes=1),
    Job("ask owners how it goes", "fieldwork.tasks.ask_owners_how_it_goes", minutes=1),
    Job("read what owners' systems take", settings.READ_SERVICES_JOB, minutes=5),
    Job("remind of what is not mended", "fieldwork.tasks.remind_of_late_referrals", minutes=60),
    Job("dispose of old imports", "volunteers.tasks.dispose_of_old_imports", minutes=60),
    Job("dispose of old files of boundaries", "volunteers.tasks.dispose_of_old_boundary_files", minutes=60),
    Job("tell of people who want to walk", "volunteers.tasks.tell_of_interests", minutes=5),
    Job("dispose of what people told who wanted to walk", "volunteers.tasks.dispose_of_old_interests", minutes=60),
    Job("dispose of old proofs of numbers", "volunteers.tasks.dispose_of_old_proofs", minutes=60),
    Job("dispose of old lists of survey figures", "fieldwork.tasks.dispose_of_old_survey_lists", minutes=60),
    Job("dispose of old lists of nights", "scheduling.tasks.dispose_of_old_lists_of_nights", minutes=60),
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
