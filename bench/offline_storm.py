"""The offline storm: phones that log through a bad network, judged by the clinic's own rows.

Each schedule is a random history of one phone: log, correct, another device corrects the same log,
signal goes and comes, requests and answers are dropped, 500, 429, 413, 401, half an answer, an
answer that never comes; the page is loaded again, tabs are opened and closed in the middle, the
clock jumps by a day, the zone changes between Perth and Sydney on a night on which clocks change,
the storage is full, a newer release gives it another shape, the physio sends a new version, and in
every sixth schedule the browser is killed while it keeps something.
Then the signal is back, and within 30 seconds the clinic must have everything, once.

--off takes a guard out of the script on its way to the phone; the storm must then fail:
  dequeue  an entry leaves the phone before the clinic has proved that it has it
  ids      every try has a new id, as with a POST
  merge    a correction takes the newest revision's number without its content: last writer wins
"""

import argparse
import os
import random
import threading
import time
from queue import Empty, SimpleQueue
from typing import Any

import django
from django.db import connection
from playwright.sync_api import sync_playwright

from bench.hands import FLAGS
from bench.paired import gunicorn
from bench.storm.judge import Verdict, judge
from bench.storm.people import seed
from bench.storm.phone import Person, Phone, phone
from bench.storm.proxy import Network, listening
from bench.storm.steps import STEPS, bearer, call

AT_ONCE = 4
RECOVERY = 30.0  # seconds
OFF = {
    "dequeue": {
        "  let { base, isMerged = false } = item;": (
            "  let { base, isMerged = false } = item; await store.settle(item.seq, next, null);"
        )
    },
    "ids": {
        "${about.logs}${item.log}/": "${about.logs}${crypto.randomUUID()}/",
        "if (told?.id !== item.log) return false;": "if (!told?.id) return false;",
    },
    "merge": {"merged(body.before, body.content, stored)": "body.content"},
}


def weather(held: Phone, server: int) -> None:
    """One schedule: a dozen steps or so, each by chance."""
    chance, network = held.chance, held.network
    network.strike = chance.choice([0.0, 0.5, 0.9])
    held.new()
    for _ in range(chance.randint(5, 12)):
        (name,) = chance.choices(list(STEPS), [step.often for step in STEPS.values()])
        STEPS[name].take(held, server)
        time.sleep(chance.random() * 0.1)


class Storm:
    """All schedules, so many phones at once."""

    def __init__(self, options: argparse.Namespace, server: int, people: list[Person]) -> None:
        self.options, self.server, self.people = options, server, people
        self.verdict, self.slowest = Verdict(), 0.0
        self.samples: list[bool] = []
        self.stuck: list[int] = []
        self.struck: dict[str, int] = {}
        self.poison = self.killed = 0
        self.swapped: set[str] = set()
        self.todo: SimpleQueue[int] = SimpleQueue()
        self.lock = threading.Lock()
        self.faults: list[BaseException] = []
        for number in range(options.schedules):
            self.todo.put(number)

    def run(self) -> None:
        """Until every schedule is done."""
        workers = [
            threading.Thread(target=self.work, args=(self.people[slot],))
            for slot in range(self.options.at_once)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if self.faults:
            raise self.faults[0]

    def work(self, person: Person) -> None:
        """One phone after the other, each with a browser profile of its own."""
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        try:
            with sync_playwright() as playwright:
                shared = playwright.chromium.launch(executable_path=path, args=flags)
                while True:
                    self.schedule(playwright, shared, person, self.todo.get_nowait())
        except Empty:
            return
        except BaseException as fault:  # noqa: BLE001 - told by run()
            self.faults.append(fault)

    def schedule(self, playwright: Any, shared: Any, person: Person, number: int) -> None:
        """One schedule: the storm, the recovery, the judgement."""
        chance = random.Random(f"{self.options.seed} {number}")
        can_die = number % 6 == 5
        swaps = OFF[self.options.off] if self.options.off else {}
        network = Network(self.server, swaps, chance)
        network.is_bare = True
        with (
            listening(network),
            phone(playwright, shared, person, network, chance, can_die) as held,
        ):
            weather(held, self.server)
            took = held.recover(RECOVERY)
        with self.lock:
            judge(self.verdict, held.promises, number)
            connection.close()  # each thread has one, and the pool has few
            self.samples += held.samples
            self.poison += sum(one.is_poison for one in held.promises)
            self.killed += can_die
            self.swapped |= network.swapped
            self.slowest = max(self.slowest, took or 0.0)
            if took is None:
                self.stuck.append(number)
                self.verdict.wrong.append(f"schedule {number}: stuck with {held.last}")
            for kind, count in network.struck.items():
                self.struck[kind] = self.struck.get(kind, 0) + count


def main() -> int:
    """Seed, serve, storm, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schedules", type=int, default=200)
    parser.add_argument("--off", choices=sorted(OFF))
    parser.add_argument("--at-once", type=int, default=AT_ONCE, choices=range(1, AT_ONCE + 1))
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop stands in our threads
    django.setup()
    people = seed(options.at_once)
    began = time.monotonic()
    with gunicorn("clinic.wsgi", "--worker-class", "gthread", "--threads", "8") as server:
        for person in people:  # both workers have done everything once before the first phone
            call(
                "GET", f"http://127.0.0.1:{server.port}/api/v1/session-logs/", bearer(person), None
            )
        storm = Storm(options, server.port, people)
        storm.run()
    return told(storm, time.monotonic() - began)


def told(storm: Storm, wall: float) -> int:
    """Print what went wrong, what struck, and the verdict."""
    verdict, options = storm.verdict, storm.options
    for line in verdict.wrong[:10]:
        print(line)
    print(f"struck: {storm.struck}, killed browsers in {storm.killed} schedules")
    right = f"{sum(storm.samples)}/{len(storm.samples)}"
    if options.off and len(storm.swapped) != len(OFF[options.off]):
        print(f"The guard {options.off} was never taken out.")
        return 1
    passed = (
        verdict.acked == verdict.server > 0
        and not (verdict.lost or verdict.dup or verdict.overwritten or storm.stuck)
        and all(storm.samples)
    )
    print(
        f"TRUST C1 schedules={options.schedules} acked={verdict.acked} server={verdict.server}"
        f" lost={verdict.lost} dup={verdict.dup} overwritten={verdict.overwritten}"
        f" conflicts_kept={verdict.kept_both} poison_kept={storm.poison} counter={right}"
        f" stuck={len(storm.stuck)} slowest_s={storm.slowest:.1f} seed={options.seed}"
        f" wall={wall:.0f}{f' off={options.off}' if options.off else ''}"
        f" {'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
