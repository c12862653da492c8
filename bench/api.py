"""What other clients of the API cost: programmes, drills and logs, in multiples of a bare view.

Whole programmes of 4, 12 and 24 weeks (96, 288 and 960 prescriptions, 24 drills, all of them
drawn), one that has not changed, pages of 20 and of 100 drills, and a log. Each comes with its
bearer token through the real middleware; the bare view (B) has neither. The tests count the
statements; here CPU and bytes decide.
"""

import argparse
import gzip
import http.client
import json
import os
import random
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.caseload import grow, physio
from bench.paired import Figure, Request, Server, cost, gunicorn

DATABASE = int(os.environ.get("BENCH_POSTGRESQL_PID", "0"))
DRILLS, NAMED = 120, 24
# weeks: phases of a week each, sessions in a week, drills in a session
SIZES = {4: (4, 4, 6), 12: (12, 4, 6), 24: (20, 8, 6)}
KILOBYTES = 60
SMALL, LARGE = 1_000_000, 3_000_000
THINGS = (
    "CREATE TABLE bench_thing (id int PRIMARY KEY, name text, note text, size int,"
    " made_at timestamptz); INSERT INTO bench_thing SELECT n, 'thing ' || n, 'a note', n,"
    " now() FROM generate_series(1, 1000) n"
)
# Every sort of dose that a physio writes; two rows in six say more than how much.
DOSES: tuple[dict, ...] = (
    {"sets": 3, "reps_min": 8, "reps_max": 12, "rest_seconds": 60, "side": "each"},
    {"sets": 2, "hold_seconds": 30, "side": "each"},
    {
        "sets": 3, "reps_min": 6, "reps_max": 8, "rest_seconds": 90, "tempo": "3-1-1-0",
        "load_unit": "kg", "load_value": 8, "effort_kind": "rpe", "effort_value": 7,
    },
    {"sets": 2, "reps_min": 10, "reps_max": 15, "note": "Slowly on the way down."},
    {"sets": 1, "duration_seconds": 60},
    {
        "sets": 3, "reps_min": 12, "reps_max": 15, "rest_seconds": 45, "load_unit": "band_red",
        "progression": "A green band once 12 are easy.",
    },
)  # fmt: skip


