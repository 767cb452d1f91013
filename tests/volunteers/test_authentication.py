import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories import AssociationFactory, UserFactory, leader_of
from volunteers.models import User

PASSWORD = "en lång och bra fras"
pytestmark = pytest.mark.django_db


def test_leader_signs_in_by_e_mail_and_comes_to_the_board(client: Client) -> None:
    user = leader_of(AssociationFactory())
    response = client.post(reverse("account_login"), {"login": user.email.upper(), "password": PASSWORD})
    assert response.headers["Location"] == "/pass"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_wrong_password_is_answered_without_blame(client: Client) -> None:
    user = UserFactory()
    page = client.post(reverse("account_login"), {"login": user.email, "password": "fel"}).content.decode()
    assert "E-post och lösenord hör inte ihop. Prova igen, eller välj ett nytt lösenord." in page
    assert 'role="alert"' in page


def test_unknown_address_is_answered_like_a_wrong_password(client: Client) -> None:
    page = client.post(reverse("account_login"), {"login": "okand@lykta.example", "password": "fel"}).content.decode()
    assert "E-post och lösenord hör inte ihop." in page


def test_many_attempts_are_paused(client: Client) -> None:
    user = UserFactory()
    for _ in range(10):
        client.post(reverse("account_login"), {"login": user.email, "password": "fel"})
    page = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}).content.decode()
    assert "Det blev många försök. Vänta några minuter och prova igen." in page


def test_missing_field_is_named_beside_the_field(client: Client) -> None:
    page = client.post(reverse("account_login"), {"login": "", "password": PASSWORD}).content.decode()
    assert re.search(
        r'<input type="email" name="login"[^>]*aria-invalid="true"[^>]*aria-describedby="id_login_error"', page
    )
    assert 'id="id_login_error"' in page


def test_nobody_can_sign_up(client: Client) -> None:
    form = {"email": "ny@lykta.example", "password1": PASSWORD, "password2": PASSWORD}
    page = client.post(reverse("account_signup"), form).content.decode()
    assert "Konton läggs upp av samordnaren" in page
    assert not User.objects.exists()


def test_new_password_by_mailed_link(client: Client) -> None:
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    [letter] = mail.outbox
    link = re.search(r"http://testserver(\S+)", str(letter.body))
    assert link
    assert letter.subject == "Välj ett nytt lösenord till Lykta"
    page = client.get(link[1], follow=True)
    form = {"password1": "fyra ord i rad nu", "password2": "fyra ord i rad nu"}
    done = client.post(page.redirect_chain[-1][0], form, follow=True)
    assert "Ditt nya lösenord gäller från nu." in done.content.decode()
    user.refresh_from_db()
    assert user.check_password("fyra ord i rad nu")


def test_unknown_address_gets_the_same_page_and_no_mail(client: Client) -> None:
    page = client.post(
        reverse("account_reset_password"), {"email": "okand@lykta.example"}, follow=True
    ).content.decode()
    assert "Titta i din inkorg" in page
    assert mail.outbox == []


def test_used_link_offers_a_new_one(client: Client) -> None:
    page = client.get(reverse("account_reset_password_from_key", args=["1", "x-y"])).content.decode()
    assert "Länken har slutat gälla" in page


def test_signing_out_says_so(client: Client) -> None:
    client.force_login(leader_of(AssociationFactory()))
    page = client.post(reverse("account_logout"), follow=True).content.decode()
    assert "Du är utloggad." in page


@pytest.mark.parametrize("name", ["account_change_password", "account_logout", "account_reauthenticate"])
def test_pages_about_the_account_wear_the_shell(client: Client, name: str) -> None:
    client.force_login(leader_of(AssociationFactory()))
    page = client.get(reverse(name)).content.decode()
    assert page.count('<header class="topbar">') == page.count("<h1>") == 1


def test_fields_have_labels_and_no_grey_examples(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "placeholder" not in page
    assert re.findall(r"<label[^>]*>\s*([^<]*?)\s*<", page)[:2] == ["E-post", "Lösenord"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_address_is_not_changed_from_a_session(client: Client, method: str) -> None:
    client.force_login(leader_of(AssociationFactory()))
    response = getattr(client, method)(reverse("account_email"), {"email": "ny@lykta.example", "action_add": ""})
    assert response.status_code == 404
