"""Somebody's own page, reached as its person reaches it: by a link, through the gate."""

from datetime import datetime

from django.test import Client

from scheduling.domain.personal_links import make_personal_link
from tests.scheduling.rota import MONDAY
from volunteers.models import Volunteer


def link_to(person: Volunteer, *, now: datetime = MONDAY) -> str:
    """The address of the person's page."""
    return f"/jag/{make_personal_link(person, now=now)}"


def let_in(client: Client, person: Volunteer, *, now: datetime = MONDAY) -> str:
    """The same, with this browser let through the gate."""
    address = link_to(person, now=now)
    client.post(address, {"vem": "ja"})
    return address


def shown_on(client: Client, address: str) -> str:
    return client.get(address).content.decode()
