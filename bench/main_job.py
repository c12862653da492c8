"""The main job's three requests, in multiples of a bare Django view (B).

Today (page, session), programme detail (API, token) and a session log PUT (API, token). The
bounds are those of the speed goals: 5 B, 5 B and 4 B, each with sign-in and the real middleware.
"""

import argparse
import json
import os
import random
from datetime import timedelta
from uuid import UUID

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.paired import Request, gunicorn, measure

DATABASE = int(os.environ.get("BENCH_POSTGRESQL_PID", "0"))


def seed() -> dict[str, str]:
    """A physio, a runner and the pre-run programme sent to her; what the requests need."""
    from django.contrib.sessions.backends.db import SessionStore

    from clinic.people.actions import make_token, register_runner
    from clinic.people.models import Practitioner, User
    from programs.actions.plans import create_program_from_template
    from programs.actions.versions import send_program
    from programs.models import PlannedSession, ProgramTemplate

    call_command("migrate", verbosity=0)
    call_command("load_library", verbosity=0)
    call_command("load_templates", verbosity=0)
    now = timezone.now()
    pia = Practitioner.objects.create(
        user=User.objects.create_user("pia@bench.example", name="Pia", role=User.Role.PHYSIO),
        name="Pia",
        profession=Practitioner.Profession.PHYSIOTHERAPIST,
    )
    ruth = register_runner(name="Ruth", email="ruth@bench.example", physio=pia, now=now)
    template = ProgramTemplate.objects.get(slug="pre-run-hip-mobility")
    program = create_program_from_template(
        runner=ruth,
        physio=pia,
        template=template,
        title=template.name,
        starts_on=timezone.localdate() - timedelta(days=14),
        weeks=12,
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        by=pia.user,
        now=now,
    )
    send_program(program=program, by=pia.user, now=now)
    scopes = ["programs:read", "logs:write"]
    _, token = make_token(user=ruth.user, name="bench", scopes=scopes, now=now)
    session = SessionStore()
    session["_auth_user_id"] = str(ruth.user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = ruth.user.get_session_auth_hash()
    session.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_thing (id int PRIMARY KEY, name text, note text, size int,"
            " made_at timestamptz); INSERT INTO bench_thing SELECT n, 'thing ' || n, 'a note', n,"
            " now() FROM generate_series(1, 1000) n"
        )
    return {
        "program": str(program.pk),
        "session": str(PlannedSession.objects.get(phase__plan__program=program).pk),
        "token": token,
        "cookie": session.session_key or "",
    }


def requests(found: dict[str, str], chance: random.Random) -> dict[str, tuple[Request, float]]:
    """The measured requests and their bounds in B."""
    bearer = {"Authorization": f"Bearer {found['token']}", "Accept": "application/json"}

    def put() -> tuple[str, str, bytes, dict[str, str]]:
        body = {
            "program": found["program"],
            "session": found["session"],
            "occurred_at": timezone.now().isoformat(),
            "state": "done",
            "pain_during": chance.randint(0, 3),
            "effort": chance.randint(2, 6),
            "note": "",
            "drills": [],
        }
        log = UUID(int=chance.getrandbits(128), version=4)
        sent = json.dumps(body).encode()
        return (
            "PUT",
            f"/api/v1/session-logs/{log}/",
            sent,
            bearer | {"Content-Type": "application/json"},
        )

    cookie = {"Cookie": f"sessionid={found['cookie']}"}
    return {
        "today": (Request(lambda: ("GET", "/", None, cookie), 200), 5.0),
        "program_detail": (
            Request(lambda: ("GET", f"/api/v1/programs/{found['program']}/", None, bearer), 200),
            5.0,
        ),
        "log_put": (Request(put, 201), 4.0),
    }


def main() -> int:
    """Seed, serve both, measure, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=120, help="requests a turn")
    options = parser.parse_args()
    if not DATABASE:
        raise SystemExit("the database must be bin/bench's own: unset DATABASE_URL")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    chance = random.Random(options.seed)
    found = seed()
    bare_request = Request(lambda: ("GET", f"/things/{chance.randint(1, 1000)}/", None, {}), 200)
    with (
        gunicorn("clinic.wsgi", "--worker-class", "gthread", "--threads", "4") as ours,
        gunicorn("bench.baseline.wsgi") as bare,
    ):
        figures = measure(
            ours,
            bare,
            bare_request,
            requests(found, chance),
            database=DATABASE,
            rounds=options.rounds,
            count=options.count,
        )
    for figure in figures:
        print(figure.line())
    passed = all(figure.ratio <= figure.bound for figure in figures)
    shown = " ".join(f"{figure.name}={figure.ratio:.2f}B" for figure in figures)
    print(f"SPEED main_job {shown} goal=5/5/4B seed={options.seed} {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
