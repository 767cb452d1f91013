"""UTE and HEMMA by text: what is done, and what is answered, whoever writes and whenever."""

from datetime import datetime, timedelta

import pytest

from fieldwork.domain.inbound import apply_inbound
from fieldwork.enums import WalkState
from fieldwork.models import CheckIn, Walk
from messaging.domain.personal_links import PAGE_MARK
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.personal_links import SENT_AT_MOST, make_personal_link
from scheduling.models import InboxItem, PersonalLink
from tests.factories import AttendanceFactory, InboundFactory, VolunteerFactory, member_of
from tests.fieldwork.groups import END, HOUR, MINUTE, START, Group, group_of
from tests.scheduling.rota import texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
KARIN, ANNA, BO, CIA = range(4)


def write(person: Volunteer, body: str, *, now: datetime = START) -> tuple[str, str]:
    """(what came of it, the words of the answer)."""
    inbound: InboundMessage = InboundFactory(from_number=person.mobile, body=body, received_at=now)
    apply_inbound(inbound, now=now)
    inbound.refresh_from_db()
    answers = OutboundMessage.objects.filter(to_number=person.mobile, dedupe_key__endswith=f"inbound:{inbound.pk}")
    return inbound.outcome, " | ".join(answers.order_by("pk").values_list("body", flat=True))


@pytest.fixture
def group() -> Group:
    group = group_of(4)
    group.shift.route.district.name = "Vårby"
    group.shift.route.district.save()
    return group


def log_of(group: Group) -> str:
    """Where the leader writes it, as it stands in a text that waits."""
    return f"{PAGE_MARK}/kvall/{group.place(KARIN).pk}/logg"


def names_out(group: Group) -> list[str]:
    return [one.volunteer.first_name for one in group.night().out]


def test_leader_checks_the_group_out_and_home(group: Group) -> None:
    assert write(group.people[KARIN], "UTE") == (
        "night_out",
        (
            "Bra, 4 är ute i Vårby. Hemma senast 00.30. Svara HEMMA när alla är hemma, MER för 30 minuter till. "
            "Vid fara: 112. Hjälp? Svara LARM."
        ),
    )
    assert names_out(group) == ["Karin", "Anna", "Bo", "Cia"]
    assert write(group.people[KARIN], "alla hemma 4 st", now=END) == (
        "night_home",
        f"Tack Karin, alla är hemma från Vårby! Hur var det? Svara LOGG 12 lugnt eller skriv: {log_of(group)}",
    )
    assert PersonalLink.objects.get().volunteer == group.people[KARIN]
    assert group.walk.state == WalkState.HOME
    assert group.states() == ["attended"] * 4
    assert InboxItem.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Thanks Karin, everybody is home from Vårby! How was it? Reply LOG 12 calm or write: {log}"),
        ("fi", "Kiitos Karin, kaikki kotona: Vårby! Miten meni? Vastaa LOKI 12 rauhallista tai: {log}"),
        ("so", "Mahadsanid Karin, kulli waa guriga: Vårby! Sidee bay ahayd? LOG 12 deggan ama: {log}"),
        ("ar", "شكرا Karin، الجميع في البيت من Vårby. أجب: سجل 12 هادئ أو {log}"),
    ],
)
def test_way_to_the_log_comes_in_the_leaders_language(group: Group, language: str, words: str) -> None:
    Volunteer.objects.update(text_language=language)
    group.go_out()
    assert write(group.people[KARIN], "HEMMA", now=END)[1] == words.format(log=log_of(group))


def test_leader_is_not_asked_for_a_log_that_is_there(group: Group) -> None:
    group.go_out()
    write(group.people[ANNA], "LOGG 12 lugnt", now=END - MINUTE)
    assert write(group.people[KARIN], "HEMMA", now=END)[1] == "Tack Karin, alla är hemma från Vårby!"


