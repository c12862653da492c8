"""An enquiry becomes a person and a visit; the same time cannot be given twice."""

import urllib.parse
from datetime import timedelta

from launch.check.client import Answer
from launch.check.forms import UnexpectedError
from launch.check.steps.enquiries import CALLER, EMAIL, VISITOR
from launch.check.walk import Walk, form_with_button, same

# The demo's own visits all lie within three days.
DAYS_AHEAD = 7
CONFIRMED = "Your visit to Activ Therapy:"


def wish(walk: Walk, *, days: int = DAYS_AHEAD, time: str = "10:00") -> dict[str, str]:
    """A first visit with Pia in the first room, on a day that is still empty."""
    day = walk.now().date() + timedelta(days=days)
    return {
        "kind": "First visit",
        "practitioner": "Pia Novak",
        "room": "Room 1, Winston Hills",
        "day": day.isoformat(),
        "time": time,
    }


def convert(walk: Walk) -> str:
    """Book from the enquiry; pressing the button twice books once."""
    dee = walk.browser("Dee Marsh")
    page = dee.follow(dee.get(walk.found["enquiry"]).expect(200), "Book a visit")
    form = form_with_button(page, "Book the visit").fill(**wish(walk))
    visit = dee.submit(page, form).expect(200, f"Visit of {VISITOR}")
    again = dee.submit(page, form).expect(200)
    same("the second press led to", again.path, visit.path)
    same("visits that day", booked(walk), [f"10:00 am {VISITOR}"])
    walk.browser("Pia Novak").get("/programs/caseload/?tab=mine").expect(200, VISITOR)
    letter = walk.letter(EMAIL, CONFIRMED)
    return f"{VISITOR} is on file and on Pia's caseload; {letter.subject!r} to {letter.to}"


def taken(walk: Walk) -> str:
    """The same time for the caller is refused, and stores nothing."""
    page = ask_again(walk)
    offers = offered(page)
    if len(offers) != 3:
        raise UnexpectedError(f"{len(offers)} free times offered, and not 3: {offers}")
    same("visits that day", booked(walk), [f"10:00 am {VISITOR}"])
    walk.browser("Dee Marsh").get(walk.found["call"]).expect(200, "Book a visit")
    walk.browser("Dee Marsh").get("/bookings/inbox/").expect(200, CALLER)
    return f"409, the caller's enquiry is still open, free are: {'; '.join(offers)}"


def alternative(walk: Walk) -> str:
    """Press the first free time that is offered."""
    dee = walk.browser("Dee Marsh")
    page = ask_again(walk)
    chosen = offered(page)[0]
    dee.submit(page, form_with_button(page, chosen)).expect(200, f"Visit of {CALLER}", chosen)
    return f"{chosen} taken; that day has {' and '.join(booked(walk))}"


def ask_again(walk: Walk) -> Answer:
    """Ask for the taken time on behalf of the caller."""
    dee = walk.browser("Dee Marsh")
    page = dee.follow(dee.get(walk.found["call"]).expect(200), "Book a visit")
    form = form_with_button(page, "Book the visit").fill(**wish(walk))
    return dee.submit(page, form).expect(409, "That time is taken")


def offered(page: Answer) -> list[str]:
    """The free times that a refused form offers as buttons."""
    return [
        label
        for form in page.page.forms
        for label, (name, _value) in form.buttons.items()
        if name == "at"
    ]


def booked(walk: Walk, days: int = DAYS_AHEAD) -> list[str]:
    """The visits in the diary of a day: when and who."""
    day = walk.now().date() + timedelta(days=days)
    page = walk.browser("Dee Marsh").get(f"/bookings/diary/?day={day}").expect(200)
    visits = [
        text
        for text, path in page.page.links.items()
        if path.startswith("/bookings/") and text.split(" ")[0].count(":") == 1
    ]
    return sorted(visits)


def book(walk: Walk, name: str, answers: dict[str, str]) -> Answer:
    """Dee books a visit for somebody on file."""
    dee = walk.browser("Dee Marsh")
    found = dee.get(f"/bookings/book/?q={urllib.parse.quote(name)}").expect(200)
    page = dee.follow(found, name)
    form = form_with_button(page, "Book the visit").fill(**answers)
    answer = dee.submit(page, form)
    if answer.status == 422 and "outside the hours on purpose" in answer.text:
        # Whatever time it is: the desk is asked, and may book when nobody works.
        form = form_with_button(answer, "Book the visit").fill(outside_hours="on")
        answer = dee.submit(answer, form)
    return answer.expect(200, f"Visit of {name}")
