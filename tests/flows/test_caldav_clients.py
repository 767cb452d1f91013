"""Programs that others wrote, against the running server: vdirsyncer with khal, and the caldav package."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from caldav.davclient import DAVClient
from caldav.lib import error

from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.passwords import make_password, revoke_password
from scheduling.domain.origins import Origin
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import Door
from scheduling.models import DevicePassword, Shift
from tests.factories import AssociationFactory, MunicipalityFactory, RouteFactory, ShiftFactory, coordinator_of
from tests.support.calendar_facts import in_all
from tests.support.processes import PATIENCE
from tests.support.vdirsyncer import Vdirsyncer
from volunteers.models import Association, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

TONIGHT = datetime.now(UTC).replace(hour=19, minute=0, second=0, microsecond=0)
KHAL = """
[calendars]
[[lykta]]
path = {folder}
type = calendar
readonly = True
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Stockholm
default_timezone = Europe/Stockholm
[sqlite]
path = {database}
"""


@pytest.fixture
def association() -> Association:
    municipality = MunicipalityFactory(name="Huddinge kommun")
    association: Association = AssociationFactory(municipality=municipality, name="Söder; lag 1, Åsö")
    route = RouteFactory(municipality=municipality, name="Vårby")
    for day in range(-3, 4):
        ShiftFactory(association=association, route=route, starts_at=TONIGHT + timedelta(days=day))
    ShiftFactory(association=association, route=route, state="draft")
    return association


@pytest.fixture
def coordinator(association: Association) -> User:
    user: User = coordinator_of(association.municipality)
    return user


@pytest.fixture
def password(coordinator: User, association: Association) -> str:
    calendars = [calendar_over(association), calendar_over(association.municipality)]
    return make_password(coordinator, name="Datorn", collections=calendars, now=TONIGHT)


@pytest.fixture
def vdirsyncer(web: str, coordinator: User, password: str, tmp_path: Path) -> Vdirsyncer:
    return Vdirsyncer(tmp_path, web, coordinator.email, password)


def counts(vdirsyncer: Vdirsyncer) -> list[int]:
    """How many nights it has in each calendar."""
    return [len({fact.uid for fact in in_all(bodies)}) for bodies in vdirsyncer.bodies().values()]


def test_vdirsyncer_finds_the_calendars_by_the_server_alone_and_follows_them(
    vdirsyncer: Vdirsyncer, association: Association, tmp_path: Path
) -> None:
    found = vdirsyncer.run("discover")
    assert found.returncode == 0, found.stderr
    first = vdirsyncer.run("sync")
    assert first.returncode == 0, first.stderr
    names = {str(calendar_over(owner).uuid) for owner in (association, association.municipality)}
    assert set(vdirsyncer.bodies()) == names
    assert counts(vdirsyncer) == [7, 7]
    Shift.objects.filter(state="published").latest("starts_at").delete()
    cancelled = Shift.objects.filter(state="published").earliest("starts_at")
    cancel_shift(cancelled, origin=Origin(Door.PAGE), now=datetime.now(UTC))
    second = vdirsyncer.run("sync")
    assert second.returncode == 0, second.stderr
    assert counts(vdirsyncer) == [6, 6]
    assert vdirsyncer.run("metasync").returncode == 0
    assert {path.read_text() for path in (tmp_path / "calendars").glob("*/displayname")} == {
        "Nattvandring: Söder; lag 1, Åsö",
        "Nattvandring: Huddinge kommun",
    }


def test_vdirsyncer_can_ask_for_some_weeks_only(vdirsyncer: Vdirsyncer, tmp_path: Path) -> None:
    """It then asks by calendar-query with a time-range."""
    start, end = ((TONIGHT + timedelta(days=day)).strftime("datetime(%Y, %-m, %-d)") for day in (0, 2))
    more = f'start_date = "{start}"\nend_date = "{end}"\nitem_types = ["VEVENT"]'
    assert vdirsyncer.run("discover", more=more).returncode == 0
    synced = vdirsyncer.run("sync", more=more)
    assert synced.returncode == 0, synced.stderr
    assert counts(vdirsyncer) == [2, 2]


def test_khal_shows_what_vdirsyncer_fetched(vdirsyncer: Vdirsyncer, association: Association, tmp_path: Path) -> None:
    assert vdirsyncer.run("discover").returncode == 0
    assert vdirsyncer.run("sync").returncode == 0
    config = tmp_path / "khal"
    folder = tmp_path / "calendars" / str(calendar_over(association).uuid)
    config.write_text(KHAL.format(folder=folder, database=tmp_path / "khal.db"), encoding="utf-8")
    program = Path(sys.executable).with_name("khal")
    day = TONIGHT.date().isoformat()
    listed = subprocess.run(
        [program, "-c", config, "list", "--once", "--format", "{start-time} {title} @ {location}", day, "1d"],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert listed.returncode == 0, listed.stderr
    local = TONIGHT.astimezone(association.municipality.zone)
    assert f"{local:%H:%M} Nattvandring Vårby: 0/4 · ledare saknas @ biblioteket" in listed.stdout


def test_caldav_package_finds_searches_and_syncs(
    web: str, coordinator: User, password: str, association: Association
) -> None:
    with DAVClient(url=f"{web}/caldav/", username=coordinator.email, password=password) as client:
        principal = client.principal()
        by_name = {str(calendar.get_display_name()): calendar for calendar in principal.calendars()}
        assert set(by_name) == {"Nattvandring: Söder; lag 1, Åsö", "Nattvandring: Huddinge kommun"}
        calendar = by_name["Nattvandring: Söder; lag 1, Åsö"]
        assert len(calendar.events()) == 7
        found = calendar.search(start=TONIGHT, end=TONIGHT + timedelta(days=2), event=True, expand=False)
        assert len(found) == 2
        known = calendar.objects_by_sync_token(load_objects=True)
        assert len(list(known)) == 7
        Shift.objects.filter(state="published").latest("starts_at").delete()
        changed, gone = known.sync()
        assert (len(list(changed)), len(list(gone))) == (0, 1)
        with pytest.raises(error.DAVError):
            calendar.save_event(
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            )


def test_device_whose_password_is_revoked_reads_nothing_more(web: str, coordinator: User, password: str) -> None:
    with DAVClient(url=f"{web}/caldav/", username=coordinator.email, password=password) as client:
        assert len(client.principal().calendars()) == 2
        revoke_password(DevicePassword.objects.get(), now=TONIGHT)
        with pytest.raises(error.AuthorizationError):
            client.principal().calendars()
