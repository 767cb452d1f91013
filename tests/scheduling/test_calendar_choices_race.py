"""Several choose for one association at the same moment: one choice is kept, and one line of history a change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from scheduling.domain.calendar_choices import choice_of, choose_calendar
from scheduling.models import CalendarChoice, CalendarChoiceEvent
from tests.factories import AssociationFactory
from volunteers.models import Association

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)


def test_many_who_choose_the_same_at_once_change_it_once() -> None:
    association: Association = AssociationFactory()

    def choose(_number: int) -> int:
        try:
            both = {"shows_first_names": True, "opens_every_night": True}
            return len(choose_calendar(association, **both, by=None, now=NOW))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        changed = list(pool.map(choose, range(6)))
    assert sorted(changed) == [0, 0, 0, 0, 0, 2]
    assert (CalendarChoice.objects.count(), CalendarChoiceEvent.objects.count()) == (1, 2)
    assert choice_of(association).shows_first_names is True
