"""What an association may say in its own words, within limits that keep every text understood, safe and cheap."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from messaging.domain import texts
from messaging.domain.written import neat
from messaging.exceptions import TextTooLong
from scheduling.domain import sms_texts
from scheduling.domain.number_words import in_words
from scheduling.domain.own_words import OPTIONAL, SENTENCE, VARIABLE, fill, variables_of
from scheduling.domain.wording_kinds import MEANINGS, OWN_KINDS, OwnKind
from scheduling.models import Wording
from volunteers.domain import calendar_words
from volunteers.models import Association, User
from volunteers.models.volunteer import has_personal_number

LONGEST_BODY = 320  # as Wording keeps it

# A reply that the provider itself takes for a wish to hear nothing more.
OPT_OUT = "STOP|STOPP|STOPALL|CANCEL|END|QUIT|UNSUBSCRIBE|OPTOUT|REVOKE|AVSLUTA"
IN_CAPITALS = re.compile(rf"\b(?:{OPT_OUT})\b")
AS_A_REPLY = re.compile(rf"(?:svara|skriv|reply|text|send|vastaa|jawaab|أجب)\s+[\"'(]*({OPT_OUT})\b", re.IGNORECASE)
LINK = re.compile(
    r"\b(?:https?://)?((?:[\w-]+\.)+(?:se|nu|com|org|net|info|eu|fi|no|dk|io|app|me|ly|gl|link|co|to))\b(?!\.\w)|https?://\S+",
    re.IGNORECASE,
)
EXAMPLE_START = datetime(2026, 10, 16, 20, 30, tzinfo=UTC)  # a Friday, by any clock
LONGEST_STARTS = [datetime(2026, 12, 21 + day, 20, 30, tzinfo=UTC) for day in range(7)]
FOUR_HOURS = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Values:
    """What stands for the variables: `names` may be clipped, the `rest` may not."""

    names: dict[str, str]
    rest: dict[str, object]


@lru_cache(maxsize=16)
def examples(language: str) -> Values:
    """An ordinary evening."""
    names = {"name": "Anna", "place": "Vårby", "meeting": "biblioteket", "leader": "Karin", "bring": "reflexväst"}
    rest = {"leader_number": sms_texts.number_words("+46701740612", language), "code": "", "position": 2, "crew": "4"}
    return _values(language, names, rest, starts_at=EXAMPLE_START)


@lru_cache(maxsize=16)
def longest(language: str) -> Values:
    """The longest words that a text must still have room for."""
    names = {
        "name": "Maximiliana-Charlotta",
        "place": "Norra Sjödalen-Fullersta och Glömstadalen med omnejd",
        "meeting": "Fullersta torg vid fontänen öst",
        "leader": "Per-Alexander-Emanuel",
        "bring": "reflexväst, ficklampa och varma handskar"[:40],
    }
    with override(language):
        crew = max((in_words(count) for count in range(13)), key=len)
    rest = {
        "leader_number": sms_texts.number_words("+46701740612", language),
        "code": " 12",
        "position": 12,
        "crew": crew,
    }
    starts_at = max(LONGEST_STARTS, key=lambda day: len(calendar_words.sms_date(day, zone=UTC, language=language)))
    return _values(language, names, rest, starts_at=starts_at)


def _values(language: str, names: dict[str, str], rest: dict[str, Any], *, starts_at: datetime) -> Values:
    return Values(
        names | {"activity": sms_texts.ACTIVITIES.get(language, ("Nattvandring",))[0]},
        rest
        | {
            "is_leader": False,
            "day": calendar_words.sms_date(starts_at, zone=UTC, language=language),
            "start": calendar_words.clock(starts_at, zone=UTC, language=language),
            "hours": calendar_words.sms_span(starts_at, starts_at + FOUR_HOURS, zone=UTC, language=language),
        },
    )


def lyktas_words(kind: str, language: str) -> str:
    """Lykta's own text of this kind, with {name} and the others where they stand."""
    spoken = sms_texts.language_of(kind, language)
    named = {name: f"{{{name}}}" for name in MEANINGS}
    with override(spoken):
        return neat(render_to_string(f"sms/{spoken}/{kind}.txt", named | {"is_leader": False}))


def example_of(body: str, language: str, **said: str) -> str:
    """As a person would read it; too long when it needs more than one text. `said` stands for examples."""
    values = examples(language)
    return texts.tidy(fill(body, values.names | values.rest | said))


@dataclass(frozen=True, slots=True)
class Draft:
    """How words come out: as an example, and how many letters more there would be room for when names are long."""

    words: str
    segments: int
    room: int


def weigh(body: str, language: str) -> Draft:
    words = example_of(body, language)
    tightest = texts.tidy(fill(body, _clipped_longest(language)))
    return Draft(words, texts.segments(words), texts.room_left(tightest, sms_texts.most_segments(language)))


def for_script(language: str) -> dict[str, dict[str, str]]:
    """What the page's script puts in place of the variables: an example, and long names as short as they get."""
    example = examples(language)
    sets = {"examples": example.names | example.rest, "longest": _clipped_longest(language)}
    return {which: {name: str(value) for name, value in values.items()} for which, values in sets.items()}


