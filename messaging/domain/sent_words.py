"""A text as it leaves, and as the provider knows it: with what nothing at rest holds."""

from messaging.domain.one_time_codes import with_code
from messaging.domain.personal_links import with_page_link
from messaging.models import OutboundMessage


def words_sent(message: OutboundMessage) -> str:
    return with_page_link(with_code(message), message.dedupe_key)
