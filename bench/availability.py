"""Four weeks of ten practitioners in one request, and a booking, in multiples of bare requests.

Free times are measured against a bare view (B), at 5,000 appointments and at 200,000; a booking
against a bare insert under an exclusion constraint. Both sizes are served beside each other and
take turns, so that the growth is one of the same moments. Statements are counted by PostgreSQL's
own log of the app's connections in the tests; here CPU decides.
"""

import argparse
import json
import os
import random
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.paired import Figure, Request, Server, cost, gunicorn

DATABASE = int(os.environ.get("BENCH_POSTGRESQL_PID", "0"))
PEOPLE, SMALL, LARGE = 10, 5_000, 200_000
BOUND_FREE, BOUND_GROWTH, BOUND_BOOK = 6.0, 1.15, 4.0
HISTORY = """
INSERT INTO bookings_appointment (id, runner_id, practitioner_id, room_id, type_id, starts_at,
  ends_at, blocked_from, blocked_to, status, version, reminded_version, cancel_reason,
  is_late_cancel, is_outside_hours, holder, idempotency_digest, created_at, updated_at)
SELECT gen_random_uuid(), %(runner)s, %(who)s, %(room)s, %(kind)s, at, at + interval '30 minutes',
  at, at + interval '30 minutes', 'completed', 1, 0, '', false, false, '', '', at, at
FROM generate_series(%(first)s::int, %(last)s::int) n,
  LATERAL (SELECT now() - interval '1 day' - n * interval '30 minutes' AS at) times
"""
TABLES = """
CREATE TABLE bench_thing (id int PRIMARY KEY, name text, note text, size int, made_at timestamptz);
INSERT INTO bench_thing SELECT n, 'thing ' || n, 'a note', n, now() FROM generate_series(1,1000) n;
CREATE TABLE bench_visit (id bigserial PRIMARY KEY, who int NOT NULL,
  starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
  EXCLUDE USING gist (who WITH =, tstzrange(starts_at, ends_at) WITH &&));
"""


class Clinic:
    """Ten practitioners at two sites, half of their next four weeks taken, and a history."""

    def __init__(self) -> None:
        from bench.booking_world import open_clinic
        from clinic.people.actions import make_token, register_runner

        now = timezone.now()
        self.kind, self.people, self.rooms = open_clinic(PEOPLE)
        self.runner = register_runner(name="Ruth", email="ruth@bench.example", now=now)
        scopes = ["appointments:write"]
        _, self.token = make_token(user=self.runner.user, name="bench", scopes=scopes, now=now)
        self.stored = 0
        self.take_half(now)

    def take_half(self, now: object) -> None:
        """Every other half hour of the working days to come, an hour's pattern for each person."""
        from bookings.models import Appointment

        half = timedelta(minutes=30)
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        visits = []
        for day in range(1, 29):
            for who, person in enumerate(self.people):
                for slot in range(who % 2, 16, 2):
                    at = midnight + timedelta(days=day, hours=9) + slot * half
                    visits.append(
                        Appointment(
                            runner=None, practitioner=person, room=self.rooms[who],
                            type=self.kind, starts_at=at, ends_at=at + half, blocked_from=at,
                            blocked_to=at + half, status="held",
                            held_until=at, created_at=now, updated_at=now,
                        )
                    )  # fmt: skip
        Appointment.objects.bulk_create(visits)
        self.stored = len(visits)

    def grow_to(self, rows: int) -> None:
        """Add history until there are so many rows."""
        each, done = (rows - self.stored) // PEOPLE, getattr(self, "each", 0)
        with connection.cursor() as cursor:
            for who, person in enumerate(self.people):
                cursor.execute(
                    HISTORY,
                    {
                        "runner": self.runner.pk,
                        "who": person.pk,
                        "room": self.rooms[who].pk,
                        "kind": self.kind.pk,
                        "first": done + 1,
                        "last": done + each,
                    },
                )
            cursor.execute("VACUUM ANALYZE bookings_appointment")
        self.each, self.stored = done + each, self.stored + each * PEOPLE


def free_request(clinic: Clinic) -> Request:
    """Four weeks of everybody."""
    today = timezone.localdate()
    query = f"appointment_type={clinic.kind.pk}&from={today}&to={today + timedelta(days=27)}"
    return Request(lambda: ("GET", f"/api/v1/availability/?{query}", None, {}), 200)


