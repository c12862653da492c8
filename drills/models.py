"""The exercise library: drills, their default doses, and routines made of them."""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    """What a drill does for the body."""

    DYNAMIC = "dynamic_mobility", "Dynamic mobility"
    STRETCH = "static_stretch", "Static stretch"
    RELEASE = "release", "Release"
    ACTIVATION = "activation", "Activation"
    STRENGTH = "strength", "Strength"
    ROTATORS = "rotator_control", "Rotator control"


class Position(models.TextChoices):
    """How the body is held."""

    STANDING = "standing", "Standing"
    HALF_KNEELING = "half_kneeling", "Half-kneeling"
    HANDS_AND_KNEES = "hands_and_knees", "On hands and knees"
    SEATED = "seated", "Seated"
    FLOOR = "floor", "Seated on the floor"
    SUPINE = "supine", "Lying on the back"
    PRONE = "prone", "Lying on the front"
    SIDE_LYING = "side_lying", "Lying on the side"
    BENCH = "bench", "Shoulders on a bench"


class Moment(models.TextChoices):
    """When a drill fits around a run."""

    PRE_RUN = "pre_run", "Before a run"
    MID_RUN = "mid_run", "During a run"
    POST_RUN = "post_run", "After a run"
    STRENGTH = "strength", "Strength day"
    ANY_DAY = "any_day", "Any day"


class Muscle(models.TextChoices):
    """Muscles and muscle groups that drills aim at."""

    HIP_FLEXORS = "hip_flexors", "Hip flexors"
    HAMSTRINGS = "hamstrings", "Hamstrings"
    QUADRICEPS = "quadriceps", "Quadriceps"
    ADDUCTORS = "adductors", "Inner thigh (adductors)"
    ABDUCTORS = "abductors", "Outer hip (abductors)"
    GLUTEUS_MAXIMUS = "gluteus_maximus", "Big glute (gluteus maximus)"
    GLUTEUS_MEDIUS = "gluteus_medius", "Side glute (gluteus medius)"
    DEEP_ROTATORS = "deep_rotators", "Deep hip rotators"
    PIRIFORMIS = "piriformis", "Piriformis"
    TRUNK = "trunk", "Trunk"
    CALVES = "calves", "Calves and ankle"


class Equipment(models.TextChoices):
    """What a drill needs, or may use."""

    WALL = "wall", "Wall or stable support"
    MAT = "mat", "Mat"
    FOAM_ROLLER = "foam_roller", "Foam roller"
    MASSAGE_BALL = "massage_ball", "Massage ball"
    BAND = "band", "Resistance band"
    BENCH = "bench", "Bench"
    CHAIR = "chair", "Chair"
    WEIGHT = "weight", "Weight"


class Restriction(models.TextChoices):
    """Common restrictions of runners' hips that a drill works on."""

    TIGHT_HIP_FLEXORS = "tight_hip_flexors", "Tight hip flexors"
    TIGHT_HAMSTRINGS = "tight_hamstrings", "Tight hamstrings"
    INHIBITED_GLUTES = "inhibited_glutes", "Glutes that switch on late"
    WEAK_DEEP_ROTATORS = "weak_deep_rotators", "Weak deep hip rotators"
    LIMITED_HIP_ROTATION = "limited_hip_rotation", "Limited hip rotation"
    TIGHT_ADDUCTORS = "tight_adductors", "Tight inner thigh or groin"
    LIMITED_ANKLE = "limited_ankle", "Limited ankle mobility"
    PROLONGED_SITTING = "prolonged_sitting", "Long hours of sitting"
    REDUCED_STRIDE = "reduced_stride", "Reduced stride length"


class Condition(models.TextChoices):
    """Conditions in whose care a drill can have a part; a physio decides whether it does."""

    PATELLOFEMORAL = "patellofemoral_pain", "Runner's knee (patellofemoral pain)"
    ACHILLES = "achilles_tendinopathy", "Achilles tendinopathy"
    ITB = "iliotibial_band_syndrome", "Iliotibial band syndrome"
    LOWER_BACK = "lower_back_pain", "Lower back pain"


