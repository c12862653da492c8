"""Reminders under chaos: killed senders, a crashed database, a lost broker, a failing provider.

Visits of which some are cancelled or moved while their reminders leave; workers that are killed;
judged by the provider's own ledger. --off takes one guard out, and the run must then fail:
  key      every try has a new key             lease  a dead worker's messages stay where they are
  recheck  a claim is never asked again        sweep  the timetable ends when the broker is wiped
"""

import argparse
import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from bench.chaos.crew import Crew
from bench.chaos.judge import Verdict, judge
from bench.chaos.world import World, disturb, seed

LEAD = 5.0
"""Seconds from the seed until the first reminder falls due, and as much more as the seed takes."""
STARTED = 120.0
"""Seconds within which the workers must have gone through the outbox for the first time."""
HEALTHY = 20.0
"""Seconds without faults at the beginning."""
FAULTY = 125.0
"""Seconds until the provider fails no more, and nobody changes the diary."""
DRAIN = 120.0
"""Seconds that everything may take to settle after the last fault."""
LAST_MOVES = timedelta(seconds=45)
"""What was moved at the end falls due within this: it has to leave as well."""
CHANGED = 0.1
"""The share of visits that are cancelled, and the share that are moved."""


def storm(crew: Crew, begins: float, kills: int) -> None:
    """Everything that goes wrong, at its time.

    From the main thread alone: a child that the launcher starts ends with the thread it came from.
    """
    plan: list[tuple[float, Callable[[], None]]] = [
        (20, lambda: crew.provider.switch("faults", on=True)),
        (22, lambda: crew.freeze_broker(on=True)),
        (42, lambda: crew.freeze_broker(on=False)),
        (30, crew.restart_database),
        (44, crew.flush_broker),
        (45, lambda: crew.outage(on=True)),
        (65, lambda: crew.outage(on=False)),
        (52, crew.restart_database),
        (58, crew.flush_broker),
        (60, crew.take_broker_away),
        (100, crew.bring_broker_back),
        # Not before: what waited for the broker leaves now, and is what the guards are there for.
        (FAULTY, lambda: crew.provider.switch("faults", on=False)),
        *((24 + 9 * n, crew.end_connections) for n in range(4)),
        *((26 + 14 * n, crew.kill_a_worker) for n in range(4)),
        *((21 + 60 * n / kills, crew.kill_a_sender) for n in range(kills)),
        *((20 + 2 * n, crew.revive) for n in range(52)),
    ]
    for at, what in sorted(plan, key=lambda step: step[0]):
        time.sleep(max(0, begins + at - time.time()))
        attempt(crew, what)


def attempt(crew: Crew, what: Callable[[], None]) -> None:
    """One blow; a second one at the same part may miss."""
    try:
        what()
    except Exception as trouble:  # noqa: BLE001 - the report says how many blows missed
        crew.note(f"missed ({type(trouble).__name__})")


def settle(crew: Crew, seconds: float) -> float:
    """Wait until nothing that is due waits any more; returns how long it took."""
    from django.db import DatabaseError, connection

    from clinic.db import clock
    from clinic.outbox.models import Message

    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            left = Message.objects.waiting().filter(send_after__lte=clock() + LAST_MOVES)
            soon = Message.objects.waiting().exclude(attempts=0)
            if not left.exists() and not soon.exists():
                break
        except DatabaseError:
            connection.close()
        crew.revive()
        time.sleep(1)
    return time.monotonic() - began


def main() -> int:
    """Start everything, break it, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spread", type=float, default=60.0, help="Seconds of due times.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--off", choices=["key", "lease", "recheck", "sweep"], default="")
    options = parser.parse_args()
    crew = Crew(Path(os.environ["BENCH_STATE"]), options.seed, options.off)
    began = time.monotonic()
    try:
        environment = crew.start_servers()
        os.environ |= environment | {"DJANGO_SETTINGS_MODULE": "clinic.settings"}
        django.setup()
        world, drained = run(crew, environment, options)
        verdict = judge(world, crew.provider.ledger(), healthy_until=world.begins + HEALTHY)
    finally:
        crew.stop()
    return told(verdict, crew, options, drained, time.monotonic() - began)


def await_workers() -> None:
    """Wait for the first sweep: how long a program takes to start is no reminder's delay."""
    from clinic.outbox.models import Sweep

    end = time.monotonic() + STARTED
    while not Sweep.objects.filter(name="outbox.deliver").exists():
        if time.monotonic() > end:
            raise SystemExit("The workers did not start.")
        time.sleep(0.2)


def run(
    crew: Crew, environment: dict[str, str], options: argparse.Namespace
) -> tuple[World, float]:
    """The whole story; returns what was wanted, and how long the end took."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    crew.start_workers(environment)
    await_workers()
    chance = random.Random(options.seed)
    moment = time.time() + LEAD + options.count / 200
    world = World(begins=moment, spread=options.spread)
    first = datetime.fromtimestamp(moment, UTC)
    seed(
        options.count,
        spread=options.spread,
        chance=chance,
        begins=first,
        phone_keys=crew.provider.phone("chaos"),
    )
    hands = disturb(world, share_of_each=CHANGED, seconds=FAULTY, chance=chance)
    for hand in hands:
        hand.start()
    storm(crew, world.begins, options.kills)
    for hand in hands:
        hand.join()
    return world, settle(crew, DRAIN)


def told(
    verdict: Verdict, crew: Crew, options: argparse.Namespace, drained: float, wall: float
) -> int:
    """Print what happened and the verdict."""
    for line in verdict.wrong[:12]:
        print(line)
    print("done to it:", ", ".join(f"{what} {n}" for what, n in sorted(crew.told.items())))
    quick = sum(seconds <= 10 for seconds in verdict.latencies)
    healthy = len(verdict.latencies)
    passed = verdict.is_clean and healthy > 0 and quick >= 0.99 * healthy
    print(
        f"TRUST B1 reminders={verdict.reminders} lost={verdict.lost} dup={verdict.dup}"
        f" after_cancel={verdict.after_cancel} wrong_time={verdict.wrong_time}"
        f" uncertain={verdict.uncertain} of_known={verdict.uncertain_known}"
        f" unfinished={verdict.unfinished} healthy_in_10s={quick}/{healthy}"
        f" drained_s={drained:.0f} seed={options.seed} wall={wall:.0f}"
        f"{f' off={options.off}' if options.off else ''} {'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
