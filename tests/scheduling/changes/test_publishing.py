"""Changes gather in quiet, are shown with all that they mean, and published once: one text to each, with the net."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.enums import OutboundState, Reason
from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage
from scheduling.domain.attendance import make_leader
from scheduling.domain.changes.drafts import draft_cancellation, draft_change, undo_change, undo_changes
from scheduling.domain.changes.publishing import Preview, preview_changes, publish_changes
from scheduling.domain.changes.values import values_of
from scheduling.domain.crews import CrewSize
from scheduling.domain.last_look import review
from scheduling.domain.shifts import cancel_shift, progress_shifts, revise_shift
from scheduling.domain.walk_rules.keeping import save_rule
from scheduling.enums import AttendanceState as State
from scheduling.enums import RuleForce, RuleKind, ShiftState
from scheduling.exceptions import ChangedMeanwhile, MoveNotAllowed, NotAllowed, SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Attendance, Shift, ShiftChange, ShiftEvent, TextPlan
from tests.factories import RouteFactory, ShiftFactory, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)
LATER = MONDAY + timedelta(hours=3)


def fridays(count: int, people: int = 2, **fields: object) -> list[Rota]:
    """So many Fridays of one association, everyone asked to each and confirmed."""
    first = make_rota(people, **fields)
    rotas = [first]
    for week in range(1, count):
        shift: Shift = ShiftFactory(
            association=first.shift.association,
            route=first.shift.route,
            starts_at=first.shift.starts_at + timedelta(weeks=week),
        )
        rotas.append(Rota(shift, first.people))
    for rota in rotas:
        rota.ask()
    for rota in rotas:
        for person in rota.people:
            sms(person, f"ja {rota.attendance(person).reply_code}")
    return rotas


def fresh(rota: Rota) -> Shift:
    return Shift.objects.get(pk=rota.shift.pk)


def later(rota: Rota, **changes: object) -> None:
    """Draft that the night is an hour later, and what else."""
    values = values_of(fresh(rota))
    moved = values.moved(values.starts_at + AN_HOUR, values.ends_at + AN_HOUR)
    draft_change(rota.shift, replace(moved, **changes), actor=None, now=MONDAY + AN_HOUR)  # type: ignore[arg-type]  # each value is of its own type


def noted(rota: Rota, note: str, *, leader: Volunteer | None = None) -> None:
    draft_change(
        rota.shift, replace(values_of(fresh(rota)), note=note), leader=leader, actor=None, now=MONDAY + AN_HOUR
    )


def publish(rota: Rota, *, now: datetime = LATER, **options: bool) -> Preview:
    """Look, and then do exactly that."""
    association = rota.shift.association
    preview = preview_changes(association, now=now, **options)
    publish_changes(association, stamp=preview.stamp, origin=BY_LEADER, now=now, **options)
    return preview


def new_texts() -> list[OutboundMessage]:
    """What was queued by the publication and is on its way out."""
    return list(OutboundMessage.objects.filter(created_at=LATER, state=OutboundState.QUEUED).order_by("pk"))


def said_to(person: Volunteer, texts: Iterable[OutboundMessage]) -> list[str]:
    return [text.body for text in texts if text.to_number == person.mobile]


def test_nothing_happens_to_anyone_until_the_change_is_published() -> None:
    (rota,) = fridays(1)
    before = OutboundMessage.objects.count()
    later(rota)
    assert [rota.state(person) for person in rota.people] == [State.CONFIRMED, State.CONFIRMED]
    assert (OutboundMessage.objects.count(), fresh(rota).starts_at) == (before, rota.shift.starts_at)
    assert ShiftChange.objects.get().shift == rota.shift


def test_the_preview_says_who_would_be_told_what_and_that_is_what_is_sent() -> None:
    (rota,) = fridays(1)
    later(rota)
    preview = publish(rota)
    shown = {letter.person.first_name: letter.text.body for letter in preview.letters if letter.text}
    words = (
        "Ändrat, %s: Vårby är nu fre 16/10 kl 21.30-01.30, samling vid biblioteket. "
        "Kan du fortfarande? Svara JA eller NEJ."
    )
    assert shown == {name: words % name for name in ("Person0", "Person1")}
    assert [text.body for text in new_texts()] == list(shown.values())
    assert [rota.state(person) for person in rota.people] == [State.ASKED, State.ASKED]
    assert not ShiftChange.objects.exists()


def test_history_says_what_was_changed_to_what() -> None:
    (rota,) = fridays(1)
    elsewhere = RouteFactory(municipality=rota.shift.association.municipality, name="Masmo")
    later(rota, route=elsewhere.pk, crew=CrewSize(maximum=6), note="Ta med reflexer", is_open=True)
    publish(rota)
    assert ShiftEvent.objects.get(shift=rota.shift, kind="changed", attendance=None).detail == (
        f"tid 20.30–00.30 → 21.30–01.30, rutt {rota.shift.route.name} → Masmo, "
        "gruppen minst 3, mål 4, högst 5, ledare 1, säkert 2 → minst 3, mål 4, högst 6, ledare 1, säkert 2, "
        "ny text till gruppen, kvällen är öppen"
    )


def test_each_person_gets_one_text_with_the_net_change_of_many_nights() -> None:
    rotas = fridays(5)
    for rota in rotas[:3]:
        later(rota)
    draft_cancellation(rotas[3].shift, reason="Storm", actor=None, now=MONDAY)
    noted(rotas[4], "Ta med reflexer")
    publish(rotas[0])
    texts = new_texts()
    assert [(text.kind, text.to_number) for text in texts] == [("changes", one.mobile) for one in rotas[0].people]
    assert texts[0].body == (
        "Hej Person0! Ändrat, kan du fortfarande? 1: fre 16/10, 2: fre 23/10 kl 21.30-01.30 i Vårby, samling "
        "biblioteket; 3: fre 30/10 kl 20.30-00.30 i Vårby, samling biblioteket. Svara t.ex. JA 1 eller NEJ 3. "
        "Inställt: fre 6/11 i Vårby. Nytt fre 13/11 i Vårby: Ta med reflexer."
    )
    states = [[rota.state(person) for person in rota.people] for rota in rotas]
    assert states == [[State.ASKED] * 2] * 3 + [[State.WITHDRAWN] * 2, [State.CONFIRMED] * 2]
    parts = OutboundMessage.objects.filter(merged_into=texts[0])
    assert list(parts.order_by("pk").values_list("kind", "state", "reason")) == [
        (kind, OutboundState.DROPPED, Reason.MERGED) for kind in ("changed", "changed", "changed", "cancelled", "news")
    ]


def test_nothing_waits_for_a_night_that_was_cancelled_at_once() -> None:
    rotas = fridays(2)
    for rota in rotas:
        later(rota)
    cancel_shift(rotas[0].shift, origin=BY_LEADER, now=MONDAY + 2 * AN_HOUR)
    assert [change.shift for change in ShiftChange.objects.all()] == [rotas[1].shift]
    publish(rotas[1])
    assert rotas[1].state(rotas[1].people[0]) == State.ASKED


def test_the_net_of_two_edits_is_one_change_and_of_there_and_back_is_none() -> None:
    (rota,) = fridays(1)
    later(rota)
    later(rota, note="Grill")
    assert ShiftChange.objects.count() == 1
    draft_change(rota.shift, values_of(fresh(rota)), actor=None, now=MONDAY)
    assert not ShiftChange.objects.exists()


def test_a_new_note_leaves_every_yes_and_is_told_once_or_not_at_all() -> None:
    (rota,) = fridays(1)
    noted(rota, "Ta med ficklampa")
    publish(rota)
    assert [text.body for text in new_texts()] == [
        f"Nytt, Person{n}: Vårby fre 16/10 kl 20.30-00.30. Ta med ficklampa. Du behöver inte svara." for n in (0, 1)
    ]
    assert [rota.state(person) for person in rota.people] == [State.CONFIRMED, State.CONFIRMED]
    assert ShiftEvent.objects.filter(kind="news", shift=rota.shift).count() == 2


def test_a_leader_can_keep_news_from_the_phones() -> None:
    (rota,) = fridays(1)
    noted(rota, "Ta med ficklampa")
    preview = publish(rota, tells_news=False)
    assert (list(preview.letters), new_texts(), fresh(rota).note) == ([], [], "Ta med ficklampa")


def test_a_long_note_is_cut_between_words_into_one_segment() -> None:
    (rota,) = fridays(1, people=1)
    noted(rota, "Fritidsgården har öppet till midnatt och bjuder på varm choklad åt alla som går ut och åt ungdomarna.")
    publish(rota)
    (text,) = new_texts()
    assert (text.segments, "midnatt och bjuder" in text.body, "..." in text.body) == (1, True, True)


def test_a_new_leader_leaves_every_yes_and_each_hears_it_in_their_own_words() -> None:
    (rota,) = fridays(1, people=3)
    old, new, crew = rota.people
    make_leader(rota.attendance(old), is_leader=True, origin=BY_LEADER, now=MONDAY + AN_HOUR)
    noted(rota, "", leader=new)
    publish(rota)
    night = "Vårby fre 16/10 kl 20.30-00.30."
    number = f"{new.mobile.replace('+46', '0')[:3]}-{new.mobile[-7:-4]} {new.mobile[-4:-2]} {new.mobile[-2:]}"
    texts = new_texts()
    assert said_to(new, texts) == [f"Nytt, Person1: {night} Du leder gruppen. Du behöver inte svara."]
    told = [
        f"Nytt, {one.first_name}: {night} Ledare blir Person1 {number}. Du behöver inte svara." for one in (old, crew)
    ]
    assert said_to(old, texts) + said_to(crew, texts) == told
    assert [rota.state(person) for person in rota.people] == [State.CONFIRMED] * 3
    assert [rota.attendance(person).is_leader for person in rota.people] == [False, True, False]
    assert fresh(rota).leader_count == 1


def test_a_leader_must_be_coming_and_one_who_leads_already_is_no_change() -> None:
    (rota,) = fridays(1)
    stranger = member_of(rota.shift.association, name="Ny Person")
    with pytest.raises(SchedulingError, match="Ny har inte sagt ja"):
        noted(rota, "", leader=stranger)
    make_leader(rota.attendance(rota.people[0]), is_leader=True, origin=BY_LEADER, now=MONDAY)
    noted(rota, "", leader=rota.people[0])
    assert not ShiftChange.objects.exists()


def test_a_new_leader_meets_the_rules() -> None:
    (rota,) = fridays(1)
    save_rule(rota.shift.association, RuleKind.LEADER_TRAINING, force=RuleForce.HARD)
    with pytest.raises(NotAllowed, match="Person1 har ingen ledarutbildning"):
        noted(rota, "", leader=rota.people[1])
    assert not ShiftChange.objects.exists()


def test_a_night_keeps_its_leader_when_the_new_one_has_said_no_since() -> None:
    (rota,) = fridays(1)
    old, new = rota.people
    make_leader(rota.attendance(old), is_leader=True, origin=BY_LEADER, now=MONDAY)
    noted(rota, "", leader=new)
    sms(new, "nej", now=MONDAY + 2 * AN_HOUR)
    preview = preview_changes(rota.shift.association, now=LATER)
    assert [one.hindrance for one in preview.planned] == ["Person1 har inte sagt ja till kvällen."]
    with pytest.raises(SchedulingError, match="Person1 har inte sagt ja"):
        publish(rota)
    assert (rota.attendance(old).is_leader, fresh(rota).leader_count) == (True, 1)


def test_only_crew_sizes_change_without_a_word_but_to_those_who_get_a_place() -> None:
    (rota,) = fridays(1, people=5, crew_max=4)
    assert rota.state(rota.people[4]) == State.WAITING
    draft_change(rota.shift, replace(values_of(fresh(rota)), crew=CrewSize(maximum=6)), actor=None, now=MONDAY)
    publish(rota)
    assert [(text.kind, text.to_number) for text in new_texts()] == [("promoted", rota.people[4].mobile)]
    assert rota.state(rota.people[4]) == State.CONFIRMED


def test_who_walks_elsewhere_meanwhile_is_passed_by_in_the_queue() -> None:
    (rota,) = fridays(1, people=6, crew_max=4)
    other: Shift = ShiftFactory(association=rota.shift.association, route=rota.shift.route)
    Rota(other, [rota.people[4]]).ask()
    sms(rota.people[4], "ja 2")
    draft_change(rota.shift, replace(values_of(fresh(rota)), crew=CrewSize(maximum=5)), actor=None, now=MONDAY)
    publish(rota)
    assert [rota.state(person) for person in rota.people[4:]] == [State.WAITING, State.CONFIRMED]


def test_someone_whose_question_has_not_left_is_asked_about_the_night_as_it_is_now() -> None:
    rota = make_rota(1)
    rota.ask(arrives=False)
    later(rota)
    publish(rota)
    assert texts_to(rota.people[0]) == ["ask", "ask"]
    first, second = OutboundMessage.objects.order_by("pk")
    assert (first.state, first.reason) == (OutboundState.DROPPED, Reason.NOT_NEEDED)
    assert "kl 21.30-01.30" in second.body


def test_someone_whose_question_has_not_left_hears_nothing_of_a_cancelled_night() -> None:
    rota = make_rota(1)
    rota.ask(arrives=False)
    draft_cancellation(rota.shift, actor=None, now=MONDAY)
    preview = publish(rota)
    assert (list(preview.letters), rota.state(rota.people[0])) == ([], State.WITHDRAWN)


def test_publishing_is_refused_when_something_happened_since_the_look() -> None:
    (rota,) = fridays(1)
    later(rota)
    preview = preview_changes(rota.shift.association, now=LATER)
    sms(rota.people[0], "nej", now=LATER)
    with pytest.raises(ChangedMeanwhile, match="Titta igen"):
        publish_changes(rota.shift.association, stamp=preview.stamp, origin=BY_LEADER, now=LATER)
    assert (fresh(rota).starts_at, rota.state(rota.people[1])) == (rota.shift.starts_at, State.CONFIRMED)
    publish(rota)
    assert [rota.state(person) for person in rota.people] == [State.DECLINED, State.ASKED]


def test_publishing_twice_tells_nobody_twice() -> None:
    (rota,) = fridays(1)
    later(rota)
    preview = publish(rota)
    with pytest.raises(ChangedMeanwhile):
        publish_changes(rota.shift.association, stamp=preview.stamp, origin=BY_LEADER, now=LATER)
    assert len(new_texts()) == 2


def test_a_night_that_has_begun_stands_in_the_way_until_its_change_is_undone() -> None:
    rotas = fridays(2)
    for rota in rotas:
        later(rota)
    begun = rotas[0].shift.ends_at + AN_HOUR
    preview = preview_changes(rotas[0].shift.association, now=begun)
    assert [one.hindrance for one in preview.planned] == [
        "Passet har börjat eller är inställt och kan inte ändras.",
        "",
    ]
    assert not preview.may_publish
    with pytest.raises(SchedulingError, match="har börjat"):
        publish_changes(rotas[0].shift.association, stamp=preview.stamp, origin=BY_LEADER, now=begun)
    assert undo_change(rotas[0].shift)
    assert preview_changes(rotas[0].shift.association, now=begun).may_publish


def test_what_waits_for_a_night_is_void_once_it_begins_or_is_cancelled() -> None:
    rotas = fridays(2)
    for rota in rotas:
        later(rota)
    progress_shifts(rotas[0].shift.starts_at)
    cancel_shift(rotas[1].shift, origin=BY_LEADER, now=MONDAY + AN_HOUR)
    assert not ShiftChange.objects.exists()


def test_what_waits_can_be_undone() -> None:
    rotas = fridays(3)
    for rota in rotas:
        later(rota)
    assert undo_change(rotas[0].shift)
    assert not undo_change(rotas[0].shift)
    assert undo_changes(rotas[0].shift.association) == 2
    assert not ShiftChange.objects.exists()


def test_a_change_is_checked_when_it_is_drafted() -> None:
    (rota,) = fridays(1, people=4)
    values = values_of(fresh(rota))
    with pytest.raises(UnsoundCrew, match="redan klara"):
        draft_change(rota.shift, replace(values, crew=CrewSize(target=3, maximum=3)), actor=None, now=MONDAY)
    with pytest.raises(SchedulingError, match="annan kommun"):
        draft_change(rota.shift, replace(values, route=RouteFactory().pk), actor=None, now=MONDAY)
    with pytest.raises(TooLate, match="redan varit"):
        draft_change(rota.shift, values.moved(MONDAY - 2 * AN_HOUR, MONDAY - AN_HOUR), actor=None, now=MONDAY)
    cancel_shift(rota.shift, origin=BY_LEADER, now=MONDAY)
    with pytest.raises(MoveNotAllowed):
        draft_cancellation(rota.shift, actor=None, now=MONDAY)


def test_changing_at_once_makes_what_waited_void() -> None:
    (rota,) = fridays(1)
    later(rota)
    shift = fresh(rota)
    same = {name: getattr(shift, name) for name in ("route", "kind", "starts_at", "ends_at")}
    revise_shift(shift, **same, crew=CrewSize(), note="Nu", origin=BY_LEADER, now=MONDAY)
    assert not ShiftChange.objects.exists()


def test_a_draft_that_is_moved_is_moved_without_a_word() -> None:
    shift: Shift = ShiftFactory(state=ShiftState.DRAFT)
    rota = Rota(shift, [])
    later(rota)
    preview = publish(rota)
    assert (list(preview.letters), fresh(rota).starts_at - shift.starts_at) == ([], AN_HOUR)


def test_answers_to_the_one_text_are_understood_night_by_night() -> None:
    rotas = fridays(2, people=1)
    for rota in rotas:
        later(rota)
    publish(rotas[0])
    OutboundMessage.objects.filter(state=OutboundState.QUEUED).update(state=OutboundState.DELIVERED, sent_at=LATER)
    person = rotas[0].people[0]
    answered = LATER + AN_HOUR
    sms(person, "ja 1", now=answered)
    sms(person, "nej 2", now=answered)
    assert [rota.state(person) for rota in rotas] == [State.CONFIRMED, State.DECLINED]


def test_an_answer_that_was_on_its_way_while_the_one_text_waits_counts_for_no_night() -> None:
    rotas = fridays(2, people=1)
    for rota in rotas:
        later(rota)
    publish(rotas[0])
    sms(rotas[0].people[0], "ja 1", now=LATER)
    assert (rotas[0].state(rotas[0].people[0]), texts_to(rotas[0].people[0])[-1]) == (State.ASKED, "changed_again")


def test_one_who_is_called_gets_a_call_for_each_night_since_a_key_answers_one() -> None:
    rotas = fridays(2, people=1)
    Volunteer.objects.update(contact_way="call")
    for rota in rotas:
        later(rota)
    publish(rotas[0])
    assert [(text.kind, text.channel) for text in new_texts()] == [("changed", "voice"), ("changed", "voice")]


def test_a_later_change_takes_its_night_out_of_a_text_that_still_waits() -> None:
    rotas = fridays(3, people=1)
    TextPlan.objects.update(quiet_from=time(21), quiet_to=time(8))
    for rota in rotas:
        later(rota)
    publish(rotas[0])
    cancel_shift(rotas[2].shift, origin=BY_LEADER, now=LATER + AN_HOUR)
    carrier = OutboundMessage.objects.get(kind="changes")
    verdict = review([carrier], LATER + AN_HOUR)[carrier.pk]
    assert "30/10" not in verdict.body
    assert "1: fre 16/10, 2: fre 23/10" in verdict.body
    assert texts_to(rotas[0].people[0])[-1] == "cancelled"


def test_a_text_about_nights_of_which_none_is_left_does_not_leave() -> None:
    rotas = fridays(2, people=1)
    for rota in rotas:
        later(rota)
    publish(rotas[0])
    Shift.objects.update(state=ShiftState.CANCELLED)
    carrier = OutboundMessage.objects.get(kind="changes")
    assert review([carrier], LATER)[carrier.pk].drop == Reason.NOT_NEEDED


def test_the_one_text_leaves_as_it_was_shown(sms_provider: MemoryGateway) -> None:
    rotas = fridays(2, people=1)
    for rota in rotas:
        later(rota)
    preview = publish(rotas[0])
    carrier = OutboundMessage.objects.get(kind="changes")
    assert review([carrier], LATER) == {}
    assert [carrier.body] == [letter.text.body for letter in preview.letters if letter.text]


def test_a_whole_term_of_one_person_is_one_text_of_six_segments_at_most() -> None:
    rotas = fridays(26, people=1)
    TextPlan.objects.update(day_cap=20)
    for rota in rotas:
        later(rota)
    publish(rotas[0])
    (text,) = new_texts()
    assert (text.kind, text.segments <= 6, "26: fre 9/4" in text.body) == ("changes", True, True)


@pytest.mark.parametrize("nights", [1, 5])
def test_a_preview_of_any_size_takes_as_many_queries(
    nights: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rotas = fridays(nights)
    for rota in rotas:
        later(rota)
    with django_assert_max_num_queries(5):
        preview = preview_changes(rotas[0].shift.association, now=LATER)
    with django_assert_max_num_queries(30 + 2 * nights):
        publish_changes(rotas[0].shift.association, stamp=preview.stamp, origin=BY_LEADER, now=LATER)


def test_attendances_of_those_who_are_off_have_the_times_of_the_night_too() -> None:
    (rota,) = fridays(1)
    sms(rota.people[0], "nej", now=MONDAY + 2 * AN_HOUR)
    later(rota)
    publish(rota)
    assert set(Attendance.objects.values_list("starts_at", flat=True)) == {rota.shift.starts_at + AN_HOUR}
    assert datetime(2026, 10, 16, 19, 30, tzinfo=UTC) == rota.shift.starts_at + AN_HOUR
