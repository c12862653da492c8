"""The words that sort drills: kinds, positions, moments, muscles, equipment and more."""

from dataclasses import dataclass

from django.db import models


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


@dataclass(frozen=True)
class Facet:
    """One way to narrow the library: what people call it, where it looks, and its values."""

    label: str
    lookup: str
    choices: type[models.TextChoices]

    @property
    def field(self) -> str:
        """The drill's field, which holds one value or a list."""
        return self.lookup.split("__")[0]


# By the names that the pages' and the API's addresses use.
FACETS = {
    "moment": Facet("When", "moments__contains", Moment),
    "kind": Facet("Kind", "kind__in", Kind),
    "muscle": Facet("Muscle", "muscles__contains", Muscle),
    "restriction": Facet("Works on", "restrictions__contains", Restriction),
    "equipment": Facet("Gear", "equipment__contains", Equipment),
    "position": Facet("Position", "position__in", Position),
    "condition": Facet("Condition", "conditions__contains", Condition),
}
