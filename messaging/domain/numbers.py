"""Telephone numbers as people write them, and as the network wants them (E.164)."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from messaging.exceptions import NotAMobileNumber, RuinedBySpreadsheet

# Some countries' plans do not tell mobiles from landlines (North America's); such numbers get the benefit of the doubt.
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
CALLABLE = MOBILE | {PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP}  # not those that cost whoever calls extra
SHOWN_LENGTH = 40
_SCIENTIFIC = re.compile(r"^\d([.,]\d+)?[eE]\+?\d{1,2}$")
_LETTER = re.compile(r"[^\W\d_]")


def read_mobile(text: str, *, countries: Sequence[str] | None = None) -> str:
    """The E.164 form of a mobile number. `countries` (two letters each, settings.PHONE_COUNTRIES when left out) are
    those that may be texted; the first is taken for granted where no country code is written.

    Raises NotAMobileNumber, whose sentence quotes what was written.
    """
    allowed = settings.PHONE_COUNTRIES if countries is None else countries
    written = _tidy(text)
    if not written:
        raise NotAMobileNumber(_("Här saknas ett mobilnummer."))
    if _SCIENTIFIC.match(written):
        raise RuinedBySpreadsheet(
            _("Kalkylbladet har skrivit om numret till %(number)s, och de sista siffrorna är borta. Skriv in det igen.")
            % {"number": written}
        )
    number = _parse(written, region=allowed[0])
    if phonenumbers.region_code_for_number(number) not in allowed:
        raise NotAMobileNumber(_("Vi kan inte skicka sms till det landet: %(number)s.") % {"number": _shown(written)})
    if phonenumbers.number_type(number) not in MOBILE:
        raise _not_a_mobile(written)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def read_callable(text: str, *, countries: Sequence[str] | None = None) -> str:
    """The E.164 form of a number that can be called: a mobile, or a fixed line. Raises like `read_mobile`."""
    allowed = settings.PHONE_COUNTRIES if countries is None else countries
    written = _tidy(text)
    try:
        number = None if _LETTER.search(written) else phonenumbers.parse(written, allowed[0])
    except NumberParseException:
        number = None
    if (
        number is not None
        and phonenumbers.is_valid_number(number)
        and phonenumbers.region_code_for_number(number) in allowed
        and phonenumbers.number_type(number) in CALLABLE
    ):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not written or _SCIENTIFIC.match(written):
        return read_mobile(text, countries=allowed)  # says what is wrong
    raise NotAMobileNumber(_("Det går inte att ringa numret: %(number)s.") % {"number": _shown(written)})


def show_number(e164: str) -> str:
    """+46701740614 as people write it: 070-174 06 14. Foreign numbers keep their country code."""
    return _show_number(e164, settings.PHONE_COUNTRIES[0])


@lru_cache(maxsize=4096)  # a board shows the same numbers again and again
def _show_number(e164: str, home: str) -> str:
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    is_home = phonenumbers.region_code_for_number(number) == home
    style = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _tidy(text: str) -> str:
    """Full-width digits and hard spaces as plain ones, without what spreadsheets add: a leading ', a trailing .0."""
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(char for char in plain if unicodedata.category(char) not in {"Cf", "Cc"})
    return re.sub(r"(?<=\d{7})\.0$", "", visible.strip().removeprefix("'").strip())


def _parse(written: str, *, region: str) -> PhoneNumber:
    # phonenumbers reads letters as the keys of a phone (070-FLOWERS), which nobody means in a list of people.
    if _LETTER.search(written):
        raise _not_a_mobile(written)
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException as error:
        raise _not_a_mobile(written) from error
    if not phonenumbers.is_valid_number(number):
        raise _wrong_length(written, number) or _not_a_mobile(written)
    return number


def _wrong_length(written: str, number: PhoneNumber) -> NotAMobileNumber | None:
    """What to say of a number that would be a mobile with more or fewer digits."""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    if example is None:
        return None
    digits, right = str(number.national_number), len(str(example.national_number))
    mended = PhoneNumber(country_code=number.country_code, national_number=int(digits[:right].ljust(right, "5")))
    if len(digits) == right or phonenumbers.number_type(mended) not in MOBILE:
        return None
    if len(digits) < right:
        return NotAMobileNumber(_("Det saknas siffror i numret: %(number)s.") % {"number": _shown(written)})
    return NotAMobileNumber(_("Det är för många siffror i numret: %(number)s.") % {"number": _shown(written)})


def _not_a_mobile(written: str) -> NotAMobileNumber:
    return NotAMobileNumber(_("Det är inget mobilnummer: %(number)s.") % {"number": _shown(written)})


def _shown(written: str) -> str:
    return written if len(written) <= SHOWN_LENGTH else f"{written[:SHOWN_LENGTH]}…"
