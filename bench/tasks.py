"""The tasks that people do most, by clicks, keys and modelled seconds, with 200 runners loaded.

The budgets are those of ux.md C. A new task is one function and one line in a list of tasks; those
of the front desk stand in desk_tasks.py, those of runners in runner_tasks.py. Whatever happens the
last line is a verdict, and it names whose tasks were done: `--part physio` does the physio's alone.
"""

import argparse
import os
import random

import django
from django.core.management import call_command
from django.utils import timezone

from bench import desk_tasks, runner_tasks
from bench.caseload import physio, take_on
from bench.hands import DESK, Hands, Task, chromium, perform
from bench.paired import gunicorn

RUNNERS = 200
PARTS = ("physio", "desk", "runner")


def assign_a_template(hands: Hands) -> None:
    """From the caseload: find a new runner, start from a template, two edits, send."""
    hands.click("#find")
    hands.type("Tess")
    hands.press("Enter")
    hands.click("text=Assign one")
    hands.click("button:has-text('Start with Pre-run hip mobility')")
    hands.click("[name^='p-'][name$='-sets'] >> nth=0")
    hands.type("2")
    hands.click("[name^='p-'][name$='-amount'] >> nth=2")
    hands.type("12")
    hands.click("[data-primary]")
    hands.arrive("Sent to Tess")


def change_a_running_programme(hands: Hands) -> None:
    """From the runner's programme: a new version with one dose changed, sent."""
    hands.click("button:has-text('Change this programme')")
    hands.click("[name^='p-'][name$='-sets'] >> nth=1")
    hands.type("3")
    hands.press("Control+Enter")
    hands.arrive("Sent to Uma")


def build_by_keyboard(hands: Hands) -> None:
    """Add a drill by its name, move it up, copy it: no mouse once the cursor is in the table."""
    hands.click(".add-drill input")
    hands.type("Clamshell")
    hands.press("Enter")
    rows = hands.page.locator("tr.row")
    rows.nth(12).wait_for()
    rows.nth(12).locator("input").nth(1).focus()
    hands.press("Alt+ArrowUp")
    rows.nth(11).locator("input[value='Clamshell']").wait_for()
    hands.press("Control+d")
    rows.nth(13).wait_for()


def find_who_needs_her(hands: Hands) -> None:
    """Why the first of 200 runners needs her stands on the caseload; open that runner by keys."""
    row = hands.page.locator("[data-keys] [data-row]").first
    row.locator(".why .tag").first.wait_for()
    name = row.locator("[data-open]").inner_text()
    hands.think()
    hands.press("j")
    hands.press("Enter")
    hands.arrive(name)


def clear_an_alert(hands: Hands) -> None:
    """The first alert is read and cleared by one key."""
    hands.think()
    hands.press("c")
    hands.see("Cleared: ")


def tasks(found: dict[str, str]) -> list[Task]:
    """Each with its budget."""
    caseload = "/programs/caseload/"
    return [
        Task(
            "physio assigns a template with two edits", "pia", caseload, assign_a_template,
            clicks=8, keys=12, seconds=60, size=DESK,
        ),
        Task(
            "physio changes a running programme", "pia", f"/programs/{found['running']}/",
            change_a_running_programme, clicks=3, keys=4, seconds=20, size=DESK,
        ),
        Task(
            "physio adds, moves and copies a drill by keys", "pia",
            f"/programs/{found['draft']}/edit/", build_by_keyboard,
            clicks=1, keys=20, seconds=20, size=DESK,
        ),
        Task(
            "physio sees who needs her, and why", "pia", caseload, find_who_needs_her,
            clicks=0, keys=2, seconds=8, size=DESK,
        ),
        Task(
            "physio clears one alert", "pia", "/programs/alerts/", clear_an_alert,
            clicks=0, keys=3, seconds=8, size=DESK,
        ),
    ]  # fmt: skip


def seed(chance: random.Random) -> dict[str, str]:
    """Pia with 200 runners and two years of logs, and three new ones; what the tasks need."""
    from clinic.people.actions import register_runner
    from programs.actions.plans import create_program_from_template
    from programs.actions.standings import count_standings
    from programs.actions.versions import send_program
    from programs.models import ProgramTemplate

    call_command("migrate", verbosity=0)
    call_command("load_library", verbosity=0)
    call_command("load_templates", verbosity=0)
    now, pia = timezone.now(), physio("Pia")
    take_on(pia, RUNNERS, chance)
    template = ProgramTemplate.objects.get(slug="pre-run-hip-mobility")

    def draft(name: str):
        runner = register_runner(name=name, email=f"{name}@bench.example", physio=pia, now=now)
        return create_program_from_template(
            runner=runner,
            physio=pia,
            template=template,
            title=template.name,
            starts_on=timezone.localdate(),
            weeks=6,
            weekdays=[],
            by=pia.user,
            now=now,
        )

    register_runner(name="Tess", email="tess@bench.example", physio=pia, now=now)
    running = send_program(program=draft("Uma"), by=pia.user, now=now)
    count_standings(now=now)
    found = {"running": str(running.pk), "draft": str(draft("Vera").pk)}
    return found | {"pia": signed_in(pia.user)}


def chosen(part: str, chance: random.Random) -> tuple[list[Task], dict[str, str]]:
    """The tasks of a part, or of all, and what they need; only that is seeded."""
    every: list[Task] = []
    found: dict[str, str] = {}
    if part in {"", "physio"}:
        found |= seed(chance)
        every += tasks(found)
    if part in {"", "desk"}:
        call_command("migrate", verbosity=0)
        dee, day = desk_tasks.seed_desk()
        found |= {"dee": signed_in(dee)}
        every += desk_tasks.tasks(day)
    if part in {"", "runner"}:
        runners, session = runner_tasks.seed_runners()
        found |= {name: signed_in(user) for name, user in runners.items()}
        every += runner_tasks.tasks(session)
    return every, found


def signed_in(user) -> str:
    """The key of a session of this person."""
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return session.session_key or ""


def main() -> int:
    """Seed, serve, do every task once, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="tasks with these words in their name")
    parser.add_argument("--part", choices=PARTS, default="", help="one person's tasks alone")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    every, found = chosen(options.part, random.Random(options.seed))
    held = []
    with (
        gunicorn("clinic.wsgi", "--worker-class", "gthread", "--threads", "4") as server,
        chromium() as browser,
    ):
        base = f"http://127.0.0.1:{server.port}"
        for task in [one for one in every if options.only in one.name]:
            context = browser.new_context(locale="en-AU")
            if task.who in found:  # a visitor has no session
                key = found[task.who]
                context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
            held.append(perform(task, context, base))
            context.close()
    passed = bool(held) and all(held)
    what = f"{options.part or '+'.join(PARTS)} {sum(held)}/{len(held)} within budget"
    logs = f" runners={RUNNERS} years=2" if options.part in {"", "physio"} else ""
    print(f"SPEED tasks {what}{logs} {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
