"""What is asked about a partner's calendar."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from api.models import ApiKey
from scheduling.domain.feeds.kinds import FEED_TYPES
from scheduling.enums import FeedKind
from scheduling.forms.calendars import GrantForm
from scheduling.forms.words import REQUIRED
from volunteers.domain import calendar_words


class PartnerCalendarForm(GrantForm):
    """A link to what one of the keys opens. Districts are not asked about: they are the key's."""

    key = forms.ChoiceField(
        label=_("Vad nyckeln öppnar"),
        error_messages=REQUIRED,
        help_text=_("Kalendern visar kvällarna i nyckelns områden. Den stängs när nyckeln stängs."),
    )
    field_order = ("key", "label")

    def __init__(self, data: Any = None, *, keys: Iterable[ApiKey], **options: Any) -> None:
        super().__init__(data, feed_type=FEED_TYPES[FeedKind.PARTNER], **options)
        self.keys: Mapping[str, ApiKey] = {str(key.pk): key for key in keys}
        self.choose_among("key", [(pk, key_words(key)) for pk, key in self.keys.items()])

    def clean_key(self) -> ApiKey:
        return self.keys[self.cleaned_data["key"]]


def key_words(key: ApiKey) -> str:
    """With its last day, since one that was changed lately stands beside the one that took its place."""
    name = key.name or key.prefix
    if key.expires_at is None or key.partner is None:
        return name
    zone = key.partner.municipality.zone
    day = calendar_words.sms_date(key.expires_at, zone=zone, language=get_language() or "sv")
    return _("%(name)s, till %(day)s") % {"name": name, "day": day}
