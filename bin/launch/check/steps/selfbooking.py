"""A visitor books alone; another one needs help sooner, and the desk is told of it."""

import re

from launch.check.forms import UnexpectedError
from launch.check.walk import Walk, form_with_button

GUEST, EMAIL = "Gus Hale", "gus@mail.example"


def help_first(walk: Walk) -> str:
    """A yes to a warning sign shows what to do and is urgent in the inbox, without a name."""
    visitor = walk.browser("somebody in need")
    page = visitor.get("/bookings/visit/").expect(200)
    form = form_with_button(page, "Continue").fill(flags="yes")
    page = visitor.submit(page, form).expect(200, "Get help first", "Call 000")
    found = re.search(r"reference is\s*<b>([^<]+)</b>", page.text)
    if found is None:
        raise UnexpectedError("no reference on the page: nobody was told")
    walk.browser("Dee Marsh").get("/bookings/inbox/").expect(200, "Unknown visitor", "Urgent")
    letter = walk.letter("dee@demo.example", f"Urgent enquiry {found[1]}")
    return f"help is shown, and {letter.subject!r} to {letter.to}"


def alone(walk: Walk) -> str:
    """Four steps without an account; the link of the mail cancels the visit again."""
    visitor = walk.browser("guest")
    page = visitor.get("/bookings/visit/").expect(200)
    form = form_with_button(page, "Continue").fill(flags="no", kind="First visit")
    page = visitor.submit(page, form).expect(200, "Who would you like to see?")
    page = visitor.submit(page, form_with_button(page, "Continue")).expect(200, "Days with free")
    days = [label for label, path in page.page.links.items() if "day=" in path]
    if not days:
        raise UnexpectedError("no day with free times")
    page = visitor.follow(page, days[-1])
    times = [
        label
        for form in page.page.forms
        for label, (name, _) in form.buttons.items()
        if name == "at"
    ]
    page = visitor.submit(page, form_with_button(page, times[0])).expect(200, "Who is coming?")
    form = form_with_button(page, "Continue").fill(name=GUEST, email=EMAIL, consent="on")
    page = visitor.submit(page, form).expect(200, "Check and confirm", EMAIL)
    page = visitor.submit(page, form_with_button(page, "Confirm booking"))
    page.expect(200, "Your visit is booked")
    letter = walk.letter(EMAIL, "Your visit to Activ Therapy:")
    page = visitor.follow(page, "Cancel it")
    form = form_with_button(page, "Cancel the visit").fill(reason="sick")
    visitor.submit(page, form).expect(200, "Your visit is cancelled")
    return f"{days[-1]}, {times[0]}: booked, {letter.subject!r}, and cancelled by the link"
