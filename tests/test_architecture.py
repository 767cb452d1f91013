"""The house keeps to its plan: no hidden imports, no models named by strings, every template and migration whole."""

import ast
import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template import engines

from config.settings import BASE_DIR

APPS = ("messaging", "volunteers", "scheduling", "fieldwork", "api", "config", "demo", "emulator")
LARGEST_MODULE = 350  # lines; beyond it a module asks to be split by subject
TEMPLATES = BASE_DIR / "templates"


def modules() -> list[Path]:
    found = [path for app in APPS for path in sorted((BASE_DIR / app).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def templates() -> list[str]:
    return [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*")) if path.is_file()]


def test_layers_and_floors_hold() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    told = subprocess.run(
        [linter, "--no-cache", "--no-logo"], cwd=BASE_DIR, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_a_module_imports_at_its_top_and_stays_readable(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    hidden = [
        f"line {inner.lineno}"
        for outer in ast.walk(ast.parse(source))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []
    assert source.count("\n") <= LARGEST_MODULE


@pytest.mark.parametrize("app", [app for app in APPS if app not in {"config", "emulator"}])
def test_foreign_keys_name_the_class_so_that_the_layers_can_be_checked(app: str) -> None:
    files = [path for path in modules() if path.relative_to(BASE_DIR).parts[0] == app and "models" in str(path)]
    named = [
        f"{path.name}: {node.args[0].value!r}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"ForeignKey", "OneToOneField", "ManyToManyField"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value != "self"
    ]
    assert named == []


@pytest.mark.parametrize("name", templates())
def test_every_template_compiles(name: str) -> None:
    engines["django"].get_template(name)


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    told = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=told)
    except SystemExit:
        pytest.fail(told.getvalue())


def test_apps_stand_in_the_order_of_the_line() -> None:
    ours = [config.label for config in apps.get_app_configs() if config.name in APPS]
    assert ours == ["messaging", "volunteers", "scheduling", "fieldwork", "api", "config", "demo"]
