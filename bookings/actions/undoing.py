"""Taking a step with an enquiry back, as long as nobody has gone on from it."""

from datetime import datetime
from uuid import UUID

from bookings.actions.enquiries import swap
from bookings.models import Enquiry
from clinic.people.models import User


def give_back(*, enquiry: Enquiry, to: UUID | None, by: User, now: datetime) -> Enquiry:
    """Undo what `by` has just taken: it is `to`'s again, or nobody's and new.

    `to` is the id of who had it; somebody who has left the desk does not get it back.
    Raises ValidationError unless `by` looks after it now.
    """
    mine = Enquiry.objects.open().filter(owner=by)
    if to and (owner := User.objects.working_at_the_desk().filter(pk=to).first()):
        return swap(enquiry, mine, now=now, owner=owner)
    taken = mine.filter(state=Enquiry.State.OPEN)
    return swap(enquiry, taken, now=now, state=Enquiry.State.NEW, owner=None)


def hold_back(*, enquiry: Enquiry, now: datetime) -> Enquiry:
    """Undo letting it in, while nobody has taken it. The receipt that is owed leaves all the same.

    Raises ValidationError when somebody has, or when it did not come from the web.
    """
    untouched = Enquiry.objects.open().filter(
        state=Enquiry.State.NEW, owner=None, source=Enquiry.Source.WEB
    )
    return swap(enquiry, untouched, now=now, is_doubtful=True)


def give_to(*, enquiry: Enquiry, to: UUID | None, now: datetime) -> Enquiry:
    """Undo handing it over: it is `to`'s again, or nobody's and new."""
    if to and (owner := User.objects.working_at_the_desk().filter(pk=to).first()):
        return swap(enquiry, Enquiry.objects.open(), now=now, owner=owner)
    taken = Enquiry.objects.open().filter(state=Enquiry.State.OPEN)
    return swap(enquiry, taken, now=now, state=Enquiry.State.NEW, owner=None)
