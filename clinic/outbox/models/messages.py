"""Messages we owe to people. PostgreSQL holds the truth about each; nobody above is known here."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from clinic.outbox.models import states
from clinic.outbox.models.reading import MessageQuerySet


class Message(models.Model):
    """One message to one person, owed once: `key` names the event that it tells of."""

    # What the key of a text has behind that of the e-mail with the same news.
    TEXT = ":sms"
    # The same of a notification on the phone.
    NOTICE = ":push"
    PASSED_ON = states.PASSED_ON
    # The `reason` of a cancelled one that nobody took back by hand.
    NO_LONGER_TRUE = "No longer true"
    NOT_WANTED = "They want no more of these"
    NOT_REACHED = states.NOT_REACHED
    # How a text ends.
    NO_MORE = "No more texts: reply STOP"

    Channel = states.Channel
    State = states.State

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=200)
    kind = models.SlugField(
        max_length=40, db_index=False, help_text="What it is for: appointment-reminder …"
    )
    about = models.CharField(
        max_length=80, blank=True, help_text="appointment:<id>, for cancelling."
    )
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    to = models.CharField(
        max_length=254,
        blank=True,
        help_text="An e-mail address, a number as +61…, or what to call whose phones they are.",
    )
    person = models.UUIDField(
        null=True, blank=True, help_text="Whose it is, by an id that nobody here can look up."
    )
    subject = models.CharField(max_length=200, blank=True, help_text="A text has none.")
    body = models.TextField(blank=True, help_text="Emptied when it is no longer needed.")
    calendar = models.TextField(blank=True, help_text="An invitation that goes along, as .ics.")
    instead = models.JSONField(
        null=True,
        blank=True,
        help_text="What a text or a notification becomes if it does not get through.",
    )
    passed_on_at = models.DateTimeField(
        null=True, blank=True, help_text="When the e-mail was owed, or there was none to owe."
    )
    opens = models.CharField(
        max_length=100, blank=True, help_text="The page behind a notification, as a path."
    )
    stop_link = models.URLField(
        max_length=300, blank=True, help_text="Where whoever gets it ends messages of this kind."
    )
    is_secret = models.BooleanField(
        default=False, help_text="Body holds a code: emptied once sent."
    )
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    reason = models.CharField(
        max_length=200, blank=True, help_text="Why it failed or was held back."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    send_after = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(
        null=True, blank=True, help_text="Set just before the provider is called."
    )
    provider = models.CharField(
        max_length=40, blank=True, help_text="Who was handed it first; nobody else ever is."
    )
    bundle = models.UUIDField(
        null=True, blank=True, help_text="The id under which it leaves together with others."
    )
    unknown_since = models.DateTimeField(
        null=True, blank=True, help_text="Handed over, and no answer came: it may have left."
    )
    is_taken_back = models.BooleanField(
        default=False,
        help_text="No longer true once a provider had it: not tried again, nor passed on.",
    )
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person had looked after a message that was stuck."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(
        null=True, blank=True, help_text="When we were told that it reached the phone."
    )
    created_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="message_is_owed_once",
                violation_error_message="This message is already on its way.",
            ),
            models.CheckConstraint(
                condition=Q(not_after=None) | Q(not_after__gte=F("send_after")),
                name="message_may_still_leave_when_its_time_comes",
                violation_error_message="A message cannot expire before it is due.",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False),
                name="message_being_sent_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="message_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(state="sent", channel="sms"),
                name="message_delivered_was_sent_as_a_text",
            ),
            models.CheckConstraint(
                condition=~Q(to="") | Q(state__in=["suppressed", "cancelled"]),
                name="message_without_address_never_leaves",
            ),
            models.CheckConstraint(
                condition=Q(bundle=None) | Q(person__isnull=False, is_secret=False, calendar=""),
                name="message_that_must_stand_alone_does",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "sms", "push"]),
                name="message_travels_on_a_known_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["bundle"], name="message_bundle", condition=~Q(bundle=None)),
            models.Index(
                fields=["send_after", "id"], name="message_due", condition=Q(state="planned")
            ),
            models.Index(
                fields=["lease_until"], name="message_leased", condition=Q(state="sending")
            ),
            models.Index(
                fields=["send_after"],
                name="message_text_to_look_after",
                condition=Q(
                    channel__in=["sms", "push"],
                    passed_on_at=None,
                    is_taken_back=False,
                    state__in=["planned", "failed", "uncertain", "expired"],
                ),
            ),
            models.Index(fields=["about"], name="message_about", condition=~Q(about="")),
            models.Index(fields=["-created_at"], name="message_newest"),
            models.Index(
                fields=["person"],
                name="message_of_a_person",
                condition=Q(person__isnull=False, state__in=["planned", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def may_be_sent_again(self) -> bool:
        """Whether the desk is offered to send it again."""
        stuck = {Message.State.UNCERTAIN, Message.State.FAILED}
        is_open = self.state in stuck and self.settled_at is None
        return is_open and self.reason != Message.NOT_REACHED and bool(self.to and self.body)

    @property
    def may_be_taken_back(self) -> bool:
        """Whether the desk is offered to cancel it: it has not left, and holds no sign-in code."""
        return self.state == Message.State.PLANNED and not self.is_secret

    @property
    def needs_a_person(self) -> bool:
        """Whether it stands on the list of messages to look after."""
        lost = {Message.State.UNCERTAIN, Message.State.FAILED}
        lost |= {Message.State.EXPIRED, Message.State.SUPPRESSED}
        return self.state in lost and self.settled_at is None