class Clinic:
    """A library of 120 drills that are all drawn, a physio and a runner with three programmes."""

    def __init__(self) -> None:
        from clinic.people.actions import make_token, register_runner
        from drills.models import Drill

        call_command("migrate", verbosity=0)
        call_command("load_library", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(THINGS)
        self.now = timezone.now()
        self.pia = physio("Pia")
        self.ruth = register_runner(
            name="Ruth", email="ruth@bench.example", physio=self.pia, now=self.now
        )
        fill_library()
        self.slugs = list(Drill.objects.order_by("number").values_list("slug", flat=True)[:NAMED])
        self.programs = {weeks: self.write(weeks) for weeks in SIZES}
        scopes = ["programs:read", "logs:write"]
        _, self.token = make_token(user=self.ruth.user, name="bench", scopes=scopes, now=self.now)

    def write(self, weeks: int) -> UUID:
        """A programme of that length, sent."""
        from programs.actions.trees import PhaseTree, RowTree, SessionTree, create_program_from_tree
        from programs.actions.versions import send_program

        phases, sessions, rows = SIZES[weeks]
        several = [RowTree(self.slugs[at % NAMED], DOSES[at % len(DOSES)]) for at in range(NAMED)]
        days = {"moment": "strength", "weekdays": [1, 3, 5]}
        program = create_program_from_tree(
            runner=self.ruth,
            physio=self.pia,
            title=f"{weeks} weeks",
            note="",
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate() + timedelta(weeks=weeks, days=-1),
            phases=tuple(
                PhaseTree(
                    {"name": f"Week {week + 1}", "exit_pain_max": 3},
                    tuple(
                        SessionTree(
                            {"name": f"Session {at + 1}"} | days,
                            tuple(several[(at * rows) % NAMED :][:rows]),
                        )
                        for at in range(sessions)
                    ),
                )
                for week in range(phases)
            ),
            by=self.pia.user,
            now=self.now,
        )
        send_program(program=program, by=self.pia.user, now=self.now)
        return program.pk

    def session(self) -> UUID:
        """One of the 12-week programme's, with six drills."""
        from programs.models import PlannedSession

        own = PlannedSession.objects.filter(phase__plan__program=self.programs[12])
        return own.order_by("phase__order", "order")[0].pk

    @property
    def bearer(self) -> dict[str, str]:
        """The headers of a client of Ruth's."""
        return {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}


def fill_library() -> None:
    """Copies of the library's drills up to DRILLS, and pictures without lines for all of them."""
    from drills.models import Drill, Figure, FigureFile, FigurePicture, Picture, ShownSide, Theme

    shipped = list(Drill.objects.published())
    for number in range(len(shipped), DRILLS):
        copy = Drill.objects.get(pk=shipped[number % len(shipped)].pk)
        copy.pk, copy.number = uuid4(), 1000 + number
        copy.slug, copy.name = f"{copy.slug}-{number}", f"{copy.name} {number}"
        copy.save(force_insert=True)
    Figure.objects.all().delete()
    now = timezone.now()
    for number, drill in enumerate(Drill.objects.published()):
        figure = Figure.objects.create(
            drill=drill, poses={}, drawn_from=f"{number:064}", description="1. Lift.",
            state="published", origin="shipped", created_at=now, updated_at=now,
        )  # fmt: skip
        kinds = list(product(Picture, Theme, ShownSide))
        names = [f"{number * 100 + at:064x}" for at in range(len(kinds))]
        FigureFile.objects.bulk_create(
            FigureFile(name=name, content="<svg/>", gzipped=gzip.compress(b"<svg/>"))
            for name in names
        )
        FigurePicture.objects.bulk_create(
            FigurePicture(
                figure=figure, kind=kind, theme=theme, side=side, file_id=name, width=9, height=9
            )
            for (kind, theme, side), name in zip(kinds, names, strict=True)
        )


def log_request(clinic: Clinic, chance: random.Random) -> Request:
    """A session of six drills, each log another one."""
    session = str(clinic.session())

    def put() -> tuple[str, str, bytes, dict[str, str]]:
        body = {
            "program": str(clinic.programs[12]),
            "session": session,
            "occurred_at": timezone.now().isoformat(),
            "state": "done",
            "pain_during": chance.randint(0, 2),
            "effort": chance.randint(2, 6),
            "note": "",
            "drills": [],
        }
        log = UUID(int=chance.getrandbits(128), version=4)
        headers = clinic.bearer | {"Content-Type": "application/json"}
        return "PUT", f"/api/v1/session-logs/{log}/", json.dumps(body).encode(), headers

    return Request(put, 201)


def get(path: str, headers: dict[str, str], status: int = 200) -> Request:
    """The same request each time."""
    return Request(lambda: ("GET", f"/api/v1/{path}", None, headers), status)


def answer(server: Server, clinic: Clinic, path: str) -> tuple[str, int]:
    """The entity tag and the length of an answer."""
    connected = http.client.HTTPConnection("127.0.0.1", server.port, timeout=180)
    connected.request("GET", f"/api/v1/{path}", headers=clinic.bearer)
    got = connected.getresponse()
    length = len(got.read())
    connected.close()
    return got.headers["ETag"], length


def main() -> int:
    """Seed, serve both, measure, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=60, help="requests a turn")
    parser.add_argument("--large", action="store_true", help="logs beside 1M and 3M others")
    options = parser.parse_args()
    if not DATABASE:
        raise SystemExit("the database must be bin/bench's own: unset DATABASE_URL")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    chance, clinic = random.Random(options.seed), Clinic()
    bare_view = Request(lambda: ("GET", f"/things/{chance.randint(1, 1000)}/", None, {}), 200)
    path = f"programs/{clinic.programs[12]}/"
    with (
        gunicorn("clinic.wsgi", "--worker-class", "gthread", "--threads", "4") as ours,
        gunicorn("bench.baseline.wsgi") as bare,
    ):
        tag, length = answer(ours, clinic, path)
        unchanged = clinic.bearer | {"If-None-Match": tag}
        asked = {
            "detail_96": (get(f"programs/{clinic.programs[4]}/", clinic.bearer), 5.0),
            "detail_288": (get(path, clinic.bearer), 5.0),
            "detail_960": (get(f"programs/{clinic.programs[24]}/", clinic.bearer), 10.0),
            "unchanged": (get(path, unchanged, 304), 2.5),
            "drills_20": (get("drills/?page_size=20", clinic.bearer), 4.0),
            "drills_100": (get("drills/?page_size=100", clinic.bearer), 4.0),
            "log_put": (log_request(clinic, chance), 4.0),
        }

        def paired(name: str, request: Request, bound: float) -> Figure:
            """One kind of request against B, in turn."""
            figure = Figure(name, bound)
            for turn in range(options.rounds + 1):
                below = cost(bare, bare_view, DATABASE, options.count * 3)
                above = cost(ours, request, DATABASE, options.count)
                if turn:  # the first only warms up
                    figure.ratios.append(above / below)
                    figure.milliseconds.append(above * 1000)
            print(figure.line(), flush=True)
            return figure

        figures = [paired(name, *one) for name, one in asked.items()]
        if options.large:
            for rows in (SMALL, LARGE):
                grow(rows, chance)
                figures.append(paired(f"log_put_{rows}", *asked["log_put"]))
    passed = all(one.ratio <= one.bound for one in figures) and length <= KILOBYTES * 1024
    shown = " ".join(f"{one.name}={one.ratio:.2f}B/{one.bound:g}" for one in figures)
    print(
        f"SPEED api {shown} payload_288={length / 1024:.1f}KB/{KILOBYTES} "
        f"load={os.getloadavg()[0]:.1f} seed={options.seed} {'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
