"""Clients of one calendar each, or of several: what they have kept, and how they fare when their key is taken away."""

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from scheduling.domain.calendar_links import addresses_of, find_link, make_link, renew_link
from scheduling.domain.followed.calendars import Owner, calendar_over
from scheduling.domain.followed.passwords import find_device, make_password, revoke_password
from tests.support.calendar_facts import Fact, facts_of, in_all
from tests.support.dav import Answer, Follower, asking_at
from tests.support.processes import PATIENCE
from tests.support.vdirsyncer import Vdirsyncer
from volunteers.models import Association, User


class Client(Protocol):
    def sync(self) -> None: ...

    def kept(self) -> list[tuple[Owner, list[Fact]]]:
        """What it would show, by whose calendar it is."""
        ...

    def begin_anew(self, now: datetime) -> None:
        """Its key is revoked. It is refused, gets a new one and begins from nothing."""
        ...


@dataclass(eq=False)
class Phone:
    """Follows one calendar by sync-collection and multiget; takes no more than `limit` changes in one answer."""

    url: str
    user: User
    owner: Owner
    now: datetime
    limit: int | None = None
    password: str = field(init=False)
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.begin(self.now)

    def begin(self, now: datetime) -> None:
        calendar = calendar_over(self.owner)
        self.password = make_password(self.user, name="Telefonen", collections=[calendar], now=now)
        ask = asking_at(self.url, self.user.email, self.password)
        self.follower = Follower(ask, f"/caldav/calendars-{self.user.pk}/{calendar.uuid}/")

    def sync(self) -> None:
        self.follower.sync(limit=self.limit)

    def kept(self) -> list[tuple[Owner, list[Fact]]]:
        return [(self.owner, in_all(self.follower.bodies.values()))]

    def begin_anew(self, now: datetime) -> None:
        revoke(self.user, self.password, now=now)
        assert self.follower.ask("PROPFIND", self.follower.path, Depth="0").status == HTTPStatus.UNAUTHORIZED
        self.begin(now)


@dataclass(eq=False)
class Subscriber:
    """Fetches the whole calendar of a link, unless nothing has changed."""

    url: str
    owner: Association
    now: datetime
    token: str = field(init=False)
    etag: str = ""
    body: str = ""

    def __post_init__(self) -> None:
        self.token = make_link(self.owner, now=self.now)

    def sync(self) -> None:
        answer = self.fetch()
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return
        assert answer.status == HTTPStatus.OK, answer
        self.etag, self.body = answer.headers["ETag"], answer.content.decode()

    def fetch(self) -> Answer:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        try:
            asks = {"If-None-Match": self.etag} if self.etag else {}
            connection.request("GET", urlsplit(addresses_of(self.token).https).path, headers=asks)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    def kept(self) -> list[tuple[Owner, list[Fact]]]:
        return [(self.owner, in_all([self.body]))]

    def begin_anew(self, now: datetime) -> None:
        """The old address says that it is closed, and shows no night."""
        link = find_link(self.token)
        assert link is not None
        renewed = renew_link(link, now=now)
        self.sync()
        assert [fact.summary for fact in facts_of(self.body)] == ["Prenumerationen är avslutad"]
        self.token, self.etag, self.body = renewed, "", ""


@dataclass(eq=False)
class Computer:
    """vdirsyncer, with a folder for each key it has had."""

    folder: Path
    url: str
    user: User
    owners: tuple[Owner, ...]
    now: datetime
    keys: int = 0
    program: Vdirsyncer = field(init=False)

    def __post_init__(self) -> None:
        self.begin(self.now)

    def begin(self, now: datetime) -> None:
        calendars = [calendar_over(owner) for owner in self.owners]
        password = make_password(self.user, name="Datorn", collections=calendars, now=now)
        self.keys += 1
        self.program = Vdirsyncer(self.folder / str(self.keys), self.url, self.user.email, password)
        found = self.program.run("discover")
        assert found.returncode == 0, found.stderr

    def sync(self) -> None:
        synced = self.program.run("sync")
        assert synced.returncode == 0, synced.stderr

    def kept(self) -> list[tuple[Owner, list[Fact]]]:
        bodies = self.program.bodies()
        return [(owner, in_all(bodies[str(calendar_over(owner).uuid)])) for owner in self.owners]

    def begin_anew(self, now: datetime) -> None:
        """What it had stays as it was: a refusal is no empty calendar."""
        before = self.program.bodies()
        revoke(self.user, self.program.password, now=now)
        assert self.program.run("sync").returncode == 1
        assert self.program.bodies() == before
        self.begin(now)


def revoke(user: User, password: str, *, now: datetime) -> None:
    device = find_device(user.email, password)
    assert device is not None
    revoke_password(device, now=now)