def test_leader_who_has_got_links_enough_gets_no_other(group: Group) -> None:
    group.go_out()
    for _time in range(SENT_AT_MOST):
        make_personal_link(group.people[KARIN], now=END)
    words = "Tack Karin, alla är hemma från Vårby! Hur var det? Svara till exempel LOGG 12 lugnt."
    assert write(group.people[KARIN], "HEMMA", now=END)[1] == words


def test_leader_who_comes_home_last_gets_the_way_to_the_log_and_others_do_not(group: Group) -> None:
    group.go_out(KARIN, ANNA, BO)
    assert log_of(group) not in write(group.people[ANNA], "HEMMA", now=END)[1]
    assert log_of(group) not in write(group.people[BO], "HEMMA", now=END)[1]
    assert log_of(group) in write(group.people[KARIN], "jag är hemma", now=END)[1]


def test_each_checks_themselves_out_and_home(group: Group) -> None:
    assert write(group.people[ANNA], "ute nu") == (
        "night_waiting",
        (
            "Tack Anna, du är på plats i Vårby. Ni är ute när 2 har svarat UTE, eller när ledaren gör det. "
            "Vänta in dem innan du går."
        ),
    )
    assert write(group.people[BO], "Ute!")[1] == (
        "Bra Bo, du är ute i Vårby. Hemma senast 00.30. Svara HEMMA när du är hemma, MER för 30 minuter till. "
        "Vid fara: 112. Hjälp? Svara LARM."
    )
    assert names_out(group) == ["Anna", "Bo"]
    assert write(group.people[ANNA], "hemma nu", now=END)[1] == "Skönt Anna, du är hemma från Vårby. Tack för i kväll!"
    assert texts_to(group.people[BO])[-1] == "last_out"
    write(group.people[BO], "HEMMA", now=END + MINUTE)
    assert group.states() == ["no_show", "attended", "attended", "no_show"]


def test_out_twice_is_answered_and_writes_nothing(group: Group) -> None:
    write(group.people[KARIN], "UTE")
    told = group.told()
    outcome, body = write(group.people[KARIN], "Ute", now=START + HOUR)
    assert (outcome, body.startswith("Ni står redan som ute i Vårby. Hemma senast 00.30.")) == ("night_out", True)
    assert write(group.people[ANNA], "ute", now=START + HOUR)[1].startswith("Du står redan som ute i Vårby.")
    assert group.told() == told


def test_home_twice_is_answered(group: Group) -> None:
    write(group.people[KARIN], "UTE")
    write(group.people[KARIN], "HEMMA", now=END)
    assert write(group.people[KARIN], "HEMMA", now=END + MINUTE)[1] == "Alla är redan hemma."
    assert write(group.people[ANNA], "hem", now=END + MINUTE)[1] == "Alla är redan hemma."


def test_count_that_differs_is_answered_with_who_is_registered_and_a_person_sees_it(group: Group) -> None:
    outcome, body = write(group.people[KARIN], "alla ute 3 st")
    assert (outcome, body) == (
        "night_out_count",
        (
            "Du skrev 3, men 4 står som ute: Karin, Anna, Bo, Cia. Var någon inte med? Svara UTE UTOM och namnet. "
            "Är fler med? Svara SIDA och lägg till dem."
        ),
    )
    assert len(names_out(group)) == 4
    assert InboxItem.objects.count() == 1


def test_those_who_are_not_along_are_named(group: Group) -> None:
    assert write(group.people[KARIN], "Ute utom Bo")[1].startswith("Bra, 3 är ute")
    assert names_out(group) == ["Karin", "Anna", "Cia"]


def test_home_by_a_number_that_leaves_open_who_is_not_brings_nobody_home(group: Group) -> None:
    write(group.people[KARIN], "UTE")
    outcome, body = write(group.people[KARIN], "hemma 3 st", now=END)
    assert (outcome, body.startswith("Ingen är incheckad än. 4 är ute: Karin, Anna, Bo, Cia.")) == (
        "night_home_count",
        True,
    )
    assert len(names_out(group)) == 4
    assert InboxItem.objects.count() == 1


