"""The summary of a plan, as it would read of the next nights that there are."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language

from scheduling.domain.plan_steps import when_words
from scheduling.domain.summaries.nights import summarize
from scheduling.domain.summaries.telling import coming, readable, summary_at
from scheduling.domain.summaries.words import Summary, mail_of, text_of
from scheduling.enums import SummaryWay
from scheduling.models import TextPlan
from volunteers.models import Association, Municipality

MOST_LOOKED_AT = 60  # nights; tomorrow's may have been told of already


@dataclass(frozen=True)
class SummaryPreview:
    """What leaders get, and when, if nothing changes until then. `text` is empty where all get e-mail."""

    association: Association
    when: str
    text: str
    subject: str
    body: str


def preview_of(owner: Association | Municipality, plan: TextPlan, *, now: datetime) -> SummaryPreview | None:
    """Of the first night whose summary is still to come. None when the plan has none, or no night is published."""
    if plan.summary_way == SummaryWay.OFF:
        return None
    is_own = isinstance(owner, Association)
    shifts = coming(now).filter(**{"association" if is_own else "association__municipality": owner.pk})
    zone = (owner.municipality if isinstance(owner, Association) else owner).zone
    first = next((one for one in readable(shifts[:MOST_LOOKED_AT]) if summary_at(plan, one.night, zone) >= now), None)
    if first is None:
        return None
    at = summary_at(plan, first.night, zone)
    together = readable(shifts.filter(association=first.association, night=first.night))
    summary = Summary(first.association, first.night, summarize(together, plan, now=at), at)
    subject, body = mail_of(summary)
    text = text_of(summary, settings.LANGUAGE_CODE) if plan.summary_way == SummaryWay.SMS else ""
    return SummaryPreview(first.association, when_words(at, zone, get_language() or "sv"), text, subject, body)
