"""Many clients and few free times, over real HTTP: nobody is booked twice, nobody is left in doubt.

40 % aim at a time exactly, 30 % at a quarter of an hour beside it, 10 % at anybody, 10 % move a
visit into it, 10 % cancel a visit and book it again. The database is counted afterwards. With
--guards-off (no locks, no constraints, only in test mode) the same race has to double-book.
"""

import argparse
import http.client
import json
import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import django
from django.core.management import call_command
from django.db import connection

from bench.booking_world import LENGTH, World, seed
from bench.paired import gunicorn

DATABASE = int(os.environ.get("BENCH_POSTGRESQL_PID", "0"))
AT_ONCE = 100
GUARDS_OFF = {"TESTING": "1", "GUARDS_OFF": "lock"}
DOUBLES = """
SELECT count(*) FROM bookings_appointment a JOIN bookings_appointment b ON a.id < b.id
WHERE a.status IN ('held', 'booked', 'arrived') AND b.status IN ('held', 'booked', 'arrived')
  AND a.blocked_from < b.blocked_to AND b.blocked_from < a.blocked_to
  AND (a.practitioner_id = b.practitioner_id OR a.room_id = b.room_id
       OR a.runner_id = b.runner_id)
"""


@dataclass
class Tally:
    """What the clients were told."""

    won: int = 0
    lost: int = 0
    clear: int = 0
    broken: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    aimed: set[object] = field(default_factory=set)


def call(port: int, method: str, path: str, token: str, body: object, key: str) -> tuple[int, dict]:
    """One request on a connection of its own."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "Connection": "close",
    }
    link.request(method, path, json.dumps(body), headers)
    answer = link.getresponse()
    text = answer.read()
    link.close()
    is_json = "json" in (answer.getheader("Content-Type") or "")
    return answer.status, json.loads(text) if is_json and text else {}


def client(
    number: int,
    world: World,
    port: int,
    chance: random.Random,
    tally: Tally,
    gate: threading.Barrier,
) -> None:
    """One wish of one person, as the number decides; what was answered goes into the tally."""
    key = str(UUID(int=chance.getrandbits(128), version=4))
    slot = chance.choice(world.slots)
    aim = {"appointment_type": world.kind, "runner": world.runners[number]}
    aim |= {"site": slot.site, "practitioner": slot.practitioner, "starts_at": slot.start()}
    share = number % 10
    if 4 <= share < 7:
        aim["starts_at"] = slot.start(chance.choice([-15, 15]))
    elif share == 7:
        del aim["practitioner"]
    gate.wait(timeout=120)
    began = time.monotonic()
    method, path = "POST", "/api/v1/appointments/"
    if share == 8:
        visit = world.moving[number]
        method, path = "PATCH", f"{path}{visit}/"
        aim = {name: aim[name] for name in ("site", "practitioner", "starts_at")} | {"version": 1}
    if share == 9:
        visit = world.moving[number]
        body = {"version": 1, "cancel_reason": "work"}
        status, said = call(port, "POST", f"{path}{visit}/cancel/", world.token, body, key)
        if status != 200:
            tally.broken.append(f"cancel {status} {said.get('code')}")
    status, said = call(port, method, path, world.token, aim, key)
    tally.seconds.append(time.monotonic() - began)
    if share < 4 or share > 6:
        tally.aimed.add(slot)
    if status in {200, 201}:
        tally.won += 1
    elif status == 409 and said.get("code") == "slot_taken":
        tally.lost += 1
        tally.clear += bool(said.get("alternatives"))
    else:
        tally.broken.append(f"{status} {said.get('code')}")


def told(
    number: int,
    world: World,
    port: int,
    chance: random.Random,
    tally: Tally,
    gate: threading.Barrier,
) -> None:
    """A client; one that got no answer at all is counted as broken, never forgotten."""
    try:
        client(number, world, port, chance, tally, gate)
    except (OSError, http.client.HTTPException, ValueError, threading.BrokenBarrierError) as fault:
        tally.broken.append(f"no answer: {type(fault).__name__}")


def race(world: World, port: int, clients: int, chance: random.Random) -> Tally:
    """All clients, AT_ONCE of them at the same moment."""
    tally = Tally()
    for first in range(0, clients, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, clients))
        gate = threading.Barrier(len(numbers))
        threads = [
            threading.Thread(
                target=told,
                args=(number, world, port, random.Random(chance.random()), tally, gate),
            )
            for number in numbers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return tally


def empty_slots(world: World, tally: Tally) -> int:
    """Times that somebody aimed at and that nothing touches: sold to nobody."""
    from bookings.models import Appointment

    taken = list(
        Appointment.objects.blocking().values_list("practitioner_id", "starts_at", "ends_at")
    )
    return sum(
        not any(
            str(who) == slot.practitioner and begins < slot.at + LENGTH and ends > slot.at
            for who, begins, ends in taken
        )
        for slot in world.slots
        if slot in tally.aimed
    )


def main() -> int:
    """Seed, serve, race, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--slots", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=1, help="seeds from --seed on")
    parser.add_argument("--guards-off", action="store_true", help="must double-book")
    options = parser.parse_args()
    if not DATABASE:
        raise SystemExit("the database must be bin/bench's own: unset DATABASE_URL")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    passed = True
    extra = GUARDS_OFF if options.guards_off else {}
    with gunicorn(
        "clinic.wsgi", "--worker-class", "gthread", "--workers", "3", "--threads", "8",
        settings=extra | {"DB_POOL_MAX": "8"},
    ) as web:  # fmt: skip
        for number in range(options.seed, options.seed + options.repeats):
            passed &= one(number, options, web.port)
    log = Path(os.environ["BENCH_STATE"]) / "log" / "postgresql.log"
    deadlocks = log.read_text(errors="replace").count("deadlock detected") if log.exists() else 0
    passed &= options.guards_off or deadlocks == 0
    print(
        f"TRUST A1 runs={options.repeats} deadlocks={deadlocks} guards="
        f"{'off' if options.guards_off else 'on'} load={os.getloadavg()[0]:.1f} "
        f"{'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


def one(number: int, options: argparse.Namespace, port: int) -> bool:
    """One race; prints its line."""
    chance = random.Random(number)
    world = seed(clients=options.clients, slots=options.slots, guards_off=options.guards_off)
    tally = race(world, port, options.clients, chance)
    with connection.cursor() as cursor:
        cursor.execute(DOUBLES)
        (double,) = cursor.fetchone()
    unsold = empty_slots(world, tally)
    ordered = sorted(tally.seconds)
    p99 = ordered[int(len(ordered) * 0.99) - 1] * 1000 if ordered else 0
    clear = tally.clear == tally.lost
    good = not (double or unsold or tally.broken) and clear
    if options.guards_off:
        good = double > 0
    errors = sum(word.startswith(("5", "cancel 5")) for word in tally.broken)
    print(
        f"TRUST A1 clients={options.clients} slots={options.slots} booked={tally.won} "
        f"double={double} undersold={unsold} losers_clear={tally.clear}/{tally.lost} "
        f"http5xx={errors} other={len(tally.broken) - errors} p99_ms={p99:.0f} seed={number} "
        f"{'PASS' if good else 'FAIL'}"
    )
    for word in sorted(set(tally.broken)):
        print(f"  {tally.broken.count(word)} x {word}")
    return good


if __name__ == "__main__":
    raise SystemExit(main())
