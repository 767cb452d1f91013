"""Who leads a night learns the morning after that somebody was presumed home from it, and can put it right."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from pytest_django import Settings

from fieldwork.domain.logs.asking import ask_for_logs
from fieldwork.domain.logs.filing import file_log
from fieldwork.domain.logs.presumed import tell_of_presumed
from fieldwork.domain.logs.showing import begun_with
from fieldwork.domain.walks.no_shows import mark_no_show
from fieldwork.domain.walks.starting import check_out
from fieldwork.enums import FieldEventKind
from fieldwork.models import CheckIn, FieldEvent
from fieldwork.queries.nights import access_own_place
from messaging.domain.personal_links import PAGE_MARK, as_long
from messaging.domain.texts import segments
from messaging.models import OutboundMessage
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import PersonalLink, Shift, TextPlan
from tests.factories import AttendanceFactory
from tests.fieldwork.groups import BY_HAND, END, HOUR, MINUTE, Group, group_of
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
KARIN, ANNA, BO = range(3)
SATURDAY_TEN = datetime(2026, 10, 17, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def group() -> Group:
    """Out, and never checked home."""
    group = group_of(3)
    group.shift.route.district.name = "Vårby"
    group.shift.route.district.save()
    group.go_out()
    return group


def goes_out_again(group: Group, *who: int, after: timedelta = HOUR, by: Volunteer | None = None) -> Group:
    """These go out with another group, so long after the first was due."""
    other = group_of(2, association=group.shift.association, starts_at=END + after, ends_at=END + after + 4 * HOUR)
    for n in who:
        AttendanceFactory(shift=other.shift, volunteer=group.people[n], state="confirmed")
    leader = by or other.people[0]
    check_out(other.shift, other.night().crew, origin=BY_HAND, by=leader, now=END + after)
    Shift.objects.filter(pk=other.shift.pk).update(state="done")
    return other


def walked(group: Group) -> None:
    """The others of the group came home, so that its night is over and its log can be asked for."""
    group.go_home(KARIN, now=END)
    Shift.objects.filter(pk=group.shift.pk).update(state="done")


def tells_of_it(group: Group) -> None:
    file_log(
        group.shift,
        replace(begun_with(group.shift), mood="calm"),
        client_key=uuid4(),
        origin=Origin(Door.SMS),
        by=group.people[KARIN],
        now=END + MINUTE,
    )


def told(person: Volunteer) -> list[str]:
    kinds = OutboundMessage.objects.filter(to_number=person.mobile, kind__in=["presumed", "log_ask"])
    return list(kinds.order_by("pk").values_list("body", flat=True))


def night_of(group: Group) -> str:
    """Its page for the leader, as it stands in a text that waits."""
    return f"{PAGE_MARK}/kvall/{group.place(KARIN).pk}/ute"


def in_the_morning(now: datetime) -> None:
    """As the clock does it."""
    ask_for_logs(now)
    tell_of_presumed(now)


def test_leader_is_told_in_the_morning_and_never_at_night(group: Group) -> None:
    tells_of_it(group)
    goes_out_again(group, ANNA)
    walked(group)
    for hours in (1, 3, 5, 8):
        in_the_morning(END + hours * HOUR)
    assert told(group.people[KARIN]) == []
    for minutes in (0, 5):
        in_the_morning(SATURDAY_TEN + minutes * MINUTE)
    assert told(group.people[KARIN]) == [
        f"Anna stod kvar som ute från Vårby fre 16/10 och antas hemma. Fel? Rätta: {night_of(group)}"
    ]
    assert PersonalLink.objects.filter(volunteer=group.people[KARIN]).count() == 1
    assert told(group.people[ANNA]) == []


def test_question_for_the_log_tells_of_it_and_no_other_text_goes(group: Group) -> None:
    goes_out_again(group, ANNA, BO)
    walked(group)
    for minutes in (0, 5, 60):
        in_the_morning(SATURDAY_TEN + minutes * MINUTE)
    assert told(group.people[KARIN]) == [
        f"Anna, Bo stod kvar som ute från Vårby fre 16/10 och antas hemma. Rätta och logga: {night_of(group)}"
    ]
    in_the_morning(SATURDAY_TEN + 2 * DAY)
    assert told(group.people[KARIN])[1].startswith("Loggen för Vårby fre 16/10 saknas än.")


def test_quiet_hours_put_it_off(group: Group) -> None:
    TextPlan.objects.update(quiet_from="22:00", quiet_to="11:00")
    tells_of_it(group)
    goes_out_again(group, ANNA)
    assert [tell_of_presumed(SATURDAY_TEN), tell_of_presumed(SATURDAY_TEN + HOUR)] == [0, 1]


def test_what_has_been_put_right_is_not_told(group: Group) -> None:
    tells_of_it(group)
    goes_out_again(group, ANNA, BO)
    walked(group)
    group.go_home(ANNA, now=END + 2 * HOUR)
    mark_no_show(group.place(BO), origin=BY_HAND, by=None, now=END + 2 * HOUR)
    assert not CheckIn.objects.filter(is_presumed=True).exists()
    assert tell_of_presumed(SATURDAY_TEN) == 0


def test_leader_who_went_out_again_or_saw_it_on_the_page_is_not_told(group: Group) -> None:
    tells_of_it(group)
    goes_out_again(group, KARIN, ANNA, by=group.people[KARIN])
    assert FieldEvent.objects.filter(kind=FieldEventKind.PRESUMED_HOME).count() == 2
    assert tell_of_presumed(SATURDAY_TEN) == 0


def test_a_week_later_the_text_still_opens_the_night_until_it_is_put_right(group: Group) -> None:
    tells_of_it(group)
    walked(group)
    karin = group.people[KARIN]
    with pytest.raises(Http404):
        access_own_place(karin, group.place(KARIN).pk, now=END + 7 * DAY)
    goes_out_again(group, ANNA, after=7 * DAY)
    tell_of_presumed(SATURDAY_TEN + 7 * DAY)
    assert len(told(karin)) == 1
    assert access_own_place(karin, group.place(KARIN).pk, now=SATURDAY_TEN + 7 * DAY) == group.place(KARIN)


@pytest.mark.parametrize("language", ["sv", "en", "fi", "so", "ar"])
@pytest.mark.parametrize("has_log", [True, False])
def test_text_is_in_the_leaders_language_with_who_and_where(
    group: Group, settings: Settings, language: str, *, has_log: bool
) -> None:
    settings.PUBLIC_URL = "https://lykta.huddinge.se"
    Volunteer.objects.update(text_language=language)
    if has_log:
        tells_of_it(group)
    goes_out_again(group, ANNA, BO)
    walked(group)
    in_the_morning(SATURDAY_TEN)
    [body] = told(group.people[KARIN])
    assert [word for word in ("Anna, Bo", "Vårby", "16", f"{PAGE_MARK}/kvall/") if word not in body] == []
    assert segments(as_long(body)) <= (2 if language == "ar" else 1)
