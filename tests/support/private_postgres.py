"""A PostgreSQL server of a test's own, to be stopped and started without anyone else noticing."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connection

BINARIES = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Cluster:
    """Listens on a socket in its folder alone. `name` is its one database."""

    folder: Path
    binaries: Path
    name: str = "lykta"

    @property
    def url(self) -> str:
        return f"postgres://postgres@/{self.name}?host={self.folder}"

    def connect(self, name: str = "") -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name or self.name, autocommit=True)

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self._control("--wait", "--log", str(self.folder / "log"), "--options", options, "start")

    def stop(self, *, mode: str = "fast") -> None:
        self._control("--wait", "--mode", mode, "stop")

    def restart(self) -> None:
        """As an upgrade of the machine's packages does: sessions are thrown out in the middle of what they do."""
        self._control("--wait", "--mode", "fast", "--log", str(self.folder / "log"), "restart")

    def make(self) -> None:
        options = (
            "--auth",
            "trust",
            "--username",
            "postgres",
            "--encoding",
            "UTF8",
            "--locale",
            "C.UTF-8",
            "--no-sync",
        )
        as_postgres(self.binaries / "initdb", "--pgdata", str(self.folder / "db"), *options)

    def copy_tables_of(self, environment_of: dict[str, str], name: str, *, with_rows: bool = False) -> None:
        """The same tables as another database has, without its rows unless they are wanted."""
        only = [] if with_rows else ["--schema-only"]
        dump = [str(self.binaries / "pg_dump"), *only, "--no-owner", "--no-privileges", name]
        tables = subprocess.run(dump, env={**os.environ, **environment_of}, capture_output=True, check=True).stdout
        with self.connect("postgres") as server:
            server.execute(f'CREATE DATABASE "{self.name}"')
        command = ["psql", "-q", "-h", str(self.folder), "-U", "postgres", "-v", "ON_ERROR_STOP=1", self.name]
        subprocess.run(command, input=tables, stdout=subprocess.DEVNULL, check=True)

    def _control(self, *arguments: str) -> None:
        as_postgres(self.binaries / "pg_ctl", "--pgdata", str(self.folder / "db"), *arguments)


def as_postgres(program: Path, *arguments: str) -> None:
    """The server refuses to run as root."""
    who = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*who, str(program), *arguments], stdout=subprocess.DEVNULL, check=True, cwd="/")


@contextmanager
def private_postgres(*, with_rows: bool = False) -> Iterator[Cluster]:
    """A running server with the tables of this test's database, empty unless its rows are wanted too."""
    found = sorted(BINARIES.glob("*/bin/initdb"))
    if not found:
        pytest.skip(f"no PostgreSQL server under {BINARIES}")
    folder = Path(tempfile.mkdtemp(prefix="lykta-pg-"))  # pytest's own folders are closed to other users
    cluster = Cluster(folder, found[-1].parent)
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        cluster.make()
        cluster.start()
        name = str(connection.settings_dict["NAME"])
        cluster.copy_tables_of(libpq_environment(), name, with_rows=with_rows)
        yield cluster
    finally:
        if (folder / "db" / "postmaster.pid").exists():
            cluster.stop(mode="immediate")
        shutil.rmtree(folder)


def libpq_environment() -> dict[str, str]:
    """Where the test's own database is, as libpq's programs want to know it."""
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {name: str(given[key]) for name, key in names.items() if given[key]}
