"""`python -m bench.inbound` lets a crowd answer by text, through every process of a real installation, and writes
docs/inbound.md. Each database is measured in a process of its own, and dropped afterwards.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import databases
from bench.inbound_figures import InboundRun
from bench.inbound_report import page

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgres:///lykta_bench_inbound"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    busy = os.getloadavg()[0]
    runs = []
    for url in [url for name, url in own_databases().items() if asked.only in {None, name}]:
        is_sqlite = not databases.is_postgres(url)
        rate, readers = (asked.sqlite_rate, asked.readers) if is_sqlite else (asked.rate, 0)
        run = measured(url, rate=rate, seconds=asked.seconds, readers=readers)
        if run is None:
            return 1
        runs.append(run)
    text = page(runs, seconds=asked.seconds, busy=busy)
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0 if all(run.is_sound for run in runs) else 1


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.inbound", description=__doc__)
    outer.add_argument("--only", choices=("postgres", "sqlite"))
    outer.add_argument("--rate", type=float, default=300, help="texts a second on PostgreSQL")
    outer.add_argument("--sqlite-rate", type=float, default=20, help="texts a second on SQLite")
    outer.add_argument("--readers", type=int, default=2, help="people who read pages all the time, on SQLite")
    outer.add_argument("--seconds", type=float, default=60)
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "inbound.md")
    return outer


def own_databases() -> dict[str, str]:
    """PostgreSQL only where a server answers on this machine."""
    sqlite = {"sqlite": f"sqlite:///{databases.FOLDER / 'lykta_bench_inbound.sqlite3'}"}
    databases.FOLDER.mkdir(exist_ok=True)
    return ({"postgres": POSTGRES} if databases.is_answering(POSTGRES) else {}) | sqlite


def measured(url: str, *, rate: float, seconds: float, readers: int) -> InboundRun | None:
    """None when the process that does the work has said what went wrong."""
    print(f"{rate:g} texts a second on {databases.name_of(url)} ...", file=sys.stderr)
    databases.create_database(url)
    options = f"--rate {rate} --seconds {seconds} --readers {readers}"
    ports = {"BENCH_WEB_PORT": str(free_port()), "BENCH_PROVIDER_PORT": str(free_port())}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.inbound_work", *options.split()],
            cwd=ROOT,
            env={**os.environ, **ports, "LYKTA_BENCH_DATABASE_URL": url},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        databases.drop_database(url)
    return InboundRun(**json.loads(done.stdout)) if done.returncode == 0 else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
