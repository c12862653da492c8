"""kill -9 while messages wait: the pages go on, and every message still leaves once."""

from datetime import timedelta

from launch.check.steps.visits import CONFIRMED, DAYS_AHEAD, book, wish
from launch.check.walk import MAIL_SECONDS, Walk, eventually, same

PEOPLE = {
    "Ruth Adler": "ruth@demo.example",
    "Tom Hughes": "tom@demo.example",
    "Ana Lopez": "ana@demo.example",
}


def worker_killed(walk: Walk) -> str:
    """Book three visits while no worker lives."""
    worker = walk.processes["worker"]
    worker.kill()
    owed = owe(walk, days=DAYS_AHEAD + 1)
    same("left without a worker", [one for one in owed if walk.letters(*one)], [])

    def waiting() -> float:
        told = walk.browser("anybody").get("/healthz").expect(200).json
        return told["oldest_due_message_seconds"] or 0.0

    late = eventually(waiting, 20, "a waiting message in /healthz")
    worker.start()
    arrived = [walk.letter(*one) for one in owed]
    return (
        f"{len(owed)} visits booked without it, a message waited {late} s, {len(arrived)} arrived"
    )


def redis_killed(walk: Walk) -> str:
    """The same without the server that carries the wake-ups."""
    valkey = walk.servers.valkey
    if valkey is None:
        return "not tried: REDIS_URL names a server that is not ours to kill"
    valkey.kill()
    anybody = walk.browser("anybody")
    same("redis", anybody.get("/healthz").expect(200).json["redis"], "degraded")
    anybody.get("/readyz").expect(200)
    owed = owe(walk, days=DAYS_AHEAD + 2)
    valkey.start()
    worker, ended = walk.processes["worker"], 0

    def arrived() -> bool:
        nonlocal ended
        # A worker that loses the server while it holds wake-ups may end: bin/demo, like any
        # supervisor, starts it again.
        if not worker.alive():
            worker.start()
            ended += 1
        return all(walk.letters(*one) for one in owed)

    eventually(arrived, MAIL_SECONDS, "three confirmations")
    confirmed = [walk.letter(*one) for one in owed]
    restarted = f" (the worker ended and was started again {ended} x)" if ended else ""
    return f"ready without it, {len(owed)} visits booked, {len(confirmed)} confirmed{restarted}"


def owe(walk: Walk, *, days: int) -> list[tuple[str, str]]:
    """Book three visits on one day; returns the address and the subject of each confirmation."""
    day = walk.now().date() + timedelta(days=days)
    owed = []
    for hour, (name, email) in enumerate(PEOPLE.items(), start=8):
        book(walk, name, wish(walk, days=days, time=f"{hour:02}:00"))
        owed.append((email, f"{CONFIRMED} {day:%A} {day.day} {day:%B}, {hour}:00 am"))
    return owed
