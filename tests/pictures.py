"""Photos and figures of drills, without their bytes."""

import gzip
from datetime import date
from itertools import product

from clinic.people.models import User
from drills.figures.read import FOLDER, read_toml
from drills.models import (
    Drill,
    Figure,
    FigureFile,
    FigurePicture,
    Media,
    Picture,
    ShownSide,
    State,
    Theme,
)
from tests.factories import NOON


def make_media(drill: Drill, by: User, **fields: object) -> Media:
    """A photo that is ready and that nobody has reviewed; its file is on no disk."""
    known = {
        "kind": Media.Kind.PHOTO,
        "form": "JPEG",
        "order": drill.media.count() + 1,
        "alt": "A runner lifts her hips.",
        "person": Media.Person.NOBODY,
        "work": Media.Work.READY,
        "file": f"{'a' * 64}.webp",
        "width": 640,
        "height": 480,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Media.objects.create(drill=drill, made_by=by, **(known | fields))


def make_figure(drill: Drill, user: User, *, name: str = "a" * 64, **fields: object) -> Figure:
    """The clinic's own, published; one file called `name` stands for all of its pictures."""
    known = {
        "poses": read_toml((FOLDER / "glute-bridge.toml").read_text(), "glute-bridge.toml"),
        "drawn_by": user,
        "drawn_from": name,
        "description": "1. Lie down. 2. Lift.",
        "state": State.PUBLISHED,
        "reviewed_by": user,
        "reviewed_at": NOON,
        "review_due_on": date(2027, 11, 24),
        "created_at": NOON,
        "updated_at": NOON,
    }
    figure = Figure.objects.create(drill=drill, **(known | fields))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 300 200">'
        f'<title>{drill}</title><desc>Lift</desc><path d="{name}"/></svg>'
    )
    gzipped = gzip.compress(svg.encode(), mtime=0)
    file = FigureFile.objects.create(name=name, content=svg, gzipped=gzipped)
    FigurePicture.objects.bulk_create(
        FigurePicture(
            figure=figure, kind=kind, theme=theme, side=side, file=file, width=300, height=200
        )
        for kind, theme, side in product(Picture, Theme, ShownSide)
    )
    return figure
