"""Is it alive, may it take traffic, and does the work get done?

Redis being down never makes the site unready: only wake-ups travel through it. Whether messages
leave is told by progress in the database, not by a worker's heartbeat.
"""

from dataclasses import dataclass
from datetime import datetime

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.deliveries import as_dialled, kind_words, recipients
from clinic.outbox.models import Message, ProviderRest, StoppedNumber, Sweep, TextSender, Told
from clinic.outbox.models.numbers import ToldQuerySet
from clinic.outbox.replies import looked_after, to_look_after
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner
from clinic.senders import sender_words
from clinic.watch import NAME as WATCH

SWEEP_IS_LATE = 60
MESSAGE_IS_LATE = 60
WATCH_WAS_HERE = 60
STUCK_SHOWN = 100
REPLIES_SHOWN = 30


@login_not_required
@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration; 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, ImproperlyConfigured):
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations are waiting\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The parts, in words and seconds; 503 only when the database is down.

    `status` is ok, degraded (messages wait, or Redis is away) or down.
    """
    now = timezone.now()
    try:
        (sweep, taken_over), waiting = seconds_since(now), seconds_overdue(now)
        uncertain = Message.objects.uncertain().count()
        resting = [one.name for one in ProviderRest.objects.at(now)]
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    redis_state = "ok" if redis_answers() else "degraded"
    late = sweep is None or sweep > SWEEP_IS_LATE or (waiting or 0) > MESSAGE_IS_LATE
    late = late or bool(resting) or is_in_charge(taken_over)
    return JsonResponse(
        {
            "status": "degraded" if late or redis_state != "ok" else "ok",
            "database": "ok",
            "redis": redis_state,
            "last_sweep_age_seconds": sweep,
            "oldest_due_message_seconds": waiting,
            "watch_in_charge": is_in_charge(taken_over),
            "uncertain_messages": uncertain,
            "resting_providers": resting,
        }
    )


@require_safe
@for_roles(*DESK)
def ops(request: HttpRequest) -> HttpResponse:
    """The same for people, with the messages that somebody must look after."""
    now = timezone.now()
    stuck = list(Message.objects.needing_a_person().order_by("-created_at")[:STUCK_SHOWN])
    to = recipients(stuck)
    sweep, taken_over = seconds_since(now)
    context = {
        "sweep": sweep,
        "waiting": seconds_overdue(now),
        "watch_in_charge": is_in_charge(taken_over),
        "redis": redis_answers(),
        "resting": ProviderRest.objects.at(now),
        "replies": replies(to_look_after(now=now)),
        "done": replies(looked_after(now=now)),
        "sender": sender_words(TextSender.objects.newest_first().first()),
        "stuck": [(one, to[one.pk], kind_words(one)) for one in stuck],
    }
    return render(request, "health/ops.html", context)


@dataclass(frozen=True)
class Reply:
    """What somebody wrote back, who has that number, and whether it gets no more texts."""

    told: Told
    names: list[str]
    number: str
    is_stopped: bool


def replies(found: ToldQuerySet) -> list[Reply]:
    """What people wrote back to texts, in its order; three queries, one where there is none."""
    told = list(found[:REPLIES_SHOWN])
    names: dict[str, list[str]] = {}
    for runner in Runner.objects.filter(phone__in={one.number for one in told}):
        names.setdefault(str(runner.phone), []).append(runner.name)
    stopped = StoppedNumber.objects.in_bulk({one.number for one in told})
    return [
        Reply(one, names.get(one.number, []), as_dialled(one.number), one.number in stopped)
        for one in told
    ]


def is_in_charge(seconds: float | None) -> bool:
    """Whether the watch did the workers' work within the last minute (watch.py)."""
    return seconds is not None and seconds <= WATCH_WAS_HERE


def seconds_since(now: datetime) -> tuple[float | None, float | None]:
    """How long ago the outbox was gone through, and the watch had to do so; None: never."""
    sweeps = Sweep.objects.in_bulk(["outbox.deliver", WATCH])
    ages = {
        name: round((now - sweep.finished_at).total_seconds(), 1) for name, sweep in sweeps.items()
    }
    return ages.get("outbox.deliver"), ages.get(WATCH)


def seconds_overdue(now: datetime) -> float | None:
    """How long the oldest message that should have left has been waiting; None when none is."""
    oldest = Message.objects.due(now).first()
    return round((now - oldest.send_after).total_seconds(), 1) if oldest else None


def redis_answers() -> bool:
    """One ping with a short patience: a frozen server must not hold the page."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.3, socket_connect_timeout=0.3
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
