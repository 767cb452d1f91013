"""Jobs that the clock drives. Each drains what is due and is safe to run twice, late or never."""

from messaging.domain import outbox
from messaging.gateways.clock import now
from scheduling.domain import (
    calls,
    ceilings,
    fallbacks,
    invitations,
    last_look,
    leaving,
    news_calls,
    night_mails,
    reminders,
    replies,
    round_news,
    rounds,
    shifts,
)
from scheduling.domain.followed import states
from scheduling.domain.presence import closing
from scheduling.domain.subscribed import fetching
from scheduling.domain.walk_rules import warnings
from scheduling.gateways.calendars import fetch_calendar


def send_due_texts() -> None:
    outbox.send_due(review=last_look.review)


def answer_unhandled_texts() -> None:
    replies.answer_unhandled(now())


def release_people_forgotten() -> None:
    leaving.release_forgotten(now())


def remind_crews_of_walks() -> None:
    reminders.remind_crews(now())


def lapse_silent_questions() -> None:
    invitations.lapse_silent(now())


def ask_silent_people_again() -> None:
    invitations.ask_silent_again(now())
    invitations.call_silent(now())


def fill_nights_in_turn() -> None:
    rounds.carry_on_rounds(now())
    round_news.mail_findings(now())


def thank_crews_of_walks() -> None:
    reminders.thank_crews(now())


def begin_and_end_shifts() -> None:
    shifts.progress_shifts(now())


def fill_call_list() -> None:
    calls.fill_call_list(now())
    news_calls.call_about_news(now())


def warn_of_rules() -> None:
    warnings.warn_of_rules(now())


def warn_of_ceilings() -> None:
    ceilings.warn_of_ceilings(now())


def mail_those_unreached() -> None:
    fallbacks.mail_unreached(now())


def mail_nights_to_calendars() -> None:
    night_mails.mail_nights(now())


def close_presence_requests() -> None:
    closing.expire_requests(now())


def fetch_calendars_of_others() -> None:
    fetching.fetch_due(now(), fetch=fetch_calendar)


def forget_old_states_of_calendars() -> None:
    states.forget_states(now())
