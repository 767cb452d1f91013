"""Jobs that the clock drives. Each drains what is due and is safe to run twice, late or never."""

from fieldwork.domain import hosts, inbound
from fieldwork.domain.alarms import disposal as alarms_disposal
from fieldwork.domain.alarms import sweeping
from fieldwork.domain.briefings import writing
from fieldwork.domain.drills.mails import mail_drills
from fieldwork.domain.drills.planning import plan_monthly
from fieldwork.domain.drills.running import run_drills as run_drills_due
from fieldwork.domain.duty_rota import mails, warnings
from fieldwork.domain.logs import asking, disposal, presumed
from fieldwork.domain.observations import disposal as observations_disposal
from fieldwork.domain.observations import photos
from fieldwork.domain.owners import services
from fieldwork.domain.referrals import following, opening, reminding, sending
from fieldwork.domain.surveys import lists
from fieldwork.domain.walks import no_shows, prompting
from messaging.gateways.clock import now


def answer_unhandled_texts() -> None:
    inbound.answer_unhandled(now())


def dispose_of_old_briefings() -> int:
    return writing.dispose_of_old_briefings(now())


def dispose_of_old_hosts() -> int:
    return hosts.dispose_of_old_hosts(now())


def ask_for_missing_logs() -> None:
    """And tell of those presumed home, in the same text where there is one: see logs.presumed."""
    moment = now()
    asking.ask_for_logs(moment)
    presumed.tell_of_presumed(moment)


def dispose_of_old_notes() -> None:
    disposal.dispose_of_old_notes(now())


def warn_of_nights_without_duty() -> None:
    warnings.warn_of_uncovered_duty(now())
    mails.mail_warnings(now())


def prompt_leaders_to_go_out() -> None:
    prompting.prompt_leaders(now())


def tell_who_did_not_come() -> None:
    no_shows.tell_no_shows(now())


def sweep_alarms() -> int:
    return sweeping.sweep_alarms(now())


def dispose_of_old_photos() -> None:
    photos.dispose_of_old_photos(now())


def dispose_of_old_words_of_faults() -> int:
    return observations_disposal.dispose_of_old_words(now())


def hand_observations_over() -> int:
    """End what is mended, free what a killed worker held, put what is new before whoever it is for, and send."""
    opening.settle_referrals(now())
    sending.free_lost(now())
    opening.open_referrals(now())
    return sending.send_referrals(now())


def remind_of_late_referrals() -> int:
    return reminding.remind_of_late(now())


def dispose_of_old_survey_lists() -> int:
    return lists.dispose_old_survey_lists(now())


def run_drills() -> None:
    run_drills_due(now())
    mail_drills()


def plan_drills() -> int:
    return plan_monthly(now())


def dispose_of_old_notices() -> int:
    """The names of alarms first: whose they are is known by the notices."""
    return alarms_disposal.dispose_of_old_names(now()) + alarms_disposal.dispose_of_old_notices(now())


def ask_owners_how_it_goes() -> int:
    return following.follow_referrals(now())


def read_services_of_owners() -> int:
    return services.read_services(now())
