"""The steps of a plan of texts in words, for an example night and for a real one. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.domain.text_plans import Ladder, ladder
from scheduling.models import TextPlan
from volunteers.domain import calendar_words

FRIDAY = 4
EXAMPLE_START, EXAMPLE_HOURS = time(20, 30), timedelta(hours=4)
DEFAULT_BRING = "varma skor"


@dataclass(frozen=True)
class Step:
    """One rung: the day as 11/10, when in words, what happens, and whether it has."""

    key: str
    at: datetime
    day: str
    when: str
    title: str
    words: str
    icon: str
    is_done: bool


def steps_of(
    plan: TextPlan, steps: Ladder, starts_at: datetime, zone: ZoneInfo, *, now: datetime | None, language: str
) -> list[Step]:
    """What happens when, in order; without `now` nothing has happened yet."""
    titles = {
        "ask": (steps.ask_at, "send", _("Fråga"), _("De ni väljer får frågan, om ni inte frågar direkt.")),
        "ask_again": (steps.ask_again_at, "send", _("Fråga igen"), _("Bara den som inte har svarat.")),
        "answer_by": (steps.answer_by, "clock", _("Sista svar"), _("Sedan går frågan vidare till någon annan.")),
        "decide": (
            steps.decide_at,
            "info",
            _("Beslut"),
            _("Är ni för få för att gå säkert bestämmer någon vad som gäller."),
        ),
        "remind": (steps.remind_at, "msg", _("Påminnelse"), bring_words(plan)),
        "start": (starts_at, "walk", _("Start"), _("Ändras eller ställs något in får alla veta det direkt.")),
        "thank": (steps.thank_at, "home", _("Tack"), _("Till den som gick, med frågan hur det gick.")),
    }
    found = [
        Step(
            key=key,
            at=at,
            day=f"{at.astimezone(zone).day}/{at.astimezone(zone).month}",
            when=when_words(at, zone, language),
            title=title,
            words=words,
            icon=icon,
            is_done=now is not None and at <= now,
        )
        for key, (at, icon, title, words) in titles.items()
        if at is not None
    ]
    return sorted(found, key=lambda step: step.at)


def bring_words(plan: TextPlan) -> str:
    return _("Tid, plats och ledare. Ta med: %(bring)s.") % {"bring": plan.bring or DEFAULT_BRING}


def when_words(at: datetime, zone: ZoneInfo, language: str) -> str:
    """As in lists: ons 11 nov 20.30."""
    day = calendar_words.night_short(at, zone=zone, language=language)
    return f"{day} {calendar_words.clock(at, zone=zone, language=language)}"


def example_night(today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A Friday some weeks ahead, from 20.30 for four hours."""
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7 + 14)
    starts_at = datetime.combine(friday, EXAMPLE_START, tzinfo=zone).astimezone(UTC)
    return starts_at, starts_at + EXAMPLE_HOURS


def example_steps(plan: TextPlan, *, today: date, zone: ZoneInfo, language: str) -> list[Step]:
    starts_at, ends_at = example_night(today, zone)
    return steps_of(plan, ladder(plan, starts_at, ends_at, zone), starts_at, zone, now=None, language=language)
