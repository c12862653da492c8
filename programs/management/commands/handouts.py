"""`manage.py handouts --active --out DIR`: the handouts of many programmes at once."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from programs.handout import for_handouts, handout_of, render
from programs.models import Program
from programs.progress.sessions import runner_day

AT_ONCE = 50


class Command(BaseCommand):
    """Writes a PDF for each programme, named after its key: nothing clinical is in a file name."""

    help = "Writes printable handouts of programmes (PDF, A4) into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which programmes, and where their handouts go."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--program", type=UUID, nargs="+", metavar="ID", help="These programmes, in any state."
        )
        which.add_argument(
            "--runner", type=UUID, nargs="+", metavar="ID", help="What these runners do now."
        )
        which.add_argument("--active", action="store_true", help="Every programme that runs today.")
        parser.add_argument("--out", type=Path, required=True, help="A folder; made if need be.")

    def handle(
        self,
        *args: Any,
        program: list[UUID] | None,
        runner: list[UUID] | None,
        out: Path,
        **options: Any,
    ) -> None:
        """Write them all, readable by this user alone; refuse a key that leads to nothing."""
        programs = Program.objects.all()
        if program:
            programs = programs.filter(pk__in=program)
            missing = set(program) - set(programs.values_list("pk", flat=True))
        else:
            programs = programs.active_on(timezone.localdate())
            if runner:
                programs = programs.filter(runner__in=runner)
            missing = set(runner or ()) - set(programs.values_list("runner", flat=True))
        if missing:
            keys = ", ".join(sorted(str(key) for key in missing))
            raise CommandError(f"No handout was written. There is no programme for: {keys}")
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        now, written = timezone.now(), 0
        rows = for_handouts(programs).order_by("pk").iterator(chunk_size=AT_ONCE)
        for found in rows:
            handout = handout_of(found, today=runner_day(found, now))
            write(out / f"{found.pk}-{found.version}.pdf", render(handout))
            written += 1
        self.stdout.write(f"Handouts written: {written}.")


def write(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read, over an earlier one."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
