"""Who the clinic knows: runners, and those who treat them."""

from datetime import time
from typing import Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from phonenumber_field.modelfields import PhoneNumberField

from clinic.outbox.models import Message
from clinic.people.models.users import Principal, User
from clinic.places.models import check_time_zone

WAYS = ["email", "sms", "push"]


class PractitionerQuerySet(models.QuerySet["Practitioner"]):
    """Named reads of practitioners."""

    def editable_by(self, user: Principal) -> Self:
        """The manager keeps the profiles of those who work here."""
        is_manager = getattr(user, "role", None) == User.Role.MANAGER
        return self.filter(is_active=True) if is_manager else self.none()

    def on_the_site(self) -> Self:
        """Those who work here and have a page of their own on the public site."""
        return self.filter(is_active=True).exclude(slug=None)


class Practitioner(models.Model):
    """Somebody who treats runners and has a column in the diary."""

    class Profession(models.TextChoices):
        """Protected titles are used only by those who hold them."""

        PHYSIOTHERAPIST = "physiotherapist", "Physiotherapist"
        EXERCISE_PHYSIOLOGIST = "exercise_physiologist", "Exercise physiologist"
        MASSAGE_THERAPIST = "massage_therapist", "Massage therapist"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="practitioner"
    )
    name = models.CharField(max_length=120)
    profession = models.CharField(max_length=24, choices=Profession)
    is_active = models.BooleanField(default=True)
    slug = models.SlugField(
        max_length=60, unique=True, null=True, blank=True, help_text="None: not on the public site."
    )
    registration_number = models.CharField(
        max_length=20, blank=True, help_text="As on the public register, such as PHY0001234567."
    )
    languages = models.CharField(max_length=120, blank=True, help_text="Besides English.")
    note = models.CharField(max_length=300, blank=True, help_text="What they see most.")
    bio = models.TextField(max_length=1500, blank=True, help_text="More about them, in public.")

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class RunnerQuerySet(models.QuerySet["Runner"]):
    """Named reads of runners."""

    def visible_to(self, user: Principal) -> Self:
        """A physio sees the own caseload, a runner themself, the desk and the manager everybody."""
        match getattr(user, "role", None):
            case User.Role.PHYSIO:
                return self.filter(physio__user=user)
            case User.Role.RUNNER:
                return self.filter(user=user)
            case User.Role.FRONT_DESK | User.Role.MANAGER:
                return self
        return self.none()

    def treated_by(self, user: Principal) -> Self:
        """The caseload of a physio; nobody else has one."""
        return self.filter(physio__user=user) if user.is_authenticated else self.none()

    def matching(self, *, email: str = "", phone: str = "", name: str = "") -> Self:
        """People whom somebody with these details may already be; nothing given matches nobody."""
        likeness = Q(pk=None)
        if email:
            likeness |= Q(email__iexact=email)
        if phone:
            likeness |= Q(phone=phone)
        if name:
            likeness |= Q(name__iexact=name)
        return self.filter(likeness)


def every_day() -> list[int]:
    """Monday to Sunday."""
    return [1, 2, 3, 4, 5, 6, 7]


def by_mail() -> list[str]:
    """The way that nobody has to choose."""
    return [Message.Channel.EMAIL]


class Runner(models.Model):
    """A person whom the clinic treats, with or without an account."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="runner"
    )
    physio = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="runners"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True)
    time_zone = models.CharField(
        max_length=40, default="Australia/Sydney", validators=[check_time_zone]
    )
    remind_at = models.TimeField(default=time(7, 0), help_text="Local time of session reminders.")
    wants_session_reminders = models.BooleanField(default=True)
    remind_days = ArrayField(
        models.PositiveSmallIntegerField(),
        default=every_day,
        help_text="ISO weekdays on which to remind, 1 = Monday.",
    )
    remind_again = models.BooleanField(
        default=False, help_text="Once more, five hours later, if it is still not done."
    )
    sessions_by = models.CharField(
        max_length=8, default=Message.Channel.EMAIL, help_text="One way for reminders of sessions."
    )
    visits_by = ArrayField(
        models.CharField(max_length=8), default=by_mail, blank=True, help_text="Of visits."
    )
    news_by = ArrayField(
        models.CharField(max_length=8), default=by_mail, blank=True, help_text="Of programmes."
    )
    ways_chosen_at = models.DateTimeField(
        null=True, blank=True, help_text="Reminders of visits are planned afresh since then."
    )
    texts_to = models.CharField(
        max_length=20, blank=True, help_text="The number that they agreed to be texted at."
    )
    cue_voice = models.BooleanField(default=True, help_text="The player speaks.")
    cue_tones = models.BooleanField(default=True, help_text="The player sounds.")
    cue_buzz = models.BooleanField(default=True, help_text="The phone vibrates, if it can.")
    created_at = models.DateTimeField()

    objects = RunnerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="runner_can_be_reached",
                violation_error_message="Give an e-mail address or a phone number.",
            ),
            models.CheckConstraint(
                condition=Q(remind_days__len__gte=1, remind_days__contained_by=every_day()),
                name="runner_is_reminded_on_days_of_the_week",
                violation_error_message="Choose at least one day of the week.",
            ),
            models.CheckConstraint(
                condition=Q(
                    sessions_by__in=WAYS, visits_by__contained_by=WAYS, news_by__contained_by=WAYS
                ),
                name="runner_is_told_in_known_ways",
            ),
            models.CheckConstraint(
                condition=~Q(texts_to="")
                | ~(
                    Q(sessions_by="sms")
                    | Q(visits_by__contains=["sms"])
                    | Q(news_by__contains=["sms"])
                ),
                name="runner_is_texted_only_who_agreed",
                violation_error_message="Agree to get texts first.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="runner_email_is_unique",
                violation_error_message="A runner with this e-mail address is already on file.",
            ),
        ]
        indexes = [GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="runner_name_search")]

    def __str__(self) -> str:
        return self.name

    @property
    def text_number(self) -> str:
        """The number to text; none unless they agreed to it, and it is still theirs."""
        return self.texts_to if self.texts_to == str(self.phone) else ""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this runner's reminders are timed."""
        return ZoneInfo(self.time_zone)
