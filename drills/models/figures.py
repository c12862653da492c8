"""The moving figure of a drill: its poses, and the pictures drawn from them."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, models
from django.db.models import Prefetch, Q
from django.urls import reverse

from clinic.people.models import Principal, User
from drills.models.drills import Drill
from drills.models.review import UNPUBLISHED, Origin, Reviewed, State

# Who draws. Only a physio reviews and publishes.
DRAWS = (User.Role.PHYSIO, User.Role.MANAGER)


class Picture(models.TextChoices):
    """What a picture is for."""

    STILL = "still", "The numbered steps"
    LOOP = "loop", "The movement"
    THUMB = "thumb", "One pose, for lists"


class Theme(models.TextChoices):
    """The page that a picture stands on."""

    LIGHT = "light", "Light"
    DARK = "dark", "Dark"
    MONO = "mono", "Print"


class ShownSide(models.TextChoices):
    """The working side. The left one is the right one mirrored."""

    RIGHT = "right", "Right"
    LEFT = "left", "Left"


# What other clients call the kinds.
NAMES = {"static": Picture.STILL, "animated": Picture.LOOP, "thumbnail": Picture.THUMB}
KINDS: dict[str, str] = {kind: name for name, kind in NAMES.items()}
NO_PICTURES: dict[str, Any] = dict.fromkeys(NAMES)
# A row a figure. By hand, for it comes with every list: making it from parts costs more than it.
SHOWN = """
SELECT f.drill_id, f.description, array_remove(array_agg(
  p.theme || ' ' || p.side || ' ' || p.kind || ' ' || p.file_id), NULL)
FROM drills_figure f
LEFT JOIN drills_figurepicture p ON p.figure_id = f.id AND p.theme IN ('light', 'dark')
WHERE f.state = 'published' AND f.drill_id = ANY(%s) GROUP BY f.id
"""


class FigureQuerySet(models.QuerySet["Figure"]):
    """Named reads of figures."""

    def visible_to(self, user: Principal) -> Self:
        """Everybody sees what is shown; who draws sees drafts and withdrawn ones too.

        Nobody sees one of a drill that they do not see: a draft of a drill is for physios.
        """
        role = getattr(user, "role", None)
        if role == User.Role.PHYSIO:
            return self
        return self.of_no_draft() if role in DRAWS else self.shown()

    def editable_by(self, user: Principal) -> Self:
        """Drawn on until it is shown; what came with the library is never changed."""
        if getattr(user, "role", None) in DRAWS:
            return self.filter(state__in=UNPUBLISHED, origin=Origin.CLINIC)
        return self.none()

    def published(self) -> Self:
        """The one that stands on its drill's page, whoever may open that."""
        return self.filter(state=State.PUBLISHED)

    def of_no_draft(self) -> Self:
        """Those of drills that somebody has reviewed."""
        return self.exclude(drill__state=State.DRAFT)

    def shown(self) -> Self:
        """What visitors and runners see."""
        return self.published().of_no_draft()

    def with_pictures(self) -> Self:
        """Each with the names of its pictures at hand, and without its poses."""
        return self.defer("poses").prefetch_related("pictures")

    def with_thumbs(self) -> Self:
        """Each with the drawings that stand inside of pages at hand, as `thumbs`."""
        drawn = FigurePicture.objects.filter(kind=Picture.THUMB, theme=Theme.LIGHT)
        drawn = drawn.select_related("file").defer("file__gzipped")
        return self.prefetch_related(Prefetch("pictures", queryset=drawn, to_attr="thumbs"))