def _clipped_longest(language: str) -> dict[str, object]:
    values = longest(language)
    legible = {name: sms_texts.legible(value, language) for name, value in values.names.items()}
    return {name: sms_texts.clip(value, sms_texts.CLIPS[-1]) for name, value in legible.items()} | values.rest


def own_wordings(association: Association) -> dict[tuple[str, str], str]:
    rows = Wording.objects.filter(association=association, kind__in=OWN_KINDS)
    return {(kind, language): body for kind, language, body in rows.values_list("kind", "language", "body")}


def check_wording(kind: str, language: str, body: str) -> list[str]:
    """What keeps these words from being used, as sentences. Empty when they can be."""
    if not body.strip():
        return [_("Skriv vad som ska stå i sms:et.")]
    return list(_problems(OWN_KINDS[kind], language, body))


def _problems(own: OwnKind, language: str, body: str) -> Iterator[str]:
    yield from _of_variables(own, body)
    yield from _of_answers(own, body)
    yield from _of_words(body)
    yield from _of_length(language, body)


def _of_variables(own: OwnKind, body: str) -> Iterator[str]:
    if re.search(r"[{}]", VARIABLE.sub("", body)):
        yield _("Klamrarna stämmer inte. Skriv variablerna precis som i listan, till exempel {name}.")
    used = variables_of(body)
    for name in sorted(used - set(own.variables)):
        yield _("{%(name)s} finns inte för det här sms:et.") % {"name": name}
    for alternatives in own.needs:
        if not used & set(alternatives):
            names = _(" eller ").join(f"{{{name}}}" for name in alternatives)
            yield _("%(names)s måste stå med, så att ingen blir osäker.") % {"names": names}
    for sentence in SENTENCE.split(body):
        doubtful = variables_of(sentence) & OPTIONAL
        lost = variables_of(sentence) & {name for names in own.needs for name in names}
        if doubtful and (lost or any(answer in sentence for answer in own.says)):
            yield _(
                "Meningen med {%(name)s} faller bort när det inte är känt. Skriv det viktiga i en annan mening."
            ) % {"name": min(doubtful)}


def _of_answers(own: OwnKind, body: str) -> Iterator[str]:
    for answer in own.says:
        if not re.search(rf"\b{re.escape(answer)}(?!\w)", body):
            yield _("%(answer)s måste stå med, precis så: det är svaret som Lykta ber om.") % {"answer": answer}


def _of_words(body: str) -> Iterator[str]:
    plain = VARIABLE.sub("", body)
    for word in opt_out_words(plain):
        yield _("%(word)s går inte att använda: den som svarar så får inga fler sms av operatören.") % {"word": word}
    for found in LINK.finditer(plain):
        if (found[1] or urlsplit(found[0]).hostname or "").lower() != urlsplit(settings.PUBLIC_URL).hostname:
            yield _("%(link)s ser ut som en länk. Bara Lyktas egna länkar får stå i sms.") % {"link": found[0]}
    if has_personal_number(plain):
        yield _("Det ser ut som ett personnummer. Skriv aldrig personnummer här.")


def opt_out_words(text: str) -> list[str]:
    """Words that a reader could send back and thereby opt out."""
    return sorted({*IN_CAPITALS.findall(text), *(found[1].upper() for found in AS_A_REPLY.finditer(text))})


def _of_length(language: str, body: str) -> Iterator[str]:
    plain = texts.tidy(VARIABLE.sub("", body))
    if language not in sms_texts.WIDE_SCRIPTS and not texts.is_gsm(plain):
        odd = " ".join(dict.fromkeys(char for char in plain if not texts.is_gsm(char)))
        yield _("%(odd)s gör sms:et mer än dubbelt så dyrt. Ta bort det.") % {"odd": odd}
        return
    values = longest(language)
    try:
        sms_texts.fit(lambda names: fill(body, names | values.rest), clipped=values.names, language=language)
    except TextTooLong:
        yield _("Det får inte plats i %(segments)s sms när namnen är långa. Skriv kortare.") % {
            "segments": sms_texts.most_segments(language)
        }


@transaction.atomic
def save_wording(
    association: Association, kind: str, language: str, body: str, *, changed_by: User, now: datetime
) -> Wording | None:
    """Use these words from now on; Lykta's own are no wording. Raises ValidationError with what check_wording says."""
    said = neat(texts.tidy(body))
    problems = check_wording(kind, language, said)
    if problems:
        raise ValidationError(problems)
    if said == lyktas_words(kind, language):
        remove_wording(association, kind, language)
        return None
    _lock(association)
    wording, _is_new = Wording.objects.update_or_create(
        association=association,
        kind=kind,
        language=language,
        defaults={"body": said, "changed_by": changed_by, "changed_at": now},
    )
    _stamp(association)
    return wording


@transaction.atomic
def remove_wording(association: Association, kind: str, language: str) -> None:
    """Return to Lykta's words."""
    _lock(association)
    Wording.objects.filter(association=association, kind=kind, language=language).delete()
    _stamp(association)


def _lock(association: Association) -> None:
    Association.objects.select_for_update().get(pk=association.pk)


def _stamp(association: Association) -> None:
    has_own = Wording.objects.filter(association=association).exists()
    association.words_stamp = uuid4().hex if has_own else ""
    association.save(update_fields=["words_stamp"])
