"""Many clients and few free times, over real HTTP: nobody is booked twice, nobody is left in doubt.

40 % aim at a time exactly, 30 % at a quarter of an hour beside it, 10 % at anybody, 10 % move a
visit into it, 10 % cancel a visit and book it again. The database is counted afterwards. With
--guards-off (no locks, no constraints, only in test mode) the same race has to double-book. With
one slot everybody's wish overlaps everybody else's, so that exactly one may win. With --kills a
worker is killed outright that many times, and whoever got no answer asks again with the same key.
"""

import argparse
import http.client
import json
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import django
from django.core.management import call_command
from django.db import connection

from bench.booking_world import LENGTH, World, seed
from bench.paired import Server, gunicorn

DATABASE = int(os.environ.get("BENCH_POSTGRESQL_PID", "0"))
AT_ONCE = 100
TRIES, PAUSE = 20, 0.5
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
    asked_again: int = 0


def ask(
    tally: Tally, port: int, method: str, path: str, token: str, body: object, key: str
) -> tuple[int, dict]:
    """`call`, again with the same key for as long as no answer comes; raises OSError in the end.

    A change that was made by a request whose answer got lost is `stale` when asked for again: then
    the visit itself says whether it is ours.
    """
    for attempt in range(TRIES):
        try:
            status, said = call(port, method, path, token, body, key)
        except (OSError, http.client.HTTPException):
            if attempt == TRIES - 1:
                raise
            tally.asked_again += 1
            time.sleep(PAUSE)
            continue
        if attempt and said.get("code") == "stale":
            return settled(port, path.removesuffix("cancel/"), token, body, said)
        return status, said
    raise AssertionError("The last attempt returns or raises.")


def settled(port: int, path: str, token: str, body: object, said: dict) -> tuple[int, dict]:
    """200 if the visit stands as it was asked for, else the refusal."""
    _, visit = call(port, "GET", path, token, None, "")
    wish = body if isinstance(body, dict) else {}
    at = datetime.fromisoformat(visit["starts_at"])
    is_moved = "starts_at" in wish and at == datetime.fromisoformat(wish["starts_at"])
    is_cancelled = "cancel_reason" in wish and visit["status"] == "cancelled"
    return (200, visit) if is_moved or is_cancelled else (409, said)


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
        aim["starts_at"] = slot.start(chance.choice([-15, 15] if len(world.slots) > 1 else [15]))
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
        cancel = f"{path}{visit}/cancel/"
        status, said = ask(tally, port, "POST", cancel, world.token, body, key)
        if status != 200:
            tally.broken.append(f"cancel {status} {said.get('code')}")
    status, said = ask(tally, port, method, path, world.token, aim, key)
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


def kill_workers(master: int, times: int, chance: random.Random, over: threading.Event) -> None:
    """Kill one worker of the web server after another, outright, while the race is on."""
    for _ in range(times):
        if over.wait(chance.uniform(0.3, 1.5)):
            return
        listed = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        if listed:
            os.kill(int(chance.choice(listed)), signal.SIGKILL)


def warm_up(port: int) -> None:
    """Let every worker load the app: clients that wait for that come one after the other."""
    with ThreadPoolExecutor(48) as people:
        list(people.map(lambda _: call(port, "GET", "/readyz", "", None, ""), range(96)))


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
    parser.add_argument("--kills", type=int, default=0, help="workers killed in each race")
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
        warm_up(web.port)
        for number in range(options.seed, options.seed + options.repeats):
            passed &= one(number, options, web)
    log = Path(os.environ["BENCH_STATE"]) / "log" / "postgresql.log"
    deadlocks = log.read_text(errors="replace").count("deadlock detected") if log.exists() else 0
    passed &= options.guards_off or deadlocks == 0
    print(
        f"TRUST A1 runs={options.repeats} deadlocks={deadlocks} guards="
        f"{'off' if options.guards_off else 'on'} load={os.getloadavg()[0]:.1f} "
        f"{'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


def one(number: int, options: argparse.Namespace, web: Server) -> bool:
    """One race; prints its line."""
    chance = random.Random(number)
    world = seed(clients=options.clients, slots=options.slots, guards_off=options.guards_off)
    over = threading.Event()
    killer = threading.Thread(
        target=kill_workers, args=(web.pid, options.kills, random.Random(number), over)
    )
    killer.start()
    tally = race(world, web.port, options.clients, chance)
    over.set()
    killer.join()
    with connection.cursor() as cursor:
        cursor.execute(DOUBLES)
        (double,) = cursor.fetchone()
    unsold = empty_slots(world, tally)
    ordered = sorted(tally.seconds)
    p99 = ordered[int(len(ordered) * 0.99) - 1] * 1000 if ordered else 0
    clear = tally.clear == tally.lost
    good = not (double or unsold or tally.broken) and clear
    if options.slots == 1:
        good &= tally.won == 1
    if options.guards_off:
        good = double > 0
    errors = sum(word.startswith(("5", "cancel 5")) for word in tally.broken)
    print(
        f"TRUST A1 clients={options.clients} slots={options.slots} booked={tally.won} "
        f"double={double} undersold={unsold} losers_clear={tally.clear}/{tally.lost} "
        f"http5xx={errors} other={len(tally.broken) - errors} asked_again={tally.asked_again} "
        f"p99_ms={p99:.0f} seed={number} "
        f"{'PASS' if good else 'FAIL'}"
    )
    for word in sorted(set(tally.broken)):
        print(f"  {tally.broken.count(word)} x {word}")
    return good


if __name__ == "__main__":
    raise SystemExit(main())