class Figure(Reviewed):
    """The poses of a drill. `poses` is the table that a file of data/poses holds."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    drill = models.ForeignKey(Drill, models.CASCADE, related_name="figures")
    poses = models.JSONField()
    description = models.TextField(blank=True, help_text="The steps in words, once it is drawn.")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_from = models.CharField(
        max_length=64, blank=True, help_text="Digest of the poses and the engine of its pictures."
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(help_text="When poses, state or pictures last changed.")

    objects = FigureQuerySet.as_manager()

    class Meta(Reviewed.Meta):
        abstract = False
        ordering = ["-created_at", "id"]
        constraints = [
            *Reviewed.Meta.constraints,
            models.UniqueConstraint(
                fields=["drill"],
                condition=Q(state="published"),
                name="figure_is_the_only_one_shown",
                violation_error_message=(
                    "Another figure of this drill is published. Withdraw that one first."
                ),
            ),
            models.UniqueConstraint(
                fields=["drill"],
                condition=Q(state__in=["draft", "reviewed"]),
                name="figure_is_the_only_draft",
                violation_error_message=(
                    "This drill has a figure that is not published yet. Change that one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(origin="shipped") | Q(drawn_by__isnull=False),
                name="figure_is_drawn_by_somebody",
                violation_error_message="A figure needs the name of whoever drew it.",
            ),
        ]

    def __str__(self) -> str:
        return f"Figure {self.pk}"

    def picture(self, kind: str, theme: str, side: str) -> "FigurePicture | None":
        """One of its pictures, or None while it is not drawn."""
        wanted = (kind, theme, side)
        found = (one for one in self.pictures.all() if (one.kind, one.theme, one.side) == wanted)
        return next(found, None)

    def thumb(self, side: str) -> "FigurePicture | None":
        """The drawing that stands inside of pages; read the figure `with_thumbs`."""
        drawn: list[FigurePicture] = getattr(self, "thumbs", [])
        return next((one for one in drawn if one.side == side), None)


class FigureFileQuerySet(models.QuerySet["FigureFile"]):
    """Named reads of files."""

    def published(self) -> Self:
        """Files of figures that everybody may see."""
        shown = FigurePicture.objects.filter(figure__in=Figure.objects.shown())
        return self.filter(pk__in=shown.values("file"))

    def visible_to(self, user: Principal) -> Self:
        """Files of the figures that a person may see."""
        shown = FigurePicture.objects.filter(figure__in=Figure.objects.visible_to(user))
        return self.filter(pk__in=shown.values("file"))

    def unused(self) -> Self:
        """Files that no figure shows any more."""
        return self.exclude(pk__in=FigurePicture.objects.values("file"))


class FigureFile(models.Model):
    """The bytes of a picture, under the name that they give themselves: they never change."""

    name = models.CharField(
        primary_key=True, max_length=64, editable=False, help_text="SHA-256 of the content."
    )
    content = models.TextField(help_text="SVG.")
    gzipped = models.BinaryField()

    objects = FigureFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class FigurePicture(models.Model):
    """Which file shows a figure in which way, and how large its drawing is."""

    figure = models.ForeignKey(Figure, models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=5, choices=Picture)
    theme = models.CharField(max_length=5, choices=Theme)
    side = models.CharField(max_length=5, choices=ShownSide)
    file = models.ForeignKey(FigureFile, models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "kind", "theme", "side"],
                name="figure_picture_is_there_once",
                violation_error_message="A figure has one picture of each kind.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.theme} {self.side}"

    def get_absolute_url(self) -> str:
        """Where its file is."""
        return reverse("drills:figure_file", args=[self.file_id])


def figure_addresses(figure: Figure | None) -> dict[str, Any]:
    """Where other clients find the pictures: for a light page and the right side first.

    Whole addresses, or None where nothing is drawn. Read the figure `with_pictures`.
    """
    right, left = (
        {
            **_of_theme(figure, Theme.LIGHT, side),
            "dark": _of_theme(figure, Theme.DARK, side),
        }
        for side in (ShownSide.RIGHT, ShownSide.LEFT)
    )
    return {**right, "left": left, "description": figure.description if figure else ""}


def _of_theme(figure: Figure | None, theme: str, side: str) -> dict[str, str | None]:
    found = {}
    for name, kind in NAMES.items():
        picture = figure.picture(kind, theme, side) if figure else None
        found[name] = f"{settings.BASE_URL}{picture.get_absolute_url()}" if picture else None
    return found


def addresses_by_drill(drills: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """`figure_addresses` of the figures shown of these drills, by the drill; one query.

    For long lists: a row a figure, and no object for each of its pictures.
    """
    before, after = _ends(settings.BASE_URL)
    by_drill, sides_shown = {}, ShownSide.values
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, [list(drills)])
        rows = cursor.fetchall()
    for drill, description, pictures in rows:
        sides: dict[str, dict[str, Any]] = {
            side: {**NO_PICTURES, "dark": {**NO_PICTURES}} for side in sides_shown
        }
        for picture in pictures:
            theme, side, kind, file = picture.split(" ")
            where = sides[side] if theme == Theme.LIGHT else sides[side]["dark"]
            where[KINDS[kind]] = before + file + after
        left, right = sides[ShownSide.LEFT], sides[ShownSide.RIGHT]
        by_drill[drill] = {**right, "left": left, "description": description}
    return by_drill


def address_of_file(name: str) -> str:
    """The whole address of a file of pictures."""
    before, after = _ends(settings.BASE_URL)
    return before + name + after


@cache
def _ends(base_url: str) -> tuple[str, str]:
    """What stands before and after a file's name in its whole address; looked up once."""
    sample = "0" * 64
    before, _, after = reverse("drills:figure_file", args=[sample]).partition(sample)
    return base_url + before, after


def with_figures(path: str = "", *, thumbs: bool = False) -> Prefetch:
    """For `prefetch_related`: the published figures of drills, with pictures; two queries.

    `path` leads to the drills: `with_figures("drill__")`. With `thumbs`, one query more brings
    the drawings that stand inside of pages.
    """
    figures = Figure.objects.published().with_pictures()
    return Prefetch(f"{path}figures", queryset=figures.with_thumbs() if thumbs else figures)
