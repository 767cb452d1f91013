import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_q.models import Schedule

from config.schedules import JOBS, register_schedules


@pytest.mark.django_db
def test_registering_twice_changes_nothing() -> None:
    register_schedules()
    first = list(Schedule.objects.order_by("pk").values_list("pk", "name", "func", "next_run"))
    call_command("register_schedules", verbosity=0)
    assert list(Schedule.objects.order_by("pk").values_list("pk", "name", "func", "next_run")) == first


@pytest.mark.django_db
def test_a_schedule_that_is_no_longer_in_the_table_is_taken_away() -> None:
    Schedule.objects.create(name="of an older version", func="nowhere.to_be_found", schedule_type=Schedule.MINUTES)
    register_schedules()
    assert sorted(Schedule.objects.values_list("name", flat=True)) == sorted(job.name for job in JOBS)


@pytest.mark.django_db
def test_schedules_go_by_minutes_alone() -> None:
    register_schedules()
    assert set(Schedule.objects.values_list("schedule_type", flat=True)) == {Schedule.MINUTES}


@pytest.mark.django_db
@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_runs_without_arguments_on_an_empty_database(job: object) -> None:
    import_string(getattr(job, "function"))()  # noqa: B009 - the parametrised type is plain object


def dotted_paths() -> Iterator[str]:
    """Strings in the settings and in the apps' constants that name something in one of our own apps."""
    apps = {"messaging", "volunteers", "scheduling", "api", "config", "demo"}
    files = [path for app in apps for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    for path in files:
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                head, *rest = node.value.split(".")
                if head in apps and len(rest) >= 2 and all(part.isidentifier() for part in rest):
                    yield node.value


@pytest.mark.parametrize("path", sorted(set(dotted_paths())))
def test_every_dotted_path_in_the_code_resolves(path: str) -> None:
    import_string(path)
