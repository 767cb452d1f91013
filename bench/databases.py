"""Which databases the bench may touch, and how they come and go. Knows nothing of Django, which reads one only."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

MARK = "bench"
POSTGRES = "postgres:///lykta_bench"
FOLDER = Path(__file__).resolve().parent.parent / "var"


class NotForBench(Exception):
    """The database may be someone's own: the bench fills only those that carry its name, and only empty ones."""


def sqlite_url(folder: Path = FOLDER) -> str:
    folder.mkdir(exist_ok=True)
    return f"sqlite:///{folder / 'lykta_bench.sqlite3'}"


def name_of(url: str) -> str:
    """The name of the database, or of SQLite's file."""
    return urlsplit(url).path.rsplit("/", 1)[-1]


def require_bench_name(url: str) -> None:
    """Raises NotForBench unless the database says by its name that it is the bench's."""
    if MARK not in name_of(url):
        raise NotForBench(f'The bench only touches a database with "{MARK}" in its name, not {name_of(url)!r}.')


def is_postgres(url: str) -> bool:
    return urlsplit(url).scheme in {"postgres", "postgresql"}


def is_answering(url: str = POSTGRES) -> bool:
    """Whether there is a PostgreSQL server to make a database on."""
    try:
        _maintenance(url).close()
    except psycopg.OperationalError:
        return False
    return True


def create_database(url: str) -> None:
    """An empty one, in place of any with the same name."""
    drop_database(url)
    if is_postgres(url):
        with _maintenance(url) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name_of(url))))


def copy_database(url: str, *, of: str) -> None:
    """One with the same rows as another on the same PostgreSQL server, in place of any with the same name."""
    drop_database(url)
    with _maintenance(url) as connection:
        names = {"copy": sql.Identifier(name_of(url)), "of": sql.Identifier(name_of(of))}
        connection.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {of}").format(**names))


def drop_database(url: str) -> None:
    require_bench_name(url)
    if is_postgres(url):
        with _maintenance(url) as connection:
            name = sql.Identifier(name_of(url))
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        return
    for ending in ("", "-wal", "-shm"):
        Path(f"{urlsplit(url).path[1:]}{ending}").unlink(missing_ok=True)


def _maintenance(url: str) -> psycopg.Connection:
    """The server's own database: the one to be made or dropped cannot be connected to."""
    parts = urlsplit(url)
    # urlunsplit would write postgresql:/postgres when no host is given, which libpq does not read.
    server = urlunsplit(("", parts.netloc, "", "", "")).removeprefix("//")
    return psycopg.connect(f"postgresql://{server}/postgres", autocommit=True)
