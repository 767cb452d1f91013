"""The summary of tomorrow's nights in words: a text in one segment, and an e-mail with room for details."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.exceptions import TextTooLong
from scheduling.domain import sms_texts
from scheduling.domain.crews import crew_sentence
from scheduling.domain.number_words import capital, listed
from scheduling.domain.summaries.nights import NightSummary, StepKind
from scheduling.domain.walk_rules.words import about_group
from scheduling.models import Attendance
from volunteers.domain import calendar_words
from volunteers.models import Association

KIND = "summary"


@dataclass(frozen=True)
class Summary:
    """All of an association's nights on one date, as they stood at `now`. There is at least one."""

    association: Association
    night: date
    nights: Sequence[NightSummary]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.association.municipality.zone

    @property
    def unsafe(self) -> list[NightSummary]:
        return [one for one in self.nights if not one.is_safe]

    @property
    def address(self) -> str:
        """The page of the only night, else the board."""
        if len(self.nights) == 1:
            return settings.PUBLIC_URL + reverse("scheduling:shift", args=[self.nights[0].shift.pk])
        return settings.PUBLIC_URL + reverse("scheduling:board")


def text_of(summary: Summary, language: str) -> str:
    """One segment without names: with what happens next and the address, as far as there is room."""
    language = sms_texts.language_of(KIND, language)
    worst = (summary.unsafe or summary.nights)[0]
    said: dict[str, object] = {
        "count": len(summary.nights),
        "unsafe": len(summary.unsafe),
        "short": sum(one.short for one in summary.nights),
        "unanswered": sum(len(one.unanswered) for one in summary.nights),
        "waiting": sum(len(one.waiting) for one in summary.nights),
        "day": calendar_words.sms_date(summary.night, zone=summary.zone, language=language),
    }
    clipped = {"place": worst.shift.place}
    for more in (_next_step(summary, language) | {"address": summary.address}, _next_step(summary, language)):
        with suppress(TextTooLong):
            return sms_texts.write(KIND, language=language, clipped=clipped, **said, **more)
    return sms_texts.write(KIND, language=language, clipped=clipped, **said)


def _next_step(summary: Summary, language: str) -> dict[str, object]:
    steps = sorted((step for one in summary.nights for step in one.steps), key=lambda step: step.at)
    if not steps:
        return {}
    return {"step": steps[0].kind.value, "at": _at_words(steps[0].at, summary, language)}


def _at_words(at: datetime, summary: Summary, language: str) -> str:
    """19.10, or fre 17.30 on another day."""
    clock = calendar_words.clock(at, zone=summary.zone, language=language)
    if at.astimezone(summary.zone).date() == summary.now.astimezone(summary.zone).date():
        return clock
    day = calendar_words.words_in(language).short_days[at.astimezone(summary.zone).weekday()]
    return f"{day} {clock}"


def mail_of(summary: Summary) -> tuple[str, str]:
    """Subject and body. Of people it has first names only."""
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        count, unsafe = len(summary.nights), len(summary.unsafe)
        context = {
            "association": summary.association.name,
            "night": calendar_words.night_long(summary.night, zone=summary.zone, language=language),
            "groups": ngettext("%(count)s grupp", "%(count)s grupper", count) % {"count": count},
            "state": _("alla säkra")
            if not unsafe
            else ngettext("%(count)s är inte säker", "%(count)s är inte säkra", unsafe) % {"count": unsafe},
            "nights": [_night_lines(one, summary, language) for one in summary.nights],
        }
        subject, _blank, body = render_to_string("email/summary.txt", context).strip().partition("\n\n")
    return subject, body


def _night_lines(one: NightSummary, summary: Summary, language: str) -> list[str]:
    shift = one.shift
    hours = calendar_words.span(shift.starts_at, shift.ends_at, zone=summary.zone, language=language)
    state = _("säker") if one.is_safe else _("INTE säker")
    lines = [f"{shift.place} {hours}: {state}. {capital(crew_sentence(shift))}"]
    lines += [about_group(finding) for finding in one.unmet]
    if one.unanswered:
        lines.append(_("Har inte svarat: %(names)s.") % {"names": _names(one.unanswered)})
    if one.waiting:
        lines.append(_("Reservlistan, i tur: %(names)s.") % {"names": _names(one.waiting)})
    lines += [f"{capital(_at_words(step.at, summary, language))} {_step_words(step.kind)}" for step in one.steps] or [
        _("Ingenting mer händer av sig självt.")
    ]
    return [*lines, settings.PUBLIC_URL + reverse("scheduling:shift", args=[shift.pk])]


def _names(people: Sequence[Attendance]) -> str:
    return listed([one.volunteer.first_name for one in people])


def _step_words(kind: StepKind) -> str:
    return {
        StepKind.NEXT: _("frågar Lykta nästa i tur, om ingen har svarat."),
        StepKind.AGAIN: _("frågas de som är tysta en gång till."),
        StepKind.LAPSE: _("går frågan vidare från den som inte har svarat."),
        StepKind.DECIDE: _("frågar Lykta er vad som ska gälla: fyll på, slå ihop eller ställ in."),
        StepKind.REMIND: _("påminns de som går."),
    }[kind]