class Dose(models.Model):
    """How much of a drill: exactly one of reps, hold, duration or distance a set."""

    class Side(models.TextChoices):
        """Which side works, and in which order."""

        NONE = "none", "No sides"
        EACH = "each", "Each side"
        LEFT = "left", "Left side"
        RIGHT = "right", "Right side"
        ALTERNATING = "alternating", "Alternating sides"

    sets = models.PositiveSmallIntegerField(default=1)
    reps_min = models.PositiveSmallIntegerField(null=True, blank=True)
    reps_max = models.PositiveSmallIntegerField(null=True, blank=True)
    hold_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    duration_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    distance_m = models.PositiveSmallIntegerField(null=True, blank=True)
    side = models.CharField(max_length=12, choices=Side, default=Side.NONE)
    rest_seconds = models.PositiveSmallIntegerField(default=0, help_text="Between sets.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(sets__gte=1, sets__lte=20),
                name="%(class)s_has_1_to_20_sets",
                violation_error_message="Sets must be between 1 and 20.",
            ),
            models.CheckConstraint(
                condition=Q(
                    reps_min__isnull=False,
                    hold_seconds=None,
                    duration_seconds=None,
                    distance_m=None,
                )
                | Q(
                    reps_min=None,
                    hold_seconds__isnull=False,
                    duration_seconds=None,
                    distance_m=None,
                )
                | Q(
                    reps_min=None,
                    hold_seconds=None,
                    duration_seconds__isnull=False,
                    distance_m=None,
                )
                | Q(
                    reps_min=None,
                    hold_seconds=None,
                    duration_seconds=None,
                    distance_m__isnull=False,
                ),
                name="%(class)s_counts_one_thing",
                violation_error_message=(
                    "Give exactly one of reps, hold, duration or distance for a set."
                ),
            ),
            models.CheckConstraint(
                condition=Q(reps_min=None, reps_max=None)
                | Q(reps_min__gte=1, reps_max__gte=F("reps_min"), reps_max__lte=200),
                name="%(class)s_reps_are_a_range",
                violation_error_message="Reps must run from a lower to a higher number, up to 200.",
            ),
            models.CheckConstraint(
                condition=(Q(hold_seconds=None) | Q(hold_seconds__gte=1, hold_seconds__lte=600))
                & (
                    Q(duration_seconds=None)
                    | Q(duration_seconds__gte=1, duration_seconds__lte=7200)
                )
                & (Q(distance_m=None) | Q(distance_m__gte=1)),
                name="%(class)s_amounts_are_possible",
                violation_error_message=(
                    "A hold lasts 1 to 600 seconds, a timed set 1 to 7200 seconds."
                ),
            ),
        ]


class DrillQuerySet(models.QuerySet["Drill"]):
    """Named reads of the library."""

    def published(self) -> Self:
        """What visitors and runners see."""
        return self.filter(is_published=True)

    def matching(self, text: str) -> Self:
        """Every word of `text` occurs in the name or the summary, in any order."""
        found = self
        for word in text.split():
            found = found.filter(Q(name__icontains=word) | Q(summary__icontains=word))
        return found


class Drill(Dose):
    """One exercise. The dose on it is the default that a prescription starts from."""

    class DoseBasis(models.TextChoices):
        """Where the default dose comes from."""

        SOURCE = "source", "From the source"
        CLINIC = "clinic", "The clinic's default"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(help_text="Its place in the library.")
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.CharField(max_length=20, choices=Position)
    moments = ArrayField(models.CharField(max_length=12, choices=Moment))
    muscles = ArrayField(models.CharField(max_length=20, choices=Muscle))
    equipment = ArrayField(
        models.CharField(max_length=16, choices=Equipment), default=list, blank=True
    )
    restrictions = ArrayField(
        models.CharField(max_length=24, choices=Restriction), default=list, blank=True
    )
    conditions = ArrayField(
        models.CharField(max_length=32, choices=Condition), default=list, blank=True
    )
    is_advanced = models.BooleanField(default=False)
    summary = models.CharField(max_length=200, help_text="One plain sentence.")
    steps = ArrayField(models.CharField(max_length=200), help_text="Three to five, one line each.")
    cues = ArrayField(
        models.CharField(max_length=60), help_text="Short, to be spoken in a session."
    )
    feel = models.CharField(max_length=200, help_text="You should feel …")
    stop_if = models.CharField(max_length=200, help_text="Stop if …")
    dose_basis = models.CharField(max_length=8, choices=DoseBasis)
    source = models.CharField(max_length=200, help_text="Where the facts come from.")
    easier = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="easier_than"
    )
    harder = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="harder_than"
    )
    is_published = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    objects = DrillQuerySet.as_manager()

    class Meta(Dose.Meta):
        abstract = False
        ordering = ["number", "slug"]

    def __str__(self) -> str:
        return self.name


class RoutineQuerySet(models.QuerySet["Routine"]):
    """Named reads of routines."""

    def published(self) -> Self:
        """What visitors and runners see."""
        return self.filter(is_published=True)


class Routine(models.Model):
    """Drills in an order that makes sense, with when and how often; or cues to run by."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    moment = models.CharField(max_length=12, choices=Moment)
    summary = models.CharField(max_length=240)
    when = models.CharField(max_length=120, help_text="When it is done, and how often.")
    minutes_min = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes_max = models.PositiveSmallIntegerField(null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), help_text="ISO weekdays (1 = Monday) it is offered for."
    )
    cues = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    source = models.CharField(max_length=200)
    is_published = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    objects = RoutineQuerySet.as_manager()

    class Meta:
        ordering = ["number", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_min=None, minutes_max=None)
                | Q(minutes_min__gte=1, minutes_max__gte=F("minutes_min")),
                name="routine_minutes_are_a_range",
                violation_error_message="Minutes must run from a lower to a higher number.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoutineDrill(Dose):
    """A drill's place in a routine, with the dose it has there."""

    routine = models.ForeignKey(Routine, models.CASCADE, related_name="items")
    drill = models.ForeignKey(Drill, models.PROTECT, related_name="routine_items")
    order = models.PositiveSmallIntegerField()

    class Meta(Dose.Meta):
        abstract = False
        ordering = ["order"]
        constraints = [
            *Dose.Meta.constraints,
            models.UniqueConstraint(
                fields=["routine", "order"],
                name="routine_drill_has_its_own_place",
                violation_error_message="Two drills cannot stand at the same place of a routine.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.drill_id}"