def book_request(clinic: Clinic, chance: random.Random) -> Request:
    """A runner's booking, each of another time, far from the taken ones."""
    first = timezone.now().replace(minute=0, second=0, microsecond=0)
    turn = iter(range(10**6))

    def make() -> tuple[str, str, bytes, dict[str, str]]:
        number = next(turn)
        nine = (first + timedelta(days=40 + number // 14)).replace(hour=22)  # in Sydney, summer
        at = nine + timedelta(minutes=30 * (number % 14))
        who = number % PEOPLE
        body = {
            "appointment_type": str(clinic.kind.pk),
            "practitioner": str(clinic.people[who].pk),
            "site": str(clinic.rooms[who].site_id),
            "starts_at": at.isoformat(),
        }
        headers = {
            "Authorization": f"Bearer {clinic.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(UUID(int=chance.getrandbits(128), version=4)),
        }
        return "POST", "/api/v1/appointments/", json.dumps(body).encode(), headers

    return Request(make, 201)


def insert_request() -> Request:
    """The bare insert: one row under an exclusion constraint."""
    turn = iter(range(10**6))
    first = timezone.now()

    def make() -> tuple[str, str, bytes, dict[str, str]]:
        at = first + timedelta(minutes=30 * next(turn))
        body = {"who": 1, "starts_at": at.isoformat()}
        kind = {"Content-Type": "application/json"}
        return "POST", "/visits/", json.dumps(body).encode(), kind

    return Request(make, 201)


@dataclass
class Side:
    """A server, what it is asked, and how often a round: the bare ones take a tenth of our CPU."""

    server: Server
    request: Request
    count: int

    def cost(self) -> float:
        """CPU seconds a request, in this round."""
        return cost(self.server, self.request, DATABASE, self.count)


def copy_database(name: str) -> str:
    """A second database that holds what this one holds; returns its address."""
    address = urlsplit(os.environ["DATABASE_URL"])
    connection.close()
    connection.close_pool()  # no line may stand to what is copied
    elsewhere = urlunsplit(address._replace(path="/postgres"))
    with psycopg.connect(elsewhere, autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{address.path.lstrip("/")}"')
    return urlunsplit(address._replace(path=f"/{name}"))


def take_turns(sides: dict[str, Side], rounds: int) -> dict[str, list[float]]:
    """What each side cost, round by round; the first round warms up and does not count."""
    costs = [{name: side.cost() for name, side in sides.items()} for _ in range(rounds + 1)]
    return {name: [one[name] for one in costs[1:]] for name in sides}


def figure(name: str, bound: float, above: list[float], below: list[float]) -> Figure:
    """Ours in multiples of the bare one, round by round, as a line for a person, too."""
    ratios = [ours / bare for ours, bare in zip(above, below, strict=True)]
    made = Figure(name, bound, ratios, [1000 * ours for ours in above])
    print(made.line(), flush=True)
    return made


def main() -> int:
    """Seed, serve, measure at both sizes, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    if not DATABASE:
        raise SystemExit("the database must be bin/bench's own: unset DATABASE_URL")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    clinic, chance, began = Clinic(), random.Random(options.seed), time.monotonic()
    clinic.grow_to(SMALL)
    few = {"DATABASE_URL": copy_database("few_visits")}
    clinic.grow_to(LARGE)
    threads = ("--worker-class", "gthread", "--threads", "4")
    with ExitStack() as stack:
        small = stack.enter_context(gunicorn("clinic.wsgi", *threads, settings=few))
        large = stack.enter_context(gunicorn("clinic.wsgi", *threads))
        bare = stack.enter_context(gunicorn("bench.baseline.wsgi"))
        free = free_request(clinic)
        thing = Request(lambda: ("GET", f"/things/{chance.randint(1, 1000)}/", None, {}), 200)
        sides = {
            "bare": Side(bare, thing, 125),
            "small": Side(small, free, 25),
            "large": Side(large, free, 25),
            "insert": Side(bare, insert_request(), 125),
            "book": Side(large, book_request(clinic, chance), 25),
        }
        costs = take_turns(sides, options.rounds)
    free_5k = figure("free_5k", BOUND_FREE, costs["small"], costs["bare"])
    free_200k = figure("free_200k", BOUND_FREE, costs["large"], costs["bare"])
    book = figure("book_200k", BOUND_BOOK, costs["book"], costs["insert"])
    pairs = zip(costs["large"], costs["small"], strict=True)
    growth = statistics.median(many / few for many, few in pairs)
    passed = (
        max(free_5k.ratio, free_200k.ratio) <= BOUND_FREE
        and growth <= BOUND_GROWTH
        and book.ratio <= BOUND_BOOK
    )
    print(
        f"SPEED availability free_5k={free_5k.ratio:.2f}B free_200k={free_200k.ratio:.2f}B "
        f"growth={growth:.2f} book={book.ratio:.2f}x goal={BOUND_FREE}B/{BOUND_GROWTH}/"
        f"{BOUND_BOOK}x load={os.getloadavg()[0]:.1f} wall={time.monotonic() - began:.0f}s "
        f"seed={options.seed} {'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
