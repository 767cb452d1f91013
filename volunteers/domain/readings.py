"""What people write about people, read strictly: names, numbers, years, dates. Pure; for forms and lists alike."""

import re
import unicodedata
from datetime import date
from difflib import SequenceMatcher

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from messaging.domain.numbers import read_callable, read_mobile
from messaging.exceptions import NotAMobileNumber
from volunteers.exceptions import NotUnderstood
from volunteers.models.volunteer import has_personal_number

NAME_LENGTH = 80
NOTE_LENGTH = 500
EMAIL_LENGTH = 254
EARLIEST_YEAR = 1900
ALIKE = 0.84  # two spellings of one name: Mohamed and Mohammed, Lindqvist and Lindkvist
FULL_NAME = 2  # words
DAY_FIRST = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./ -]\s*(\d{4})")


def read_name(text: str) -> str:
    """Raises NotUnderstood for what is no name: nothing, digits, a formula."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise NotUnderstood(_("Namnet saknas."))
    if has_personal_number(name):
        raise NotUnderstood(_("Det ser ut som ett personnummer där namnet ska stå. Personnummer sparas aldrig."))
    if name[0] in "=+@-" or not any(char.isalpha() for char in name):
        raise NotUnderstood(_("Det ser inte ut som ett namn."))
    if len(name) > NAME_LENGTH:
        raise NotUnderstood(_("Namnet är längre än 80 tecken."))
    return name


def read_number(text: str, *, is_called: bool = False) -> str:
    """A mobile number in E.164, or a fixed line too for someone who is called.

    Raises NotUnderstood; a personal identity number is never repeated in the sentence.
    """
    try:
        return read_callable(text) if is_called else read_mobile(text)
    except NotAMobileNumber as error:
        if has_personal_number(text):
            raise NotUnderstood(_("Det ser ut som ett personnummer där mobilnumret ska stå.")) from error
        raise NotUnderstood(str(error)) from error


def read_phone(text: str) -> str:
    """Any telephone number that can be rung, landlines too, in E.164. Raises NotUnderstood."""
    try:
        number = phonenumbers.parse(text, settings.PHONE_COUNTRIES[0])
    except phonenumbers.NumberParseException as error:
        raise NotUnderstood(_("Numret går inte att läsa. Skriv det som 070-174 06 05.")) from error
    if not phonenumbers.is_valid_number(number):
        raise NotUnderstood(_("Numret går inte att ringa. Kolla siffrorna."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise NotUnderstood(_("E-postadressen går inte att använda. Den ska se ut som namn@exempel.se.")) from error
    return text


def read_birth_year(text: str, *, today: date) -> int:
    """Four digits. Raises NotUnderstood for a whole date or personal number too, which are never kept."""
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 6:  # noqa: PLR2004 - the shortest way to write a date
        raise NotUnderstood(_("Här ska bara födelseåret stå. Personnummer sparas aldrig."))
    if not re.fullmatch(r"\d{4}", text.strip()):
        raise NotUnderstood(_("Skriv födelseåret med fyra siffror, som 1985."))
    if not EARLIEST_YEAR <= int(digits) <= today.year:
        raise NotUnderstood(_("Födelseåret kan inte stämma: %(year)s.") % {"year": digits})
    return int(digits)


def read_date(text: str) -> date:
    """2027-06-30, or 30/6 2027 as written in Sweden, day first. Raises NotUnderstood."""
    try:
        day_first = DAY_FIRST.fullmatch(text.strip())
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise NotUnderstood(_("Skriv datumet som 2027-06-30.")) from error


def read_note(text: str) -> str:
    if has_personal_number(text):
        raise NotUnderstood(_("Anteckningen ser ut att innehålla ett personnummer. Ta bort det, så går raden bra."))
    if len(text) > NOTE_LENGTH:
        raise NotUnderstood(_("Anteckningen är längre än 500 tecken."))
    return text


def are_same_name(one: str, other: str) -> bool:
    """Whether two full names can be one person's: spelt a little differently, in another order, or one name longer."""
    mine, theirs = name_words(one), name_words(other)
    shared = set(mine) & set(theirs)
    is_part = len(shared) >= FULL_NAME and (shared == set(mine) or shared == set(theirs))
    return is_part or similar(" ".join(sorted(mine)), " ".join(sorted(theirs)))


def may_be_same_name(one: str, other: str) -> bool:
    """Weaker: a first name in common is enough, for people take new surnames."""
    mine, theirs = name_words(one), name_words(other)
    return bool(mine and theirs and similar(mine[0], theirs[0])) or are_same_name(one, other)


def similar(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE


def name_words(name: str) -> list[str]:
    """Åsa-Lena Öberg is asa, lena, oberg."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"\w+", "".join(char for char in plain if not unicodedata.combining(char)))
