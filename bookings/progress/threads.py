"""One thread of the inbox, whatever it came by, with all that was merged into it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bookings.models import Call, Enquiry, Letter
from clinic.outbox.models import Message
from clinic.outbox.wording import outcome
from clinic.people.models import Principal


@dataclass(frozen=True)
class Entry:
    """A letter of the thread, and what became of it."""

    letter: Letter
    became: str


@dataclass(frozen=True)
class Thread:
    """All that was said and written about one enquiry."""

    calls: list[Call]
    letters: list[Entry]
    messages: list[tuple[Message, str]]
    merged: list[Enquiry]
    twins: list[Enquiry]
    taken_back: str


def thread_for(
    *, enquiry: Enquiry, user: Principal, taken_back: UUID | None, now: datetime
) -> Thread:
    """The thread with five queries, however long it is.

    `taken_back` names a reply of this person that did not leave: its words are given back.
    """
    merged = list(enquiry.merged.order_by("created_at"))
    together = Q(enquiry=enquiry) | Q(enquiry__merged_into=enquiry)
    calls = Call.objects.filter(together).select_related("taken_by")
    letters = list(Letter.objects.filter(together).select_related("written_by"))
    subjects = [enquiry.subject, *(one.subject for one in merged)]
    sent = list(Message.objects.filter(about__in=subjects).order_by("created_at", "pk"))
    became = {message.key: outcome(message, now=now) for message in sent}
    keys = {letter.outbox_key for letter in letters}
    back = [one for one in letters if one.pk == taken_back and one.taken_back_at]
    mine = [one.text for one in back if one.written_by == user]
    return Thread(
        calls=list(calls),
        letters=[Entry(one, became.get(one.outbox_key, "")) for one in letters],
        messages=[(one, became[one.key]) for one in sent if one.key not in keys],
        merged=merged,
        twins=list(Enquiry.objects.visible_to(user).twins_of(enquiry)[:5]),
        taken_back=mine[0] if mine else "",
    )
