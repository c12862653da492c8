"""The Celery app and the whole timetable.

Celery only carries wake-ups: PostgreSQL holds what is due, every tick asks it afresh, and a tick
that is lost, doubled or late changes nothing but the delay. The timetable counts in UTC seconds.
"""

import os

from celery import Celery

from clinic import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

app = Celery("clinic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

DAY = 24 * 3600
# Read here and not from the settings: Celery's app exists before they are loaded.
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 5)


def tick(task: str, seconds: float) -> dict[str, object]:
    """A timetable line; a wake-up that nobody took expires before the next but one comes."""
    return {"task": task, "schedule": seconds, "options": {"expires": 2 * seconds}}


app.conf.beat_schedule = {
    "owe session reminders": tick("programs.remind", SWEEP_SECONDS),
    "tell physios of alerts": tick("programs.alert", SWEEP_SECONDS),
    "send managers the numbers": tick("clinic.digest", SWEEP_SECONDS),
    "count how runners stand": tick("programs.count", SWEEP_SECONDS),
    "owe appointment reminders": tick("bookings.remind", SWEEP_SECONDS),
    "let holds run out": tick("bookings.expire", SWEEP_SECONDS),
    "deliver messages": tick("outbox.deliver", SWEEP_SECONDS),
    "prepare photos and videos": tick("drills.prepare", SWEEP_SECONDS),
    "erase photos and videos": tick("drills.erase", DAY),
    "forget thrown drafts": tick("programs.forget", DAY),
    "tell of changes": tick("webhooks.deliver", SWEEP_SECONDS),
    "forget what was told": tick("webhooks.prune", DAY),
    "prune sent messages": tick("outbox.prune", DAY),
    "prune counted tries": tick("people.prune", DAY),
}