def test_all_home_but_one(group: Group) -> None:
    write(group.people[KARIN], "UTE")
    outcome, body = write(group.people[KARIN], "alla hemma utom Bo", now=END)
    assert (outcome, body) == (
        "night_home",
        "Skönt Karin, du är hemma från Vårby. Tack för i kväll! Kvar ute: Bo.",
    )
    assert (names_out(group), texts_to(group.people[BO])) == (["Bo"], ["last_out"])
    write(group.people[KARIN], "alla hemma", now=END + MINUTE)
    assert names_out(group) == []


def test_home_but_somebody_nobody_knows_brings_nobody_home(group: Group) -> None:
    write(group.people[KARIN], "UTE")
    assert write(group.people[KARIN], "hemma utom Pelle", now=END)[0] == "night_home_count"
    assert write(group.people[KARIN], "hemma inte än", now=END)[0] == "night_home_count"
    assert len(names_out(group)) == 4


def test_leader_brings_one_home(group: Group) -> None:
    write(group.people[KARIN], "UTE")
    # Named by the leader, who then stays out with the others only when not named.
    assert write(group.people[KARIN], "jag är hemma", now=END)[0] == "night_home"
    assert names_out(group) == ["Anna", "Bo", "Cia"]


def test_signature_below_a_text_for_the_group_is_no_name(group: Group) -> None:
    write(group.people[KARIN], "Alla ute /Karin")
    assert len(names_out(group)) == 4
    write(group.people[KARIN], "alla hemma\nKarin", now=END)
    assert names_out(group) == []


def test_too_few_are_told_whom_to_ring(group: Group) -> None:
    group = group_of(2, crew_safe=3)
    group.shift.route.district.name = "Vårby"
    group.shift.route.district.save()
    assert write(group.people[KARIN], "UTE") == (
        "night_too_few",
        (
            "Ni är 2 i Vårby och det behövs 3 för att gå ut. Ring samordnaren 070-174 06 10. "
            "Svara SIDA, där ser du andra grupper att gå med."
        ),
    )
    assert not Walk.objects.exists()


@pytest.mark.parametrize(
    ("now", "words"),
    [(START - 3 * HOUR, "Det är för tidigt. Svara UTE när ni går"), (END + HOUR, "Kvällen i Vårby fre 16/10 är slut.")],
)
def test_out_at_the_wrong_time(group: Group, now: datetime, words: str) -> None:
    outcome, body = write(group.people[KARIN], "UTE", now=now)
    assert (outcome, body.startswith(words)) == ("night_not_now", True)


@pytest.mark.parametrize("words", ["Ute nu vid centrum", "UTE med Lisa", "Ute, Anna Bo och Lisa"])
def test_out_with_more_than_is_known_is_asked_back_and_nobody_thinks_they_are_out(group: Group, words: str) -> None:
    assert write(group.people[KARIN], words) == (
        "night_who",
        (
            "Vi är inte säkra på vilka som går ut i Vårby. Svara UTE för alla på listan, eller UTE och förnamnen. "
            "Är någon mer med? Svara SIDA och lägg till dem."
        ),
    )
    assert not Walk.objects.exists()
    assert InboxItem.objects.count() == 1
    assert write(group.people[ANNA], words)[1] == (
        "Vi är inte säkra på vad du menar. Svara bara UTE när du är med ute i Vårby."
    )


def test_home_before_out_and_after_the_end(group: Group) -> None:
    assert write(group.people[ANNA], "hemma") == (
        "night_not_out",
        "Du står inte som ute i Vårby fre 16/10. Går du med gruppen nu? Svara UTE. Kan du inte? Svara NEJ.",
    )
    assert InboxItem.objects.count() == 0
    assert "Ledaren ser ditt svar" in write(group.people[KARIN], "alla hemma", now=END + MINUTE)[1]
    assert InboxItem.objects.count() == 1


