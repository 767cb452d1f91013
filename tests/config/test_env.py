from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def refuse(read: Callable[[], object]) -> str:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read()
    return str(refusal.value)


def test_text_is_the_contents_of_the_file_when_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("från filen\n", encoding="utf-8")
    monkeypatch.setenv("X", "from the environment")
    monkeypatch.setenv("X_FILE", str(tmp_path / "secret"))
    assert env.text("X") == "från filen"


def test_text_tells_which_variable_names_a_file_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_FILE", "/nowhere/secret")
    assert refuse(lambda: env.text("X")) == "X_FILE names a file that cannot be read: No such file or directory."


@pytest.mark.parametrize(("word", "meaning"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("off", False)])
def test_flag_reads_the_usual_words(monkeypatch: pytest.MonkeyPatch, word: str, *, meaning: bool) -> None:
    monkeypatch.setenv("X", word)
    assert env.flag("X", default=not meaning) is meaning


def test_flag_is_its_default_when_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", " ")
    assert env.flag("X", default=True) is True


def test_number_is_read_or_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.number("X", default=7) == 7
    monkeypatch.setenv("X", "12")
    assert env.number("X", default=7) == 12


def test_amount_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.amount("X", "0.60") == Decimal("0.60")
    monkeypatch.setenv("X", "0.475")
    assert env.amount("X", "0.60") == Decimal("0.475")


def test_choices_keep_the_order_of_the_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "en, sv")
    assert env.choices("X", ("sv", "en", "fi")) == ["sv", "en"]


def test_networks_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.networks("X") == []
    monkeypatch.setenv("X", "10.20.0.0/16, fd12::/16,192.0.2.7")
    assert env.networks("X") == ["10.20.0.0/16", "fd12::/16", "192.0.2.7/32"]
    monkeypatch.setenv("X", "10.20.0.1/16")
    assert refuse(lambda: env.networks("X")).startswith("X must be networks such as 192.168.10.0/24")


def test_keys_are_read_each_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.keys_by_address("X") == {}
    monkeypatch.setenv("X", "https://a.example/v2/=one=1, http://b.example=two")
    assert env.keys_by_address("X") == {"https://a.example/v2": "one=1", "http://b.example": "two"}
    for wrong in ("https://a.example/v2", "https://a.example=", "key", "=key"):
        monkeypatch.setenv("X", wrong)
        assert refuse(lambda: env.keys_by_address("X")).startswith("X must be addresses with their keys")


def test_tiles_give_the_origin_with_subdomains_as_a_star(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "https://{s}.tiles.example:8080/{z}/{x}/{y}.png")
    assert env.tiles("X") == ("https://{s}.tiles.example:8080/{z}/{x}/{y}.png", "https://*.tiles.example:8080")


def test_sqlite_is_locked_at_once_and_writes_ahead() -> None:
    assert env.database("X", "sqlite:////var/lib/lykta/db")["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }


def test_postgres_connections_are_kept_and_checked() -> None:
    database = env.database("X", "postgres://lykta:hemligt@db.example:5433/lykta")
    assert {key: database[key] for key in ("HOST", "PORT", "NAME", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")} == {
        "HOST": "db.example",
        "PORT": 5433,
        "NAME": "lykta",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def test_postgres_compiles_no_question_unless_the_address_says_so() -> None:
    plain = env.database("X", "postgres:///lykta?sslmode=require")
    assert plain["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off"}
    told = env.database("X", "postgres:///lykta?options=-c%20jit%3Don")
    assert told["OPTIONS"] == {"options": "-c jit=on"}


@pytest.mark.parametrize(
    ("value", "read", "sentence"),
    [
        ("maybe", lambda: env.flag("X", default=False), "X must be on or off (1/0, true/false, yes/no)."),
        ("many", lambda: env.number("X", default=1), "X must be a whole number, 0 or more."),
        ("-1", lambda: env.number("X", default=1), "X must be a whole number, 0 or more."),
        ("0,60", lambda: env.amount("X", "0.60"), "X must be an amount such as 0.60, 0 or more."),
        ("-1", lambda: env.amount("X", "0.60"), "X must be an amount such as 0.60, 0 or more."),
        ("0", lambda: env.number("X", default=1, minimum=1), "X must be a whole number, 1 or more."),
        ("fi", lambda: env.choice("X", "sv", ("sv", "en")), "X must be one of sv, en."),
        ("sv,fi", lambda: env.choices("X", ("sv", "en")), "X must be some of sv, en, separated by commas."),
        ("070-1740699", lambda: env.phone("X"), "X must be a number with its country, such as +46701740699."),
        (
            "lykta.example",
            lambda: env.origin("X", ""),
            "X must be an address like https://lykta.example, without a path.",
        ),
        (
            "https://lykta.example/app",
            lambda: env.origin("X", ""),
            "X must be an address like https://lykta.example, without a path.",
        ),
        (
            "https://tiles.example/",
            lambda: env.tiles("X"),
            "X must be an address like https://tiles.example/{z}/{x}/{y}.png.",
        ),
        ("Mars/Olympus", lambda: env.zone("X", ""), "X must be a time zone such as Europe/Stockholm."),
        ("mysql://db/lykta", lambda: env.database("X", ""), "X must begin with sqlite:// or postgres://."),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[], object], sentence: str
) -> None:
    monkeypatch.setenv("X", value)
    assert refuse(read) == sentence
