"""A quarter before the start the leader is told how to say that they go out."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from fieldwork.domain.walks.prompting import prompt_leaders
from messaging.domain.opt_outs import record_opt_out
from messaging.domain.personal_links import page_token_of
from messaging.models import OutboundMessage
from scheduling.models import Shift
from tests.fieldwork.groups import MINUTE, START, group_of
from tests.scheduling.rota import texts_to

pytestmark = pytest.mark.django_db
SOON = START - 15 * MINUTE


def test_leader_is_told_once_with_a_link_to_their_page(client: Client) -> None:
    group = group_of(3)
    assert [prompt_leaders(SOON - MINUTE), prompt_leaders(SOON), prompt_leaders(START)] == [0, 1, 0]
    assert [texts_to(person) for person in group.people] == [["go_out"], [], []]
    text = OutboundMessage.objects.get()
    assert text.body.endswith("Kvällens sida: {sida}")
    assert text.expires_at == START + timedelta(minutes=30)
    assert client.get(f"/jag/{page_token_of(text.dedupe_key)}").status_code in {200, 410}


def test_leader_who_has_said_nothing_is_asked_once_more() -> None:
    group = group_of(3)
    prompt_leaders(SOON)
    late = START + 15 * MINUTE
    assert [prompt_leaders(late - MINUTE), prompt_leaders(late), prompt_leaders(late + MINUTE)] == [0, 1, 0]
    assert [texts_to(person) for person in group.people] == [["go_out", "go_out_still"], [], []]
    text = OutboundMessage.objects.get(kind="go_out_still")
    assert text.body.startswith("Är ni ute i ")
    assert text.expires_at == START + timedelta(hours=1)
    assert prompt_leaders(START + timedelta(hours=1)) == 0


def test_group_that_went_out_is_not_asked_again() -> None:
    group = group_of(3)
    prompt_leaders(SOON)
    group.go_out()
    assert prompt_leaders(START + 20 * MINUTE) == 0


def test_where_nobody_leads_the_first_of_the_crew_is_told() -> None:
    group = group_of(3, leaders=0)
    prompt_leaders(SOON)
    assert [texts_to(person) for person in group.people] == [["go_out"], [], []]


@pytest.mark.parametrize("state", ["draft", "cancelled", "done"])
def test_nobody_is_told_of_a_night_that_is_not_to_be(state: str) -> None:
    group_of(3, state=state)
    assert prompt_leaders(SOON) == 0


def test_group_that_is_out_needs_no_text() -> None:
    group_of(3).go_out(now=SOON - MINUTE)
    assert prompt_leaders(SOON) == 0


def test_empty_group_and_silent_number_get_none() -> None:
    group = group_of(1)
    record_opt_out(group.people[0].mobile, source="sms", now=SOON)
    Shift.objects.filter(pk=group_of(0).shift.pk)
    assert prompt_leaders(SOON) == 0


@pytest.mark.parametrize("start", ["2026-10-25T00:30+00:00", "2027-03-28T00:30+00:00"])
def test_quarter_is_an_instant_where_the_clocks_change(start: str) -> None:
    """02.30 of the night whose hour comes twice, and the last half hour before one that never was."""
    group = group_of(2, starts_at=datetime.fromisoformat(start))
    assert prompt_leaders(group.shift.starts_at - 16 * MINUTE) == 0
    assert prompt_leaders(group.shift.starts_at - 15 * MINUTE) == 1
