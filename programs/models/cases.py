"""Cases: why somebody is treated, what to be careful with, and how much pain is all right."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from clinic.people.models import Practitioner, Principal, Runner, User
from drills.models import Drill


class PainRule(models.Model):
    """How much pain is all right. A physio sets it; the presets and their sources: domain.md D1.

    All ratings are 0 to 10. `pain_severe_from` flags after one rating, `pain_breaches_to_flag`
    says how many ratings above a limit do (domain.md D2).
    """

    class Preset(models.TextChoices):
        """Where a rule starts from."""

        GENERAL = "general", "General"
        TENDON = "tendon", "Tendon"
        PATELLOFEMORAL = "patellofemoral", "Kneecap (patellofemoral)"
        BONE_STRESS = "bone_stress", "Bone stress"

    pain_preset = models.CharField(max_length=16, choices=Preset, default=Preset.GENERAL)
    pain_during_limit = models.PositiveSmallIntegerField(default=5)
    pain_after_limit = models.PositiveSmallIntegerField(default=5)
    pain_must_settle = models.BooleanField(
        default=True, help_text="Worse on the next morning is above the limit."
    )
    pain_severe_from = models.PositiveSmallIntegerField(default=8)
    pain_breaches_to_flag = models.PositiveSmallIntegerField(default=2)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    pain_during_limit__lte=10,
                    pain_after_limit__lte=10,
                    pain_severe_from__gte=1,
                    pain_severe_from__lte=10,
                    pain_breaches_to_flag__gte=1,
                    pain_breaches_to_flag__lte=5,
                ),
                name="%(class)s_pain_rule_is_possible",
                violation_error_message=(
                    "Pain limits are 0 to 10. A flag needs 1 to 5 ratings above the limit."
                ),
            )
        ]


class CaseQuerySet(models.QuerySet["Case"]):
    """Named reads of cases."""

    def visible_to(self, user: Principal) -> Self:
        """The caseload's cases, for its physio; nobody else reads them."""
        if getattr(user, "role", None) == User.Role.PHYSIO:
            return self.filter(runner__physio__user=user)
        return self.none()

    def editable_by(self, user: Principal) -> Self:
        """A physio writes what a physio reads."""
        return self.visible_to(user)

    def open(self) -> Self:
        """Not closed yet."""
        return self.filter(closed_on=None)

    def stamp_of(self, case: "Case") -> str:
        """When it was last changed, as a form carries it."""
        return self.values_list("updated_at", flat=True).get(pk=case.pk).isoformat()


class Case(PainRule):
    """One episode of trouble: what it is, which side, what the runner wants to do again."""

    class Condition(models.TextChoices):
        """What the physio found. It chooses no treatment; a physio does."""

        GLUTEAL_TENDON = "gluteal_tendinopathy", "Outer hip tendon (gluteal tendinopathy)"
        HAMSTRING_TENDON = "proximal_hamstring_tendinopathy", "High hamstring tendon"
        ACHILLES_MID = "achilles_midportion", "Achilles tendon, middle"
        ACHILLES_INSERTION = "achilles_insertional", "Achilles tendon, at the heel"
        PATELLOFEMORAL = "patellofemoral_pain", "Runner's knee (patellofemoral pain)"
        ITB = "iliotibial_band_syndrome", "Iliotibial band syndrome"
        BONE_STRESS = "bone_stress_injury", "Bone stress injury"
        HIP_MOBILITY = "hip_mobility", "Hip mobility"
        LOWER_BACK = "lower_back_pain", "Lower back pain"
        OTHER = "other", "Something else"

    class Side(models.TextChoices):
        """Which side is affected."""

        LEFT = "left", "Left"
        RIGHT = "right", "Right"
        BOTH = "both", "Both"
        NONE = "none", "No side"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="cases")
    physio = models.ForeignKey(Practitioner, models.PROTECT, related_name="cases")
    condition = models.CharField(max_length=32, choices=Condition)
    words = models.CharField(max_length=200, blank=True, help_text="In the physio's own words.")
    side = models.CharField(max_length=5, choices=Side, default=Side.NONE)
    goal = models.CharField(max_length=200, blank=True, help_text="In the runner's own words.")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta(PainRule.Meta):
        abstract = False
        ordering = ["-opened_on", "id"]
        constraints = [
            *PainRule.Meta.constraints,
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="case_closes_after_it_opens",
                violation_error_message="A case cannot close before it was opened.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_condition_display()


class Caution(models.TextChoices):
    """What a drill can ask of a body that a case may forbid for a while (domain.md D4)."""

    HIP_ADDUCTION = "hip_adduction", "Hip stretched or loaded across the middle"
    DEEP_HIP_FLEXION = "deep_hip_flexion", "Deep bend of the hip, stretched or loaded"
    DORSIFLEXION = "dorsiflexion_below_neutral", "Ankle bent below level"
    IMPACT = "impact", "Landing and running"
    DEEP_KNEE_FLEXION = "deep_knee_flexion", "Deep bend of the knee under load"
    SPINE_FLEXION = "spine_flexion", "Rounded lower back"


class DrillCaution(models.Model):
    """What a drill asks of a body, so that a case's restriction can speak against it."""

    drill = models.ForeignKey(Drill, models.CASCADE, related_name="cautions")
    caution = models.CharField(max_length=32, choices=Caution)
    source = models.CharField(max_length=200, help_text="Why it counts as one.")

    class Meta:
        ordering = ["caution"]
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "caution"],
                name="drill_caution_once",
                violation_error_message="This drill has this caution already.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="drill_caution_names_its_source",
                violation_error_message="Say where this caution comes from.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_caution_display()


class CaseRestriction(models.Model):
    """Something to leave out, until a phase of the programme or until further notice."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="restrictions")
    caution = models.CharField(max_length=32, choices=Caution)
    until_phase = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The first phase in which it is allowed again."
    )
    note = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["caution"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "caution"],
                name="case_restriction_once",
                violation_error_message="This restriction is on the case already.",
            ),
            models.CheckConstraint(
                condition=Q(until_phase=None) | Q(until_phase__gte=2),
                name="case_restriction_ends_with_a_phase",
                violation_error_message="A restriction ends with phase 2 or later, or stays.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_caution_display()