def test_on_the_way_is_not_home(group: Group) -> None:
    group.go_out(KARIN, ANNA, BO)
    outcome, body = write(group.people[KARIN], "Vi går hem nu", now=END)
    assert (outcome, body) == (
        "night_on_way",
        "Bra! Svara HEMMA när alla är hemma. Till dess räknas ni som ute i Vårby.",
    )
    assert names_out(group) == ["Karin", "Anna", "Bo"]
    assert write(group.people[ANNA], "på väg hem", now=END)[1].startswith("Bra! Svara HEMMA när du är hemma.")
    write(group.people[KARIN], "alla hemma", now=END + 10 * MINUTE)
    assert names_out(group) == []
    assert write(group.people[ANNA], "går hem", now=END + 11 * MINUTE)[0] == "night_home"


def test_leader_who_is_late_brings_those_home_who_went_without(group: Group) -> None:
    group.go_out(ANNA, BO)
    assert write(group.people[KARIN], "HEMMA", now=END)[0] == "night_home"
    assert names_out(group) == []


def test_strangers_and_those_not_on_the_crew_are_handed_on(group: Group) -> None:
    assert write(VolunteerFactory(), "HEMMA")[0] == "nothing_open"
    asked = AttendanceFactory(shift=group.shift, volunteer=member_of(group.shift.association), state="asked")
    assert write(asked.volunteer, "hemma")[0] != "night_not_out"
    assert write(group.people[KARIN], "UTE", now=START - timedelta(days=2))[0] != "night_not_now"


def test_two_who_share_a_number_go_out_together(group: Group) -> None:
    Volunteer.objects.filter(pk=group.people[BO].pk).update(mobile=group.people[ANNA].mobile)
    assert write(group.people[ANNA], "ute")[0] == "night_out"
    assert names_out(group) == ["Anna", "Bo"]
    write(group.people[ANNA], "hemma", now=END)
    assert names_out(group) == []


def test_two_who_share_a_number_in_different_groups_say_who(group: Group) -> None:
    other = group_of(3, association=group.shift.association)
    Volunteer.objects.filter(pk=other.people[2].pk).update(mobile=group.people[ANNA].mobile, name="Elin Ek")
    outcome, body = write(group.people[ANNA], "ute")
    assert (outcome, "Anna, Elin" in body) == ("night_which", True)
    assert write(group.people[ANNA], "ute Elin")[0] == "night_waiting"
    assert not Walk.objects.exists()


def test_two_nights_one_after_the_other(group: Group) -> None:
    later = group_of(2, association=group.shift.association, starts_at=END + HOUR)
    place = later.place(1)
    place.volunteer = later.people[1] = group.people[KARIN]
    place.is_leader = True
    place.save()
    write(group.people[KARIN], "UTE")
    assert len(names_out(group)) == 4
    assert write(group.people[KARIN], "ute", now=END - 10 * MINUTE)[1].startswith("Ni står redan som ute")
    # The first was never checked home; out again, they cannot be out with it still.
    assert write(group.people[KARIN], "UTE", now=END + HOUR)[0] == "night_out"
    assert CheckIn.objects.get(volunteer=group.people[KARIN], walk=group.walk).is_presumed
    assert len(later.night().out) == 2


def test_text_read_twice_is_answered_once(group: Group) -> None:
    inbound = InboundFactory(from_number=group.people[KARIN].mobile, body="UTE", received_at=START)
    for _time in range(2):
        apply_inbound(inbound, now=START)
    assert OutboundMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "body", "answer"),
    [
        ("en", "we are out", "Good Anna, you are out in Vårby."),
        ("fi", "ulkona", "Hyvä Anna, olet ulkona: Vårby."),
        ("so", "dibadda", "Waa hagaag Anna: Vårby."),
        ("ar", "خرجنا", "جيد، أنت مسجل في الخارج في Vårby."),
    ],
)
def test_in_other_languages(group: Group, language: str, body: str, answer: str) -> None:
    group.go_out(KARIN, BO)
    Volunteer.objects.filter(pk=group.people[ANNA].pk).update(text_language=language)
    assert write(group.people[ANNA], body)[1].startswith(answer)
