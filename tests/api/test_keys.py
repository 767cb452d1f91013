"""Partners' keys."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from api.domain.keys import find_key, make_key, note_use, revoke_key
from api.enums import Problem, Scope
from api.exceptions import KeyRefused
from api.models import ApiKey, Partner
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)


def refusal(token: str, *, now: datetime = NOW) -> str:
    with pytest.raises(KeyRefused) as caught:
        find_key(token, now=now)
    return caught.value.problem


def test_only_the_hash_of_a_key_is_kept(partner: Partner) -> None:
    key, token = make_key(partner, scopes=[Scope.SHIFTS], now=NOW)
    first, prefix, secret = token.split("_")
    assert (first, prefix, len(secret)) == ("lykta", key.prefix, 48)
    assert secret not in str(ApiKey.objects.values().get())
    assert find_key(token, now=NOW) == key


def test_key_is_refused_when_any_part_is_wrong(partner: Partner) -> None:
    _key, token = make_key(partner, scopes=Scope.values, now=NOW)
    _first, prefix, secret = token.split("_")
    wrong = ["", "lykta", "lykta__", f"lykta_{prefix}", f"lykta_{prefix}_", f"lykta_{prefix}_{secret[:-1]}"]
    wrong += [f"Lykta_{prefix}_{secret}", f"lykta_0_{secret}", f"{token}x", f"lykta_{prefix}_åäö", secret]
    assert {refusal(text) for text in wrong} == {Problem.BAD_KEY}


def test_revoked_key_says_so_only_to_its_holder(partner: Partner) -> None:
    key, token = make_key(partner, scopes=Scope.values, now=NOW)
    revoke_key(key, now=NOW)
    assert refusal(token) == Problem.REVOKED_KEY
    assert refusal(token[:-1] + "x") == Problem.BAD_KEY


def test_key_of_a_partner_no_longer_active_is_refused(partner: Partner) -> None:
    _key, token = make_key(partner, scopes=Scope.values, now=NOW)
    Partner.objects.update(is_active=False)
    assert refusal(token) == Problem.REVOKED_KEY


def test_key_expires_at_the_second(partner: Partner) -> None:
    key, token = make_key(partner, scopes=Scope.values, now=NOW, expires_at=NOW + timedelta(days=1))
    assert find_key(token, now=NOW + timedelta(days=1, seconds=-1)) == key
    assert refusal(token, now=NOW + timedelta(days=1)) == Problem.EXPIRED_KEY


def test_use_is_noted_once_a_minute(partner: Partner) -> None:
    make_key(partner, scopes=Scope.values, now=NOW)
    for seconds, noted in [(0, 0), (59, 0), (61, 61)]:
        note_use(ApiKey.objects.get(), now=NOW + timedelta(seconds=seconds))
        assert ApiKey.objects.get().last_used_at == NOW + timedelta(seconds=noted)


def test_unknown_scope_is_refused(partner: Partner) -> None:
    with pytest.raises(ValueError, match="crew:everything"):
        make_key(partner, scopes=["crew:everything"], now=NOW)


def test_command_prints_a_key_that_works_and_nothing_else(municipality: Municipality) -> None:
    out, err = StringIO(), StringIO()
    call_command(
        "make_api_key",
        "Polisen",
        municipality=municipality.name,
        scope=["shifts:read"],
        days=30,
        stdout=out,
        stderr=err,
    )
    key = ApiKey.objects.select_related("partner").get()
    assert find_key(out.getvalue().strip(), now=key.created_at) == key
    assert key.partner is not None
    assert (key.partner.name, key.partner.municipality, key.scopes) == ("Polisen", municipality, ["shifts:read"])
    assert key.expires_at == key.created_at + timedelta(days=30)


def test_command_uses_the_partner_there_is(partner: Partner) -> None:
    call_command("make_api_key", "Polisen", municipality="Huddinge kommun", stdout=StringIO(), stderr=StringIO())
    assert ApiKey.objects.get().partner == partner


def test_command_names_the_municipalities_when_it_finds_none(municipality: Municipality) -> None:
    with pytest.raises(CommandError, match="Huddinge kommun"):
        call_command("make_api_key", "Polisen", municipality="Hudinge", stdout=StringIO(), stderr=StringIO())
