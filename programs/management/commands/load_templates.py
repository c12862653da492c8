"""`manage.py load_templates`: make the shipped templates and cautions equal to their files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from drills.library import LibraryError
from programs.actions.templates import load_cautions, load_templates
from programs.library import CAUTIONS, TEMPLATES


class Command(BaseCommand):
    """Loads templates and cautions after the library; a second run changes nothing."""

    help = "Loads the shipped programme templates and the cautions of drills, after load_library."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Other files than the shipped ones."""
        parser.add_argument("--folder", type=Path, default=TEMPLATES, help="Holds the templates.")
        parser.add_argument("--cautions", type=Path, default=CAUTIONS, help="The cautions.")

    def handle(self, *args: Any, folder: Path, cautions: Path, **options: Any) -> None:
        """Load both or neither, and say in one line each what happened."""
        try:
            with transaction.atomic():
                report = load_templates(folder=folder, now=timezone.now())
                changed = load_cautions(path=cautions)
        except LibraryError as refusal:
            raise CommandError(f"Nothing was loaded. Mend these first:\n{refusal}") from refusal
        self.stdout.write(
            f"Templates: {report.created} created, {report.updated} updated, "
            f"{report.unchanged} unchanged. Cautions changed: {changed}."
        )
        if report.missing:
            self.stdout.write(
                "No longer in the files, and kept because programmes may have been made from "
                "them: " + ", ".join(report.missing)
            )
