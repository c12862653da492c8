"""A visitor asks, somebody rings, and Dee finds both in the inbox."""

import re
import time

from launch.check.forms import UnexpectedError
from launch.check.walk import Walk, form_with_button, same

VISITOR, EMAIL = "Vera Lind", "vera@mail.example"
CALLER = "Cal Whitlam"
MESSAGE = "Outside of the hip, since I started hill repeats."
# Seconds. Faster than three, and the form takes the sender for a robot.
UNHURRIED = 3.2
REPLY = "Which day would suit you?"


def refused(walk: Walk) -> str:
    """A mistake: the page says which, and everything typed is still there."""
    visitor = walk.browser("visitor")
    opened = time.monotonic()
    page = visitor.get("/bookings/enquire/").expect(200)
    form = form_with_button(page, "Send enquiry").fill(
        name=VISITOR, email="vera@mail", where_it_hurts="Hip", message=MESSAGE, consent="on"
    )
    page = visitor.submit(page, form).expect(422, "Enter an e-mail address like")
    again = form_with_button(page, "Send enquiry")
    for name in ("name", "email", "message", "where_it_hurts", "consent"):
        same(f"{name} after the mistake", again.values[name], form.values[name])
    time.sleep(max(0.0, opened + UNHURRIED - time.monotonic()))
    sent = visitor.submit(page, again.fill(email=EMAIL)).expect(200, "We have your enquiry")
    found = re.search(r"reference is\s*<b>([^<]+)</b>", sent.text)
    if found is None:
        raise UnexpectedError("no reference on the page")
    walk.found["reference"] = found[1]
    return "422 names the e-mail address, nothing typed is lost"


def sent(walk: Walk) -> str:
    """The receipt leaves."""
    letter = walk.letter(EMAIL, f"We have your enquiry {walk.found['reference']}")
    return f"{letter.subject!r} to {letter.to}"


def inbox(walk: Walk) -> str:
    """Dee finds it, as it was written."""
    dee = walk.browser("Dee Marsh")
    page = dee.follow(dee.get("/").expect(200), VISITOR)
    page.expect(200, MESSAGE, walk.found["reference"], EMAIL)
    walk.found["enquiry"] = page.path
    return f"Dee reads {page.page.heading!r} {walk.found['reference']}: {MESSAGE!r}"


def phone_call(walk: Walk) -> str:
    """Dee writes a call down; it opens an enquiry of its own."""
    dee = walk.browser("Dee Marsh")
    page = dee.follow(dee.get("/").expect(200), "Log a call")
    form = form_with_button(page, "Save").fill(
        name=CALLER, phone="0491 572 549", where_it_hurts="Knee", note="Wants mornings."
    )
    page = dee.submit(page, form).expect(200, CALLER, "Wants mornings.")
    walk.found["call"] = page.path
    dee.get("/bookings/inbox/").expect(200, CALLER, VISITOR)
    return f"call of {CALLER} saved as an enquiry, beside {VISITOR} in the inbox"


def answered(walk: Walk) -> str:
    """Dee writes back from the thread; the reply leaves once nobody can take it back any more."""
    dee = walk.browser("Dee Marsh")
    page = dee.get(walk.found["enquiry"]).expect(200)
    form = form_with_button(page, "Reply").fill(text=REPLY)
    dee.submit(page, form).expect(200, REPLY, "leaves in three minutes")
    letter = walk.letter(EMAIL, f"Your enquiry {walk.found['reference']}")
    return f"{letter.subject!r} to {letter.to}"
