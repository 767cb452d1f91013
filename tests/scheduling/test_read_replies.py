"""`manage.py read_replies`, so that an association can try its own replies."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SAID = [
    ("yes", "Ja!"),
    ("no", "nä tyvärr"),
    ("yes+tell", "ja, men blir sen"),
    ("person", "Vem är detta?"),
    ("stop", "STOPP"),
    ("start", "START"),
    ("help", "HJÄLP"),
    ("withdraw", "Måste tyvärr hoppa av"),
    ("late", "blir 10 min sen"),
    ("yes", "Ok 👍"),
    ("yes", "نعم"),
    ("no", "en pääse"),
]


def read(text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    call_command("read_replies", stdout=told)
    return told.getvalue()


def test_each_line_comes_out_with_its_meaning_in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    written = "".join(f"{text}\n" for _meaning, text in SAID)
    assert read(written, monkeypatch) == "".join(f"{meaning}\t{text}\n" for meaning, text in SAID)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("ja", "yes\tja\n"),
        ("ja\r\nnej\r\n", "yes\tja\nno\tnej\n"),
        ("\ufeffja\n", "yes\tja\n"),
        ("ja\n\n   \nnej\n", "yes\tja\nperson\t\nperson\t   \nno\tnej\n"),
        ("ja\ttack\n", "yes\tja\ttack\n"),
    ],
)
def test_as_many_lines_come_out_as_went_in(text: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(text, monkeypatch) == expected


def command(tmp_path: Path) -> "subprocess.Popen[bytes]":
    """As on a machine that speaks no UTF-8, and whose database is not there."""
    said = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}
    database = f"sqlite:///{tmp_path}/missing/none.sqlite3"
    return subprocess.Popen(
        [sys.executable, "manage.py", "read_replies"],
        cwd=ROOT,
        env=os.environ | said | {"LYKTA_DEMO": "1", "DATABASE_URL": database},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_lines_are_utf_8_whatever_the_locale_and_answered_as_they_come(tmp_path: Path) -> None:
    with command(tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for meaning, text in SAID:
            process.stdin.write(f"{text}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline().decode() == f"{meaning}\t{text}\n"
        process.stdin.write(b"ja \xff\n")
        process.stdin.close()
        assert process.stdout.read().decode() == "yes\tja \ufffd\n"
    assert process.returncode == 0


def test_it_runs_where_nothing_has_been_set_up() -> None:
    bare = {
        name: value for name, value in os.environ.items() if not name.startswith(("LYKTA_", "DATABASE_URL", "DJANGO"))
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "read_replies"],
        cwd=ROOT,
        env=bare,
        input=b"ja\n",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout.decode()) == (0, "yes\tja\n")
