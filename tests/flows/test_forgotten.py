"""Somebody walks, leads, answers and is then removed: nothing in the whole database says who it was."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from messaging.domain.opt_outs import record_opt_out
from messaging.models import OptOut
from scheduling.domain.attendance import make_leader
from scheduling.domain.calendar_links import make_link
from scheduling.domain.leaving import release_forgotten
from scheduling.domain.reminders import remind_crews
from tests.factories import coordinator_of, leader_of
from tests.scheduling.rota import BY_LEADER, MONDAY, make_rota, sms
from tests.volunteers.lists import ANNA, HEADINGS, as_csv
from volunteers.domain.imports import read_list
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
NUMBER, EMAIL = "+46701740614", "anna@lykta.example"
FRIDAY_EVENING = datetime(2026, 10, 16, 16, 0, tzinfo=UTC)
TRACES = ("Anna", "Lindqvist", NUMBER, "0701740614", "070-174 06 14", EMAIL, "egen väst", "Jag har ont i halsen")


def everything() -> str:
    """Every row of every table, but the number's own silence."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            if table != OptOut._meta.db_table:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
                rows += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(rows)


def traces() -> list[str]:
    said = everything()
    return [trace for trace in TRACES if trace in said]


def test_nothing_says_who_it_was(client: Client) -> None:
    rota = make_rota(3)
    association = rota.shift.association
    anna = rota.people[0]
    Volunteer.objects.filter(pk=anna.pk).update(name="Anna Lindqvist", mobile=NUMBER, email=EMAIL, note="Har egen väst")
    anna.refresh_from_db()
    rota.ask()
    for person in rota.people:
        sms(person, "JA")
    make_leader(rota.attendance(anna), is_leader=True, origin=BY_LEADER, now=MONDAY + timedelta(hours=2))
    remind_crews(FRIDAY_EVENING)  # the others are told her name and number
    sms(anna, "Jag har ont i halsen", now=FRIDAY_EVENING)
    record_opt_out(NUMBER, source="sms", now=FRIDAY_EVENING)
    make_link(anna, now=MONDAY)
    read_list(
        as_csv(HEADINGS, ANNA),
        filename="a.csv",
        association=association,
        uploaded_by=leader_of(association),
        now=MONDAY,
    )
    client.force_login(coordinator_of(association.municipality))
    assert traces() == [trace for trace in TRACES if trace != "0701740614"]

    client.post(reverse("volunteers:forget_person", args=[anna.pk]), follow=True)
    release_forgotten(FRIDAY_EVENING)
    assert traces() == []
    assert list(OptOut.objects.values_list("number", "ended_at")) == [(NUMBER, None)]
    assert (rota.state(anna), rota.state(rota.people[1])) == ("withdrawn", "confirmed")
