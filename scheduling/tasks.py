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
    night_imports,
    night_mails,
    reminders,
    round_news,
    rounds,
    shifts,
)
from scheduling.domain.decisions import asking, mails
from scheduling.domain.followed import states
from scheduling.domain.hand_overs import asking as hand_over_asking
from scheduling.domain.hand_overs import news as hand_over_news
from scheduling.domain.hand_overs import requests as hand_overs
from scheduling.domain.open_nights import newcomers
from scheduling.domain.presence import closing
from scheduling.domain.subscribed import fetching
from scheduling.domain.summaries import telling
from scheduling.domain.walk_rules import warnings
from scheduling.gateways.calendars import fetch_calendar


def send_due_texts() -> None:
    outbox.send_due(review=last_look.review)


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


def ask_for_decisions() -> None:
    asking.ask_for_decisions(now())
    mails.mail_decisions(now())


def hand_places_over() -> None:
    hand_overs.expire_hand_overs(now())
    hand_over_asking.let_left_questions_lapse(now())
    hand_over_asking.carry_on_hand_overs(now())
    hand_over_news.mail_not_taken(now())


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


def tell_leaders_of_tomorrow() -> None:
    telling.tell_summaries(now())


def dispose_of_old_lists_of_nights() -> None:
    night_imports.dispose_old_lists(now())


def close_presence_requests() -> None:
    closing.expire_requests(now())


def fetch_calendars_of_others() -> None:
    fetching.fetch_due(now(), fetch=fetch_calendar)


def forget_old_states_of_calendars() -> None:
    states.forget_states(now())


def sign_up_newcomers() -> None:
    newcomers.sign_up_newcomers(now())
