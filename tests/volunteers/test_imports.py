"""Lists on their way in: previewed, accepted once, disposed of. Through the pages where a person would use them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    VolunteerFactory,
    coordinator_of,
    fictional_number,
    leader_of,
    member_of,
)
from tests.volunteers.lists import ANNA, HEADINGS, MEHMET, as_csv, as_xlsx
from volunteers.domain.imports import accept_import, dispose_old_imports, preview_import, read_list
from volunteers.domain.lists.comparing import Change, Outcome
from volunteers.exceptions import ImportClosed
from volunteers.models import Association, Membership, PeopleImport, Volunteer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
LIST = as_csv(HEADINGS, ANNA, MEHMET)


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory(name="Vårby vuxna")
    return made


def read(association: Association, content: bytes = LIST, now: datetime = NOW) -> PeopleImport:
    return read_list(
        content, filename="lista.csv", association=association, uploaded_by=leader_of(association), now=now
    )


def outcomes(kept: PeopleImport) -> list[Outcome]:
    return [line.outcome for line in preview_import(kept)]


def people() -> list[tuple[str, str, str]]:
    return list(Volunteer.objects.order_by("mobile").values_list("name", "mobile", "email"))


def test_nothing_is_written_until_the_list_is_accepted(association: Association) -> None:
    kept = read(association)
    assert (outcomes(kept), people()) == ([Outcome.CREATED, Outcome.CREATED], [])


def test_accepted_list_makes_people_and_memberships_and_is_emptied(association: Association) -> None:
    done = accept_import(read(association), now=NOW)
    assert people() == [
        ("Anna Lindqvist", "+46701740614", "anna@lykta.example"),
        ("Mehmet Demir", "+46701740615", ""),
    ]
    memberships = Membership.objects.values_list("association", "joined_on")
    assert list(memberships) == [(association.pk, date(2026, 10, 12))] * 2
    assert (done.created_count, done.rows, done.accepted_at) == (2, [], NOW)


def test_same_list_twice_changes_nothing(association: Association) -> None:
    content = as_xlsx(
        ("Namn", "Mobil", "Födelseår", "Språk", "Ledarutbildning till", "Område", "Anteckning"),
        ("Anna Lindqvist", 701740614, 1985, "svenska, dari", date(2027, 6, 30), "vårby", "Har egen väst"),
    )
    DistrictFactory(municipality=association.municipality, name="Vårby")
    accept_import(read(association, content), now=NOW)
    before = list(Volunteer.objects.values())
    done = accept_import(read(association, content), now=NOW)
    assert (done.created_count, done.changed_count, done.unchanged_count) == (0, 0, 1)
    assert list(Volunteer.objects.values()) == before
    assert Volunteer.objects.filter(home_district__name="Vårby", birth_year=1985).count() == 1


def test_preview_says_which_fields_change_from_what_to_what(association: Association) -> None:
    member_of(association, name="Anna Lindkvist", mobile="+46701740614", note="Ring efter 17")
    kept = read(association, as_csv((*HEADINGS, "Språk"), (*ANNA, "svenska, dari")))
    assert [list(line.changes) for line in preview_import(kept)] == [
        [
            Change("namn", "Anna Lindkvist", "Anna Lindqvist"),
            Change("e-post", "", "anna@lykta.example"),
            Change("språk", "", "svenska, dari"),
        ]
    ]
    done = accept_import(kept, now=NOW)
    anna = Volunteer.objects.get()
    assert (done.changed_count, anna.name, anna.languages, anna.note) == (
        1,
        "Anna Lindqvist",
        ["sv", "prs"],
        "Ring efter 17",
    )


def test_empty_cell_leaves_what_is_known(association: Association) -> None:
    member_of(association, name="Anna Lindqvist", mobile="+46701740614", email="anna@lykta.example")
    kept = read(association, as_csv(HEADINGS, ("Anna Lindqvist", "0701740614", "")))
    assert outcomes(kept) == [Outcome.UNCHANGED]


def test_volunteer_of_another_association_joins_and_the_preview_tells_nothing_of_before(
    association: Association,
) -> None:
    other = AssociationFactory(municipality=association.municipality)
    member_of(other, name="Anna Lindqvist", mobile="+46701740614", email="hemlig@lykta.example", note="hemligt")
    kept = read(association)
    joined = preview_import(kept)[0]
    assert (joined.outcome, [change.before for change in joined.changes]) == (Outcome.JOINED, [None, None])
    accept_import(kept, now=NOW)
    assert Volunteer.objects.get(mobile="+46701740614").memberships.count() == 2
    assert outcomes(read(association)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_number_under_another_name_elsewhere_is_refused_without_saying_whose(association: Association) -> None:
    other = AssociationFactory(municipality=association.municipality)
    member_of(other, name="Birgitta Holm", mobile="+46701740614")
    line = preview_import(read(association))[0]
    assert (line.outcome, line.reason) == (
        Outcome.REFUSED,
        "Numret finns redan i kommunen under ett annat namn. Kolla numret, eller fråga kommunens samordnare.",
    )


def test_number_of_another_member_is_refused_with_the_name(association: Association) -> None:
    member_of(association, name="Birgitta Holm", mobile="+46701740614")
    line = preview_import(read(association))[0]
    assert line.reason == (
        "Numret hör redan till Birgitta Holm. Har numret bytt ägare? Ändra det först på personens sida."
    )


def test_volunteer_of_another_municipality_is_someone_else(association: Association) -> None:
    VolunteerFactory(name="Anna Lindqvist", mobile="+46701740614")
    accept_import(read(association), now=NOW)
    assert Volunteer.objects.filter(mobile="+46701740614").count() == 2


def test_unknown_district_is_remarked_on_and_the_person_still_comes_in(association: Association) -> None:
    DistrictFactory(name="Vårby")  # in another municipality
    kept = read(association, as_csv(("Namn", "Mobil", "Område"), ("Anna Lindqvist", "0701740614", "Vårby")))
    line = preview_import(kept)[0]
    assert (line.outcome, line.remark) == (
        Outcome.CREATED,
        "Området Vårby finns inte i kommunen och hoppas över.",
    )


def test_list_is_accepted_once(association: Association) -> None:
    kept = read(association)
    accept_import(kept, now=NOW)
    with pytest.raises(ImportClosed):
        accept_import(kept, now=NOW)


def test_person_added_after_the_preview_is_not_made_twice(association: Association) -> None:
    kept = read(association)
    member_of(association, name="Anna Lindqvist", mobile="+46701740614", email="anna@lykta.example")
    done = accept_import(kept, now=NOW)
    assert (done.created_count, done.unchanged_count, Volunteer.objects.count()) == (1, 1, 2)


def test_list_that_nobody_accepted_is_disposed_of_after_a_day(association: Association) -> None:
    old, new, done = (read(association, now=NOW - timedelta(hours=hours)) for hours in (25, 23, 30))
    accept_import(done, now=NOW)
    assert dispose_old_imports(NOW) == 1
    assert set(PeopleImport.objects.values_list("pk", flat=True)) == {new.pk, done.pk}
    assert not PeopleImport.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("step", ["read", "preview", "accept"])
def test_long_list_takes_as_many_queries_as_a_short_one(association: Association, step: str) -> None:
    counts = []
    for start, length in ((0, 1), (10, 30)):
        rows = [(f"Vandrare{n} Testsson", fictional_number(n), "") for n in range(start, start + length)]
        user = leader_of(association)
        with CaptureQueriesContext(connection) as reading:
            kept = read_list(
                as_csv(HEADINGS, *rows), filename="a.csv", association=association, uploaded_by=user, now=NOW
            )
        with CaptureQueriesContext(connection) as previewing:
            preview_import(kept)
        with CaptureQueriesContext(connection) as accepting:
            accept_import(kept, now=NOW)
        counts.append({"read": len(reading), "preview": len(previewing), "accept": len(accepting)}[step])
    assert counts[0] == counts[1]


def test_list_goes_in_by_the_pages(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    page = upload(client, association, LIST)
    assert page.status_code == 303
    preview = client.get(page.url)
    assert preview.status_code == 200
    assert "2 nya, 0 ändras, 0 är som förut, 0 går inte in." in preview.content.decode()
    assert client.post(page.url).status_code == 303
    assert Volunteer.objects.count() == 2
    assert "2 nya, 0 ändrade, 0 som förut, 0 gick inte in." in client.get(page.url).content.decode()
    assert client.post(page.url).headers["Location"] == reverse("volunteers:upload_import")


def test_list_thrown_away_leaves_nothing(client: Client, association: Association) -> None:
    client.force_login(coordinator_of(association.municipality))
    page = upload(client, association, LIST)
    assert client.post(f"{page.url}/ta-bort").status_code == 303
    assert (PeopleImport.objects.count(), Volunteer.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "Det här är en PDF. Spara listan som .xlsx eller .csv och ladda upp den."),
        (b"", "Filen är tom. Den behöver en rad med rubriker, och rader under dem."),
        (as_csv(HEADINGS), "Listan har rubriker men inga rader under dem."),
    ],
)
def test_page_says_what_is_wrong_with_a_file(
    client: Client, association: Association, content: bytes, sentence: str
) -> None:
    client.force_login(leader_of(association))
    page = upload(client, association, content)
    assert (page.status_code, sentence in page.content.decode()) == (422, True)


def test_file_of_50_mb_is_refused_by_its_size_and_never_kept_whole(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    page = upload(client, association, b"Namn;Mobil\n" + b"x" * (50 * 1024 * 1024))
    assert page.status_code == 422
    assert "Filen är för stor. En lista får vara högst 5 MB; ta bort bilder eller dela den." in page.content.decode()
    assert page.wsgi_request.FILES["file"].size < settings.UPLOAD_MAX_SIZE + 1024 * 1024


def test_names_from_a_list_are_escaped_on_the_page(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    page = upload(client, association, as_csv(HEADINGS, ("<script>alert(1)</script>", "0701740614", "")))
    body = client.get(page.url).content.decode()
    assert ("<script>alert" in body, "&lt;script&gt;alert" in body) == (False, True)


def upload(client: Client, association: Association, content: bytes) -> Any:
    file = SimpleUploadedFile("lista.csv", content)
    return client.post(reverse("volunteers:upload_import"), {"association": association.pk, "file": file})
