"""What imports cannot show: length, scoping, migrations, the timetable, mail templates."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from clinic.celery import app

ROOT = Path(__file__).resolve().parent.parent
APPS = ["clinic", "drills", "programs", "bookings"]
FOLDERS = [*APPS, "tests", "bin", "bench"]
READS = {"get", "filter", "all", "create", "exclude", "update", "delete", "bulk_create"}


def modules(folders):
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


@pytest.mark.parametrize(
    "file", list(modules(FOLDERS)), ids=lambda file: str(file.relative_to(ROOT))
)
def test_a_module_stays_under_300_lines(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 300


def unscoped_reads(source: str) -> list[str]:
    """`Model.objects.get(...)` and its like: a load that asks nobody's right."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and node.attr in READS
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"objects", "_default_manager", "_base_manager"}
    ]


def reached_from_outside() -> list[Path]:
    inside = list(modules(["drills", "programs", "bookings", "clinic/people"]))
    return [f for f in inside if {"views", "api"} & {f.stem, f.parent.name}]


@pytest.mark.parametrize("file", reached_from_outside(), ids=lambda f: str(f.relative_to(ROOT)))
def test_views_and_api_load_through_a_scope(file):
    assert unscoped_reads(file.read_text(encoding="utf-8")) == []


def test_the_scope_guard_bites():
    assert unscoped_reads("Program.objects.get(pk=1)") == ["Program.objects.get"]


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", "--check", "--dry-run")


def test_the_timetable_names_real_tasks():
    app.loader.import_default_modules()
    wanted = {line["task"] for line in app.conf.beat_schedule.values()}
    assert wanted <= set(app.tasks)
    assert wanted == {
        "programs.alert",
        "programs.count",
        "programs.forget",
        "programs.remind",
        "webhooks.deliver",
        "webhooks.prune",
        "clinic.digest",
        "bookings.expire",
        "bookings.remind",
        "drills.erase",
        "drills.prepare",
        "outbox.deliver",
        "outbox.prune",
        "people.prune",
    }


MAIL = sorted((ROOT / "templates").glob("*/email/*.txt"))


@pytest.mark.parametrize("file", MAIL, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_mail_template_is_plain_text_and_has_its_other_half(file):
    text = file.read_text(encoding="utf-8").strip()
    if "{%" in text or "{{" in text:
        assert re.match(r"({% load [a-z_ ]+ %}\s*)?{% autoescape off %}", text)
        assert text.endswith("{% endautoescape %}")
    halves = {"_subject.txt": "_body.txt", "_body.txt": "_subject.txt"}
    (ending,) = [half for half in halves if file.name.endswith(half)]
    assert file.with_name(file.name.removesuffix(ending) + halves[ending]).exists()


PAGES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_template_carries_inline_style_or_script(file):
    text = file.read_text(encoding="utf-8").lower()
    assert " style=" not in text
    assert "<style" not in text
    assert "javascript:" not in text
    assert " onclick=" not in text
    for opening in text.split("<script")[1:]:
        assert " src=" in opening.split(">")[0]
