"""What links leave out, in words, with the names that districts have now."""

from collections.abc import Iterable, Mapping

from scheduling.domain.feeds.grant_words import grant_words
from scheduling.domain.feeds.grants import read_grant
from scheduling.models import CalendarLink
from volunteers.models import District


def limit_words(links: Iterable[CalendarLink]) -> Mapping[int, list[str]]:
    """By the primary key of the link. One query, none where no link is limited to a district."""
    grants = {link.pk: read_grant(link.grant) for link in links}
    limited = {pk for grant in grants.values() for pk in grant.districts}
    names = dict(District.objects.filter(pk__in=limited).values_list("pk", "name")) if limited else {}
    return {pk: grant_words(grant, districts=names) for pk, grant in grants.items()}
