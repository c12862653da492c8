"""`manage.py figures --sheet OUT`: contact sheets of the drills' figures, to look at."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from drills.figures.lint import lint
from drills.figures.read import FOLDER, read_figure
from drills.figures.sheet import sheets
from drills.figures.table import FigureError


class Command(BaseCommand):
    """Reads the figures, says what the lint finds, and writes the sheets."""

    help = "Checks the figures of the drills and writes contact sheets of them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the sheets go, and which drills."""
        parser.add_argument("--sheet", type=Path, help="A folder for the sheets (HTML).")
        parser.add_argument(
            "--drill", action="append", help="Only this drill; may be given more than once."
        )

    def handle(self, *args: Any, sheet: Path | None, drill: list[str] | None, **_: Any) -> None:
        """Lint every figure, then write the sheets if asked."""
        files = sorted(FOLDER.glob("*.toml"))
        if unknown := set(drill or ()) - {file.stem for file in files}:
            raise CommandError("There is no figure for " + ", ".join(sorted(unknown)) + ".")
        try:
            figures = [read_figure(file) for file in files if not drill or file.stem in drill]
        except FigureError as problem:
            raise CommandError(str(problem)) from problem
        for figure in figures:
            for finding in lint(figure):
                self.stdout.write(f"{figure.slug}: {finding}")
        if sheet:
            sheet.mkdir(parents=True, exist_ok=True)
            for name, page in sheets(figures).items():
                (sheet / name).write_text(page, encoding="utf-8")
        where = f", sheets in {sheet}" if sheet else ""
        self.stdout.write(f"Figures read: {len(figures)}{where}.")
