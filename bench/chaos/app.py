"""The workers' Celery app; CHAOS_OFF takes one guard of the delivery out, to show that it bites.

key      every try has a new key, as if nobody had thought of repeats
lease    what a dead worker held is never looked at again
recheck  what was claimed is handed over without asking whether it is still ours
"""

import os
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
django.setup()

from django.conf import settings  # noqa: E402

from clinic.celery import app  # noqa: E402
from clinic.outbox import delivery  # noqa: E402
from clinic.outbox.models import Message  # noqa: E402
from clinic.outbox.providers.gateway import Gateway  # noqa: E402

__all__ = ["app"]
OFF = os.environ.get("CHAOS_OFF", "")
# The pretending push service is on this very machine.
settings.WEBHOOKS_TO_LOOPBACK = True


def without_key(gateway, *arguments, **options):
    """Post with a key that nobody has seen."""
    options["headers"] = {"Idempotency-Key": str(uuid4())}
    return gateway.kept_post(*arguments, **options)


if OFF == "key":
    made = Gateway.__init__

    def make(self, name, url):
        """A gateway whose calls forget their key."""
        made(self, name, url)
        self.kept_post = self.session.post
        self.session.post = lambda *arguments, **options: without_key(self, *arguments, **options)

    Gateway.__init__ = make
if OFF == "lease":
    delivery.settle_abandoned = lambda crew, *, now: None
if OFF == "recheck":

    def trust(messages, provider, *, now):
        """Hand over whatever was claimed."""
        rows = Message.objects.filter(pk__in=[message.pk for message in messages])
        rows.update(handed_over_at=now, provider=provider.name)
        return list(messages)

    delivery.mark_handed_over = trust
