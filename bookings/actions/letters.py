"""Letters: what people write joins its thread, and what we write back leaves by the outbox."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.actions.enquiries import ILLEGAL_STATE, answer_due, swap
from bookings.actions.intake import acknowledge, note_answer, store
from bookings.mailbox import IncomingMail
from bookings.models import Enquiry, Letter
from bookings.models.enquiries import REFERENCE_LETTERS
from bookings.progress.links import as_uuid
from clinic.db import save_checked
from clinic.outbox.actions import queue_message
from clinic.outbox.models import Message
from clinic.people.models import User

REFERENCE = re.compile(rf"\b[{REFERENCE_LETTERS}]{{7}}\b")
RECEIPT_WINDOW = timedelta(hours=1)
RECEIPTS_AN_HOUR = 60


@transaction.atomic
def reply(*, enquiry: Enquiry, text: str, by: User, now: datetime) -> Letter:
    """Write back by e-mail: it leaves after three minutes, and the next word is theirs.

    Raises ValidationError without a text or an address, and once the enquiry is settled.
    """
    if not enquiry.email:
        raise ValidationError({"text": "There is no e-mail address. Ring instead."})
    swap(
        enquiry,
        Enquiry.objects.open(),
        now=now,
        state=Enquiry.State.WAITING,
        owner=by,
        due_at=answer_due(now),
        wake_at=None,
    )
    letter = save_checked(
        Letter(
            enquiry=enquiry,
            direction=Letter.Direction.OUT,
            text=text,
            written_by=by,
            happened_at=now,
        )
    )
    note_answer(enquiry, now=now)
    queue_message(
        key=letter.outbox_key,
        kind="enquiry-reply",
        about=enquiry.subject,
        to=enquiry.email,
        template="bookings/email/reply",
        context={"text": text, "reference": enquiry.reference},
        now=now,
        send_after=now + timedelta(seconds=settings.NEWS_HOLD_SECONDS),
    )
    return letter


@transaction.atomic
def take_back_reply(*, enquiry: Enquiry, letter_id: UUID, by: User, now: datetime) -> Letter:
    """Undo a reply that has not left: its words come back to the one who wrote it.

    Raises ValidationError once it has left, or when somebody else wrote it.
    """
    mine = Letter.objects.filter(enquiry=enquiry, written_by=by, taken_back_at=None)
    letter = mine.select_for_update().filter(pk=letter_id).first()
    waiting = letter and Message.objects.filter(
        key=letter.outbox_key, state=Message.State.PLANNED
    ).update(state=Message.State.CANCELLED, reason="Taken back by the desk")
    if letter is None or not waiting:
        raise ValidationError(
            "It has left already. Write again to put it right.", code=ILLEGAL_STATE
        )
    letter.taken_back_at = now
    letter.save(update_fields=["taken_back_at"])
    # Only while nothing else has happened: what came in since must stay in sight.
    still = Enquiry.objects.filter(state=Enquiry.State.WAITING, updated_at=letter.happened_at)
    still.filter(pk=enquiry.pk).update(state=Enquiry.State.OPEN, updated_at=now)
    Enquiry.objects.filter(pk=enquiry.pk, answered_at=letter.happened_at).update(answered_at=None)
    enquiry.refresh_from_db()
    return letter


@transaction.atomic
def receive_mail(*, mail: IncomingMail, now: datetime) -> Enquiry:
    """Put a mail into the thread that it answers, or make a new enquiry of it and owe a receipt.

    The same message id again changes nothing. What a machine wrote waits for a person's look and
    is never answered by us. A thread that rested is open again.
    """
    if mail.message_id:
        known = Letter.objects.select_related("enquiry").filter(message_id=mail.message_id).first()
        if known:
            return known.enquiry
    enquiry = thread_of(mail)
    if enquiry is None:
        enquiry = Enquiry(
            source=Enquiry.Source.EMAIL,
            name=mail.name,
            email=mail.sender,
            due_at=answer_due(now),
            is_doubtful=mail.is_by_machine,
            created_at=now,
            updated_at=now,
        )
        store(enquiry)
        if may_have_a_receipt(enquiry, now=now):
            acknowledge(enquiry, now=now)
    elif not mail.is_by_machine:
        wake(enquiry, now=now)
    save_checked(
        Letter(
            enquiry=enquiry,
            direction=Letter.Direction.IN,
            sender=mail.sender,
            subject=mail.subject,
            text=mail.text or "(no words)",
            message_id=mail.message_id or None,
            left_out=mail.left_out,
            is_cut=mail.is_cut,
            happened_at=now,
        )
    )
    return enquiry


def may_have_a_receipt(enquiry: Enquiry, *, now: datetime) -> bool:
    """Whether a mail is answered at once: one an hour to a sender, and so many in all.

    Anybody can write any sender on a mail; without a limit we would send our receipts to whomever
    somebody wants to annoy. The enquiry itself is kept, and a person answers it.
    """
    lately = Enquiry.objects.filter(
        source=Enquiry.Source.EMAIL, created_at__gt=now - RECEIPT_WINDOW, is_doubtful=False
    ).exclude(pk=enquiry.pk)
    theirs = lately.filter(email=enquiry.email).exists()
    return not theirs and lately.count() < RECEIPTS_AN_HOUR


def thread_of(mail: IncomingMail) -> Enquiry | None:
    """The enquiry that a mail answers: by our mail's id, else by the reference in its subject."""
    ours = f"@{settings.MESSAGE_ID_DOMAIN}"
    ids = [as_uuid(one.removesuffix(ours)) for one in mail.answers if one.endswith(ours)]
    about = Message.objects.filter(pk__in=[one for one in ids if one], about__startswith="enquiry:")
    keys = [subject.removeprefix("enquiry:") for subject in about.values_list("about", flat=True)]
    found = Enquiry.objects.filter(pk__in=keys).order_by("-created_at").first()
    if found is None:
        named = REFERENCE.findall(mail.subject.upper())
        found = Enquiry.objects.filter(reference__in=named).order_by("-created_at").first()
    while found and found.merged_into_id:
        found = Enquiry.objects.get(pk=found.merged_into_id)
    return found


def wake(enquiry: Enquiry, *, now: datetime) -> None:
    """Their word came: what waited, slept or was closed is to be answered again."""
    resting = Enquiry.objects.filter(state__in=[Enquiry.State.WAITING, Enquiry.State.CLOSED])
    resting.filter(pk=enquiry.pk).update(
        state=Enquiry.State.OPEN,
        close_reason="",
        wake_at=None,
        due_at=answer_due(now, is_urgent=enquiry.is_urgent),
        updated_at=now,
    )
