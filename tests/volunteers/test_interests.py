"""Somebody wants to walk: heard, taken in by one, told no kindly, taken back, and disposed of."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail

from messaging.models import OptOut, OutboundMessage
from tests.factories import AssociationFactory, DistrictFactory, coordinator_of, leader_of, member_of
from tests.support.at_once import at_once, threads_share_the_database
from tests.volunteers.wanting import NOW, YASMIN, wanting
from volunteers.domain.interest_mails import tell_of_interests
from volunteers.domain.interests import (
    accept_interest,
    decline_interest,
    dispose_of_old_interests,
    take_back,
    take_interest,
    walks_with,
)
from volunteers.domain.people import forget_volunteer, pause_volunteer
from volunteers.enums import InterestState, VolunteerState
from volunteers.exceptions import AnsweredAlready, NumberTaken
from volunteers.models import Association, Interest, Membership, Volunteer

DAY = timedelta(days=1)


@pytest.fixture
def varby(db: None) -> Association:
    found: Association = AssociationFactory(name="Vårby vuxna på stan", contact_number="+46701740612")
    return found


@pytest.fixture
def masmo(varby: Association) -> Association:
    found: Association = AssociationFactory(name="Masmo går", municipality=varby.municipality)
    return found


def texts() -> list[tuple[str, str]]:
    return list(OutboundMessage.objects.order_by("pk").values_list("kind", "body"))


def test_accepted_person_is_a_member_with_the_consent_that_was_given(varby: Association) -> None:
    district = DistrictFactory(municipality=varby.municipality)
    interest = wanting(varby, district=district, birth_year=1993, text_language="en")
    yasmin = accept_interest(interest, varby, by=leader_of(varby), now=NOW + DAY)
    yasmin.refresh_from_db()
    assert (yasmin.name, yasmin.mobile, yasmin.birth_year, yasmin.languages, yasmin.text_language) == (
        "Yasmin Karlsson",
        YASMIN,
        1993,
        ["sv", "ar"],
        "en",
    )
    assert (yasmin.home_district, yasmin.consented_on, yasmin.informed_on, yasmin.consent_version) == (
        district,
        date(2026, 10, 12),
        date(2026, 10, 12),
        "1",
    )
    assert list(yasmin.associations.all()) == [varby]
    interest.refresh_from_db()
    assert (interest.state, interest.accepted_by, interest.volunteer) == (InterestState.ACCEPTED, varby, yasmin)
    said = (
        "Welcome Yasmin! You are now with Vårby vuxna på stan. We text you about nights, and you answer JA (yes) or "
        "NEJ (no). Questions? Call 070-174 06 12."
    )
    assert texts() == [("welcome", said)]


def test_only_the_first_association_gets_the_person(varby: Association, masmo: Association) -> None:
    interest = wanting(varby, masmo)
    accept_interest(interest, masmo, by=leader_of(masmo), now=NOW)
    with pytest.raises(AnsweredAlready, match="Masmo går hann före: Yasmin Karlsson är med där"):
        accept_interest(interest, varby, by=leader_of(varby), now=NOW)
    with pytest.raises(AnsweredAlready):
        decline_interest(interest, varby, by=leader_of(varby), now=NOW)
    assert list(Membership.objects.values_list("association", flat=True)) == [masmo.pk]


def test_last_no_is_told_kindly_and_an_earlier_one_is_not(varby: Association, masmo: Association) -> None:
    interest = wanting(varby, masmo)
    assert not decline_interest(interest, varby, by=leader_of(varby), now=NOW)
    assert texts() == []
    assert decline_interest(interest, masmo, by=leader_of(masmo), now=NOW)
    said = (
        "Hej Yasmin! Tack för att du vill nattvandra. Masmo går kan tyvärr inte ta emot fler just nu. Frågor? Ring "
        "samordnaren 070-174 06 10."
    )
    assert texts() == [("no_room", said)]
    interest.refresh_from_db()
    assert interest.state == InterestState.DECLINED
    with pytest.raises(AnsweredAlready, match="har redan fått svar"):
        accept_interest(interest, varby, by=leader_of(varby), now=NOW)


def test_coordinators_no_is_everybodys(varby: Association, masmo: Association) -> None:
    interest = wanting(varby, masmo)
    assert decline_interest(interest, None, by=coordinator_of(varby.municipality), now=NOW)
    assert varby.municipality.name in texts()[0][1]


def test_person_who_rests_comes_back_as_they_were(varby: Association) -> None:
    known = member_of(varby, name="Yasmin Karlsson", mobile=YASMIN, note="Har egen väst")
    pause_volunteer(known)
    interest = wanting(varby)
    assert accept_interest(interest, varby, by=leader_of(varby), now=NOW) == known
    known.refresh_from_db()
    assert (known.state, known.note, known.consent_version) == (VolunteerState.ACTIVE, "Har egen väst", "1")


def test_member_of_one_of_them_is_not_heard_again(varby: Association, masmo: Association) -> None:
    member_of(varby, mobile=YASMIN)
    told: dict[str, object] = {
        "district": None,
        "birth_year": None,
        "born_on": None,
        "languages": [],
        "text_language": "sv",
    }
    given: dict[str, object] = {"name": "Yasmin", "consent_version": "1", "consented_at": NOW, "now": NOW, **told}
    town = {"municipality": varby.municipality, "proof": uuid4()}
    assert take_interest(YASMIN, associations=[varby, masmo], **town, **given) is None  # type: ignore[arg-type]  # as told
    assert walks_with(YASMIN, varby.municipality, [varby, masmo]) == [varby]
    assert take_interest(YASMIN, associations=[masmo], **town, **given) is not None  # type: ignore[arg-type]  # as told


def test_number_known_under_another_name_is_not_taken_over(varby: Association) -> None:
    member_of(varby, name="Göran Åkesson", mobile=YASMIN)
    Membership.objects.all().delete()
    with pytest.raises(NumberTaken):
        accept_interest(wanting(varby), varby, by=leader_of(varby), now=NOW)
    assert Interest.objects.get().state == InterestState.NEW


def test_whoever_asks_again_waits_as_long_but_with_what_was_told_last(varby: Association, masmo: Association) -> None:
    wanting(varby, name="Yasmin K")
    again = wanting(masmo, now=NOW + DAY)
    assert list(Interest.objects.values_list("name", "created_at")) == [("Yasmin Karlsson", NOW)]
    assert [offer.association for offer in again.offers.all()] == [masmo]


def test_taken_back_leaves_nothing(varby: Association) -> None:
    interest = wanting(varby)
    assert take_back(interest.proof)
    assert not Interest.objects.exists()
    assert not take_back(interest.proof)
    with pytest.raises(AnsweredAlready, match="ändrat sig"):
        accept_interest(interest, varby, by=leader_of(varby), now=NOW)


def test_old_ones_go_with_the_texts_of_those_who_do_not_walk(varby: Association) -> None:
    leader = leader_of(varby)
    decline_interest(wanting(varby), varby, by=leader, now=NOW)
    bo = accept_interest(wanting(varby, number="+46701740629", name="Bo Ek"), varby, by=leader, now=NOW)
    OptOut.objects.create(number=YASMIN, started_at=NOW, source="text")
    assert dispose_of_old_interests(NOW + 60 * DAY) == 0
    assert dispose_of_old_interests(NOW + 61 * DAY) == 2
    assert list(OutboundMessage.objects.values_list("to_number", flat=True)) == [bo.mobile]
    assert (Volunteer.objects.get(), OptOut.objects.count()) == (bo, 1)


def test_forgotten_person_is_not_waiting_either(varby: Association, masmo: Association) -> None:
    yasmin = member_of(varby, mobile=YASMIN)
    wanting(masmo)
    forget_volunteer(yasmin, now=NOW)
    assert not Interest.objects.exists()


def test_leaders_are_told_at_once_and_coordinators_after_a_week(varby: Association, masmo: Association) -> None:
    karin, peter, maria = leader_of(varby), leader_of(masmo), coordinator_of(varby.municipality)
    wanting(varby, masmo)
    wanting(varby, number="+46701740629", name="Bo Ek")
    assert tell_of_interests(NOW) == 2
    assert tell_of_interests(NOW) == 0
    said = {tuple(one.to): (one.subject, one.body) for one in mail.outbox}
    assert said[(karin.email,)][0] == "Vårby vuxna på stan: 2 personer vill gå med"
    assert said[(peter.email,)][0] == "Masmo går: 1 person vill gå med"
    assert not any("Yasmin" in body or YASMIN[-4:] in body for _subject, body in said.values())
    assert "/folk/vill-ga-med" in said[(karin.email,)][1]
    mail.outbox.clear()
    assert tell_of_interests(NOW + 7 * DAY) == 1
    assert mail.outbox[0].to == [maria.email]
    assert "2 personer som vill gå med väntar på svar" in mail.outbox[0].subject
    assert tell_of_interests(NOW + 8 * DAY) == 0


def test_mail_that_does_not_leave_is_tried_again(varby: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    leader_of(varby)
    wanting(varby)

    def refuse(*_args: object, **_options: object) -> int:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        assert tell_of_interests(NOW) == 0
    assert tell_of_interests(NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_two_associations_that_accept_at_the_same_moment() -> None:
    threads_share_the_database()
    one = AssociationFactory()
    others = [AssociationFactory(municipality=one.municipality) for _ in range(4)]
    interest = wanting(one, *others)
    by = coordinator_of(one.municipality)
    results = at_once(
        *(
            lambda association=association: accept_interest(interest, association, by=by, now=NOW)
            for association in [one, *others]
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["AnsweredAlready"] * 4 + ["Volunteer"]
    assert (Membership.objects.count(), Volunteer.objects.count(), OutboundMessage.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_accepting_and_taking_back_at_the_same_moment_ends_in_one_of_them() -> None:
    threads_share_the_database()
    association = AssociationFactory()
    interest, by = wanting(association), leader_of(association)
    results = at_once(lambda: accept_interest(interest, association, by=by, now=NOW), lambda: take_back(interest.proof))
    was_accepted = isinstance(results[0], Volunteer)
    assert results[1] is not was_accepted
    assert Volunteer.objects.exists() is was_accepted
