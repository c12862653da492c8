"""Named reads of the outbox."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from clinic.outbox.models.numbers import StoppedNumber
from clinic.outbox.models.states import NOT_REACHED, PASSED_ON, Channel, State

if TYPE_CHECKING:
    from clinic.outbox.models.messages import Message

STOPPED = StoppedNumber.objects.filter(number=OuterRef("to"))


class MessageQuerySet(models.QuerySet["Message"]):
    """Named reads of the outbox."""

    def due(self, now: datetime) -> Self:
        """Planned messages whose time has come and has not passed, oldest first."""
        planned = self.filter(state=State.PLANNED, send_after__lte=now)
        return planned.filter(Q(not_after=None) | Q(not_after__gte=now)).order_by(
            "send_after", "pk"
        )

    def to_claim(self, now: datetime, *, within: timedelta) -> Self:
        """Those that are due, and the reminders that fall due soon after to the same person.

        Other kinds wait until they are due by themselves: until then somebody may take them back.
        Of what may have left together only one row is named, for they go on together.
        """
        planned = self.filter(state=State.PLANNED, send_after__lte=now + within)
        due = self.model.objects.due(now).filter(
            person=OuterRef("person"),
            channel=OuterRef("channel"),
            to=OuterRef("to"),
            unknown_since=None,
        )
        before = self.model.objects.waiting().filter(
            bundle=OuterRef("bundle"), pk__lt=OuterRef("pk")
        )
        soon = Q(kind__endswith="-reminder", unknown_since=None, person__isnull=False)
        useful = Q(not_after=None) | Q(not_after__gte=now)
        return planned.filter(
            Q(send_after__lte=now) | soon & Exists(due),
            Q(unknown_since=None) | Q(bundle=None) | ~Exists(before),
            useful,
        ).order_by("send_after", "pk")

    def for_provider(self, name: str, channel: str) -> Self:
        """On its channel, in nobody else's hands before, and to no number that said STOP."""
        theirs = self.filter(channel=channel, provider__in=["", name])
        return theirs.unstopped() if channel == Channel.SMS else theirs

    def unstopped(self) -> Self:
        """To no number that said STOP."""
        return self.filter(~Exists(STOPPED))

    def to_pass_on(self, now: datetime, *, within: timedelta) -> Self:
        """Texts and notifications that reached nobody, or that nobody will carry in time.

        `is_stopped` says that the number of a text said STOP.
        """
        lost = [State.FAILED, State.UNCERTAIN, State.EXPIRED]
        a_minute = now - timedelta(minutes=1)
        is_late = Q(not_after__lt=now + within, send_after__lt=a_minute, instead__isnull=False)
        texts = self.filter(channel__in=PASSED_ON, passed_on_at=None, is_taken_back=False)
        return (
            texts.annotate(is_stopped=Exists(STOPPED))
            .filter(Q(state__in=lost) | Q(state=State.PLANNED) & (is_late | Q(is_stopped=True)))
            .order_by("send_after", "pk")
        )

    def told_nobody(self) -> Self:
        """Those that could not be passed on to an address, and that no person looked after."""
        return self.needing_a_person().filter(
            channel__in=PASSED_ON, passed_on_at__isnull=False, instead__isnull=True
        )

    def known_as(self, reference: UUID) -> Self:
        """What a provider knows by this id: a message, or the parts of a bundle that were in it."""
        parts = Q(bundle=reference, handed_over_at__isnull=False)
        return self.filter(Q(pk=reference, bundle=None) | parts).order_by("pk")

    def left_with(self, message: "Message") -> Self:
        """The others that a provider took in one message with it."""
        if message.bundle is None or message.state != State.SENT:
            return self.none()
        parts = self.filter(bundle=message.bundle, state=State.SENT)
        return parts.exclude(pk=message.pk).order_by("send_after", "pk")

    def in_our_hands(self, messages: Sequence["Message"]) -> Self:
        """The rows of messages of one claim, for as long as it is the latest one."""
        return self.filter(
            pk__any_of=[message.pk for message in messages],
            state=State.SENDING,
            lease_until__any_of={message.lease_until for message in messages},
        )

    def out_of_date(self, now: datetime) -> Self:
        """Planned messages that would now do harm: their last useful moment has passed."""
        return self.filter(state=State.PLANNED, not_after__lt=now)

    def abandoned(self, now: datetime) -> Self:
        """Claimed by a worker whose lease ran out: it died, or it hangs."""
        return self.filter(state=State.SENDING, lease_until__lt=now)

    def uncertain(self) -> Self:
        """Nobody can know whether these left: the front desk decides."""
        return self.filter(state=State.UNCERTAIN)

    def needing_a_person(self) -> Self:
        """Failed, uncertain, expired or without an address: somebody was not told."""
        return self.filter(
            settled_at=None,
            state__in=[
                State.UNCERTAIN,
                State.FAILED,
                State.EXPIRED,
                State.SUPPRESSED,
            ],
        )

    def since(self, moment: datetime) -> Self:
        """Owed at that moment or later, the newest first."""
        return self.filter(created_at__gte=moment).order_by("-created_at", "pk")

    def waiting(self) -> Self:
        """Planned for now or later, or in a worker's hands."""
        return self.filter(state__in=[State.PLANNED, State.SENDING])

    def sent(self) -> Self:
        """A provider has taken these."""
        return self.filter(state=State.SENT)

    def never_sent(self) -> Self:
        """Taken back, too late, without an address, or refused for good."""
        return self.filter(
            state__in=[
                State.CANCELLED,
                State.EXPIRED,
                State.SUPPRESSED,
                State.FAILED,
            ]
        )

    def to_somebody(self, words: str, addresses: Iterable[str]) -> Self:
        """To an address that has these words in it, or to one of the addresses."""
        return self.filter(Q(to__icontains=words) | Q(to__in=list(addresses)))

    def sendable_again(self) -> Self:
        """Stuck, not looked after, with an address and words: the desk may send it after all."""
        stuck = [State.UNCERTAIN, State.FAILED]
        unsettled = self.filter(state__in=stuck, settled_at=None)
        # To a provider that drops repeats, a text that the network lost would be one.
        unsettled = unsettled.exclude(reason=NOT_REACHED)
        return unsettled.exclude(to="").exclude(body="").unstopped()
