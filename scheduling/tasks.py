"""Jobs that the clock drives. Each drains what is due and is safe to run twice, late or never."""

from messaging.gateways.clock import now
from scheduling.domain import invitations, leaving, replies, shifts


def answer_unhandled_texts() -> None:
    replies.answer_unhandled(now())


def release_people_forgotten() -> None:
    leaving.release_forgotten(now())


def remind_crews_of_walks() -> None:
    invitations.remind_crews(now())


def lapse_silent_questions() -> None:
    invitations.lapse_silent(now())


def begin_and_end_shifts() -> None:
    shifts.progress_shifts(now())
