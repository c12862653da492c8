"""How people first reach the clinic: the web form, the phone and e-mail, in one inbox."""

from datetime import datetime
from secrets import choice
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from phonenumber_field.modelfields import PhoneNumberField

from bookings.models.signs import RedFlag, level_of
from clinic.outbox.models import Message, MessageQuerySet
from clinic.people.models import Practitioner, Principal, Runner, User

REFERENCE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """Seven letters that can be read out over the phone; none looks like another."""
    return "".join(choice(REFERENCE_LETTERS) for _ in range(7))


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Named reads of the inbox."""

    def visible_to(self, user: Principal) -> Self:
        """The front desk and the manager answer enquiries; nobody else reads them."""
        if getattr(user, "role", None) in {User.Role.FRONT_DESK, User.Role.MANAGER}:
            return self
        return self.none()

    def unsettled(self) -> Self:
        """Neither booked nor closed: urgent ones first, then the longest past its promise."""
        return self.exclude(state__in=Enquiry.SETTLED).order_by("-is_urgent", "due_at", "id")

    def open(self) -> Self:
        """Still owed an answer, without those that somebody must look at first."""
        return self.unsettled().filter(is_doubtful=False)

    def to_check(self) -> Self:
        """Held back because they look like spam; a person decides."""
        return self.unsettled().filter(is_doubtful=True)

    def held_as(self, reference: str) -> Self:
        """Held back under this reference: for whoever has the signed receipt of it."""
        return self.to_check().sent_as(reference)

    def sent_as(self, reference: str) -> Self:
        """Sent from the web under this reference: for whoever has the signed receipt of it."""
        return self.filter(reference=reference, source=Enquiry.Source.WEB)

    def done(self) -> Self:
        """Booked or closed, the last settled first."""
        return self.filter(state__in=Enquiry.SETTLED).order_by("-updated_at", "id")

    def awake(self, now: datetime) -> Self:
        """Open, and not put off to a later moment."""
        return self.open().filter(Q(wake_at=None) | Q(wake_at__lte=now))

    def asleep(self, now: datetime) -> Self:
        """Put off until a moment that is still to come; the next to wake first."""
        return self.open().filter(wake_at__gt=now).order_by("wake_at", "id")

    def twins_of(self, enquiry: "Enquiry") -> Self:
        """Others that wait for an answer and came from the same address or number."""
        same = Q(pk=None)
        if enquiry.email:
            same |= Q(email=enquiry.email)
        if enquiry.phone:
            same |= Q(phone=enquiry.phone)
        return self.unsettled().filter(same).exclude(pk=enquiry.pk)

    def found_by(self, words: str) -> Self:
        """Those whose name, address, number or reference contains the words."""
        likeness = Q(name__icontains=words) | Q(email__icontains=words)
        likeness |= Q(reference__iexact=words)
        digits = "".join(sign for sign in words if sign.isdigit()).removeprefix("0")
        if len(digits) >= 4:
            likeness |= Q(phone__contains=digits)
        return self.filter(likeness)

    def overdue(self, now: datetime) -> Self:
        """Open past the time by which we promised to answer."""
        return self.open().filter(due_at__lt=now)


class Enquiry(models.Model):
    """Somebody asked for help. One thread from the question to the first visit."""

    class Source(models.TextChoices):
        """How it reached us."""

        WEB = "web", "Web form"
        PHONE = "phone", "Phone call"
        EMAIL = "email", "E-mail"

    class State(models.TextChoices):
        """The way of an enquiry: new → open → waiting → booked or closed."""

        NEW = "new", "New"
        OPEN = "open", "Open"
        WAITING = "waiting", "Waiting for a reply"
        BOOKED = "booked", "Booked"
        CLOSED = "closed", "Closed"

    SETTLED = (State.BOOKED, State.CLOSED)

    RedFlag = RedFlag

    class Where(models.TextChoices):
        """Where it hurts, as people say it."""

        HIP = "hip", "Hip or groin"
        KNEE = "knee", "Knee"
        ANKLE = "ankle", "Ankle, heel or foot"
        CALF = "calf", "Calf or shin"
        THIGH = "thigh", "Thigh or hamstring"
        BACK = "back", "Lower back"
        OTHER = "other", "Somewhere else"
        NOTHING = "nothing", "Nothing hurts, I want to move better"

    class When(models.TextChoices):
        """When somebody can come."""

        MORNING = "morning", "Mornings"
        AFTERNOON = "afternoon", "Afternoons"
        AFTER_WORK = "after_work", "After work"
        ANY = "any", "Any time"

    class CloseReason(models.TextChoices):
        """Why an enquiry ended without a visit."""

        NOT_SUITABLE = "not_suitable", "Not suitable, referred on"
        PRICE = "price", "Price"
        NO_REPLY = "no_reply", "No reply after several tries"
        DUPLICATE = "duplicate", "Duplicate"
        SPAM = "spam", "Spam"
        NO_CONTACT = "no_contact", "Left no way to reach them"
        MISTAKE = "mistake", "Logged by mistake"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=7, unique=True, default=new_reference, editable=False)
    source = models.CharField(max_length=8, choices=Source)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    is_urgent = models.BooleanField(default=False)
    red_flags = ArrayField(
        models.CharField(max_length=8, choices=RedFlag), default=list, blank=True
    )
    is_doubtful = models.BooleanField(
        default=False, help_text="Looks like spam: no mail leaves until the desk says it is fine."
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True)
    where_it_hurts = models.CharField(
        max_length=8, choices=Where, blank=True, help_text="Empty: an e-mail does not say."
    )
    when_suits = models.CharField(max_length=12, choices=When, default=When.ANY)
    asked_for = models.ForeignKey(
        Practitioner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom they would like to see. None: anybody.",
    )
    message = models.TextField(max_length=4000, blank=True)
    consented_at = models.DateTimeField(
        null=True, blank=True, help_text="Agreed that we keep these details to answer."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(help_text="By when we promised to answer.")
    wake_at = models.DateTimeField(
        null=True, blank=True, help_text="Out of sight until then. None: in sight."
    )
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="When we first wrote back, spoke or rang."
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    runner = models.ForeignKey(
        Runner, models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    close_reason = models.CharField(max_length=12, choices=CloseReason, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone="") | Q(red_flags=[RedFlag.UNSAID]),
                name="enquiry_can_be_answered",
                violation_error_message="Give an e-mail address or a phone number.",
            ),
            models.CheckConstraint(
                condition=~Q(source="web")
                | Q(consented_at__isnull=False)
                | Q(red_flags=[RedFlag.UNSAID], runner__isnull=False)
                | Q(red_flags=[RedFlag.UNSAID], email="", phone=""),
                name="enquiry_from_the_web_has_consent",
                violation_error_message="Tick the box so that we may keep your details and answer.",
            ),
            models.CheckConstraint(
                condition=~Q(state="booked") | Q(runner__isnull=False),
                name="enquiry_booked_has_a_runner",
                violation_error_message="A booked enquiry needs a person on file.",
            ),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(close_reason=""))
                | (~Q(state="closed") & Q(close_reason="")),
                name="enquiry_closed_says_why",
                violation_error_message="Choose why the enquiry is closed.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(close_reason="duplicate"),
                name="enquiry_merged_is_closed_as_duplicate",
            ),
            models.CheckConstraint(
                condition=Q(wake_at=None) | Q(state="waiting"),
                name="enquiry_that_sleeps_waits",
                violation_error_message="Only an enquiry that waits can be put off.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("created_at")),
                name="enquiry_is_answered_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("created_at")),
                name="enquiry_is_due_after_it_came",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="enquiry_open",
                condition=~Q(state__in=["booked", "closed"]),
            ),
            models.Index(fields=["-created_at", "id"], name="enquiry_newest"),
            models.Index(
                fields=["merged_into"],
                name="enquiry_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_settled(self) -> bool:
        """Whether it is booked or closed."""
        return self.state in Enquiry.SETTLED

    @property
    def sign_level(self) -> str:
        """How fast the ticked signs ask for help: emergency, today, soon, or nothing ticked."""
        return level_of(self.red_flags)

    @property
    def signs(self) -> list[str]:
        """The ticked signs in words."""
        return [Enquiry.RedFlag(flag).label for flag in self.red_flags]

    @property
    def subject(self) -> str:
        """What our messages about this enquiry carry in `about`."""
        return f"enquiry:{self.pk}"

    def standing(self) -> str:
        """Where it stands, in half a sentence."""
        state = self.get_state_display().lower()
        return f"{state}, with {self.owner}" if self.owner else state

    def messages(self) -> MessageQuerySet:
        """What we wrote because of this enquiry, oldest first."""
        return Message.objects.filter(about=self.subject).order_by("created_at", "pk")
