"""What the clock does about groups that are out: each minute, whatever became of the minutes before.

A sweep that comes late takes one step of each ladder and goes on from there; it never makes up for what was missed.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from fieldwork.domain.alarms.ladder import overdue_at
from fieldwork.domain.alarms.policies import Policies
from fieldwork.domain.alarms.reminding import ask_those_due
from fieldwork.domain.alarms.stepping import due_steps, go_on, open_overdue, overdue_walks
from fieldwork.domain.alarms.unreached import call_unreached, unreached_alarms

logger = logging.getLogger(__name__)

HANDFUL = 500  # groups held in one transaction: an answer about one of them waits for a fraction of a second


def sweep_alarms(now: datetime) -> int:
    """Ask those due home, open what is overdue, take the steps that are due, and ring up whoever no text reached.

    Returns how many steps were taken. Safe to run twice, late, and by several at once.
    """
    policies = Policies()
    with translation.override(settings.LANGUAGE_CODE):
        due = _due_home(policies, now=now)
        _each(ask_those_due, [shift for shift, is_overdue in due if not is_overdue], policies, now=now)
        opened = _each(open_overdue, [shift for shift, is_overdue in due if is_overdue], policies, now=now)
        taken = _each(go_on, list(due_steps(now).values_list("pk", flat=True)), policies, now=now)
        _each(call_unreached, unreached_alarms(), policies, now=now)
    return opened + taken


def late_by(now: datetime) -> timedelta | None:
    """For how long the longest of the ladders has waited for the sweep; none while nothing waits.

    A minute or two is the sweep's own pace. More means that no worker is alive, and that nobody is told.
    """
    policies = Policies()
    steps = due_steps(now).values_list("next_step_at", "rests_until")
    due = [moment for moments in steps for moment in moments if moment is not None]
    walks = overdue_walks(now).values_list("shift__association__municipality", "due_home_at")
    due += [overdue_at(due_home, policies.rules(town)) for town, due_home in walks]
    late = [now - moment for moment in due if moment <= now]
    return max(late, default=None)


def _due_home(policies: Policies, *, now: datetime) -> list[tuple[int, bool]]:
    """The shifts of groups past their time that have no alarm, and whether their grace is over too."""
    walks = overdue_walks(now).values_list("shift", "shift__association__municipality", "due_home_at")
    return [(shift, overdue_at(due, policies.rules(town)) <= now) for shift, town, due in walks]


def _each(do: Callable[..., int], keys: Sequence[int], policies: Policies, *, now: datetime) -> int:
    """Some at a time, each time in a transaction."""
    return sum(_some(do, some, policies, now=now) for some in _handfuls(keys))


def _some(do: Callable[..., int], keys: Sequence[int], policies: Policies, *, now: datetime) -> int:
    """All of these; where one fails, its companions by halves, so that soon only that one is left alone."""
    try:
        return do(keys, policies=policies, now=now)
    except Exception as trouble:  # noqa: BLE001 - one group's trouble must never hold up another's alarm
        _log(do, keys, trouble)
    if len(keys) == 1:
        return 0  # the next sweep tries again
    half = len(keys) // 2
    return sum(_some(do, several, policies, now=now) for several in (keys[:half], keys[half:]))


def _log(do: Callable[..., int], keys: Sequence[int], trouble: Exception) -> None:
    """Only the kind of trouble: the words of a database error quote rows, with names and numbers."""
    logger.error("%s failed for %s: %s", do.__name__, list(keys), type(trouble).__name__)


def _handfuls(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + HANDFUL] for start in range(0, len(keys), HANDFUL))
