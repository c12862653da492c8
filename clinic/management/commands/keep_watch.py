"""manage.py keep_watch: messages leave also while Redis is away or no worker gets on."""

from typing import Any

from django.core.management.base import BaseCommand

from clinic.watch import keep


class Command(BaseCommand):
    """Runs until it is asked to end."""

    help = "Send what is due while no worker does; run one beside the workers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep watch."""
        keep()
