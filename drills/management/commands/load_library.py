"""`manage.py load_library`: make the shipped drills, routines and figures equal to their files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from drills.actions import load_figures, load_library
from drills.library import FOLDER, LibraryError


class Command(BaseCommand):
    """Loads drills and routines and draws the figures; a second run changes nothing."""

    help = "Loads the shipped drills and routines from their files. Run it as often as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: another folder than the shipped one."""
        parser.add_argument(
            "--folder", type=Path, default=FOLDER, help="Holds drills/, routines/ and poses/."
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Load, and say in one line what happened; every problem of every file at once."""
        try:
            report = load_library(folder=folder, now=timezone.now())
        except LibraryError as refusal:
            raise CommandError(f"Nothing was loaded. Mend these first:\n{refusal}") from refusal
        self.stdout.write(
            f"Library: {report.created} created, {report.updated} updated, "
            f"{report.unchanged} unchanged."
        )
        if report.missing:
            self.stdout.write(
                "No longer in the files, and kept because they may be prescribed: "
                + ", ".join(report.missing)
            )
        figures = load_figures(folder=folder / "poses", now=timezone.now())
        self.stdout.write(f"Figures: {figures.drawn} drawn, {figures.unchanged} unchanged.")
        if figures.problems:
            raise CommandError(
                "These figures were not drawn. Mend them and load again:\n"
                + "\n".join(figures.problems)
            )
