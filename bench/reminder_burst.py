"""100,000 due reminders planned, written, handed over and marked, beside a loop in bare SQL.

Two workers of ours and two of the bare loop take turns, round by round, on as many reminders: all
of them at once, because a queue gets slower by what was taken from it before.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import datetime

import django

WORKERS = 2
ROUNDS = 5
GOAL = 0.5
MOST_QUERIES = 4


def race(module: str, *arguments: str) -> tuple[float, list[dict]]:
    """Let the workers go at one moment; returns the seconds until the last ended, their words."""
    command = [sys.executable, "-m", f"bench.burst.{module}", *arguments]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WORKERS)
    ]
    for worker in workers:
        if worker.stdout.readline().strip() != "ready":
            raise SystemExit(f"A worker of {module} did not start.")
    began = time.monotonic()
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [json.loads(worker.stdout.readline()) for worker in workers]
    took = time.monotonic() - began
    for worker in workers:
        worker.communicate()
    return took, told


def main() -> int:
    """Round by round, then the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="In each round.")
    parser.add_argument("--seed", type=int, default=1, help="Taken for all; nothing is by chance.")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from bench.burst import raw
    from bench.burst.visits import make_due, people
    from clinic.outbox.models import Message

    call_command("migrate", verbosity=0)
    each = options.count
    people(each)
    rates: dict[str, list[float]] = {"ours": [], "raw": []}
    most, sent = [0, 0], 0
    for number in range(ROUNDS):
        now: datetime = timezone.now()
        make_due(each, now)
        raw.make(each)
        took, told = race("ours", now.isoformat())
        rates["ours"].append(each / took)
        sent += Message.objects.filter(state="sent").count()
        most = [max(pair) for pair in zip(most, *(one["most"] for one in told), strict=True)]
        took, bare = race("raw")
        rates["raw"].append(each / took)
        if sum(one["sent"] for one in bare) != each:
            raise SystemExit("The bare loop left some behind.")
        print(f"round {number + 1}: ours {rates['ours'][-1]:.0f}/s, bare {rates['raw'][-1]:.0f}/s")
    ratio = statistics.median(a / b for a, b in zip(rates["ours"], rates["raw"], strict=True))
    middle = {name: statistics.median(values) for name, values in rates.items()}
    passed = ratio >= GOAL and sent == each * ROUNDS and max(most) <= MOST_QUERIES
    print(
        f"SPEED G10 reminders={each} rounds={ROUNDS} sent={sent} ours_per_s={middle['ours']:.0f}"
        f" bare_per_s={middle['raw']:.0f} ratio={ratio:.2f} (goal {GOAL})"
        f" queries_a_batch={most[0]}+{most[1]} (goal {MOST_QUERIES} each)"
        f" {'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
