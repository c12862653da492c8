"""What draws figures: loading the shipped poses, and making the pictures of any poses."""

import gzip
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import transaction

from drills.actions.library import shipped_id
from drills.figures.pictures import digest, pictures
from drills.figures.read import FOLDER, figure_of, read_toml
from drills.figures.table import FigureError
from drills.models import Drill, Figure, FigureFile, FigurePicture, Origin, State


@dataclass(frozen=True)
class FiguresReport:
    """How many figures were drawn and left alone.

    `problems` has a line for each figure that could not be drawn: it keeps the pictures it had.
    """

    drawn: int
    unchanged: int
    problems: tuple[str, ...]


def load_figures(*, now: datetime, folder: Path = FOLDER) -> FiguresReport:
    """Make the shipped figures equal to the files of `folder`, and draw all that need it.

    Repeat it freely: a figure is drawn again only if its poses or the engine have changed. The
    clinic's figures are drawn again too when the engine has changed; their poses are never
    touched, and where the clinic shows its own figure of a drill, the shipped one stays withdrawn.
    Load the library first: a file whose drill is not there is a problem.
    """
    outcomes: Counter[str] = Counter()
    problems = []
    tables = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            tables[file.stem] = read_toml(file.read_text(encoding="utf-8"), file.name)
        except FigureError as problem:
            problems.append(str(problem))
    drills = Drill.objects.in_bulk([shipped_id(Drill, slug) for slug in tables])
    for slug, table in tables.items():
        drill = drills.get(shipped_id(Drill, slug))
        if drill is None:
            problems.append(f"{slug}.toml: the library has no such drill")
            continue
        figure = _shipped(drill)
        if figure.poses == table and figure.drawn_from == digest(table):
            outcomes["unchanged"] += 1
            continue
        figure.poses = table
        problems += _draw(figure, f"{slug}.toml", outcomes, now=now)
    for key in Figure.objects.exclude(origin=Origin.SHIPPED).values_list("pk", flat=True):
        problems += _draw_the_clinics(key, outcomes, now=now)
    return FiguresReport(outcomes["drawn"], outcomes["unchanged"], tuple(problems))


@transaction.atomic
def render_figure(*, figure: Figure, now: datetime, name: str = "") -> Figure:
    """Draw the pictures of a figure from its poses and save both; a new figure is made.

    `name` is what the messages call it, the drill's name if left out. Raises FigureError, with
    nothing changed, when the poses are wrong.
    """
    if not figure._state.adding:
        Figure.objects.select_for_update().get(pk=figure.pk)
    drawing = figure_of(figure.poses, name or figure.drill.name)
    figure.description = drawing.description
    figure.drawn_from = digest(figure.poses)
    figure.updated_at = now
    if figure._state.adding:
        figure.created_at = now
        figure.save()
    else:
        figure.save(update_fields=["poses", "description", "drawn_from", "updated_at"])
    before = list(figure.pictures.values_list("file", flat=True))
    figure.pictures.all().delete()
    files, shown = {}, []
    for picture in pictures(drawing):
        file = _file(picture.svg)
        files[file.name] = file
        shown.append(
            FigurePicture(
                figure=figure,
                kind=picture.kind,
                theme=picture.theme,
                side=picture.side,
                file=file,
                width=picture.width,
                height=picture.height,
            )
        )
    FigureFile.objects.bulk_create(files.values(), ignore_conflicts=True)
    FigurePicture.objects.bulk_create(shown)
    FigureFile.objects.filter(pk__in=before).unused().delete()
    return figure


def _shipped(drill: Drill) -> Figure:
    """The shipped figure of a drill; a new one is unsaved, and hidden by the clinic's own."""
    key = shipped_id(Figure, drill.slug)
    if figure := Figure.objects.filter(pk=key).first():
        return figure
    is_hidden = drill.figures.published().exists()
    return Figure(
        pk=key,
        drill=drill,
        origin=Origin.SHIPPED,
        state=State.WITHDRAWN if is_hidden else State.PUBLISHED,
    )


@transaction.atomic
def _draw_the_clinics(key: UUID, outcomes: Counter[str], *, now: datetime) -> list[str]:
    """As `_draw`, where it is needed; held from reading on, because somebody may be saving it."""
    held = Figure.objects.select_for_update(of=("self",)).select_related("drill").get(pk=key)
    if held.drawn_from == digest(held.poses):
        outcomes["unchanged"] += 1
        return []
    return _draw(held, str(held.drill), outcomes, now=now)


def _draw(figure: Figure, name: str, outcomes: Counter[str], *, now: datetime) -> list[str]:
    """Draw one figure and count it; returns its problem, if any."""
    try:
        render_figure(figure=figure, now=now, name=name)
    except FigureError as problem:
        return [str(problem)]
    outcomes["drawn"] += 1
    return []


def _file(svg: str) -> FigureFile:
    content = svg.encode()
    return FigureFile(
        name=sha256(content).hexdigest(),
        content=svg,
        # Without a time of day in it, so that equal pictures are equal bytes.
        gzipped=gzip.compress(content, 9, mtime=0),
    )
