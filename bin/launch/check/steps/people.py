"""Signing in: with the demo's one click, by a code from the mailbox, and as another program."""

import re

from launch.check.client import Answer
from launch.check.forms import UnexpectedError
from launch.check.walk import Walk, form_with_button

FIRST_PAGES = {
    "Ruth Adler": "/",
    "Pia Novak": "/programs/caseload/",
    "Dee Marsh": "/bookings/inbox/",
    "Max Okoro": "/ops/",
}
TOKENS = {
    "runner": ("ruth@demo.example", "programs:read logs:read logs:write"),
    "physio": ("pia@demo.example", "programs:read programs:write logs:read"),
    "desk": ("dee@demo.example", "enquiries:read enquiries:write"),
}


def one_click(walk: Walk) -> str:
    """Each of the four lands on the page that they start from."""
    seen = []
    for name, first_page in FIRST_PAGES.items():
        page = enter(walk, name)
        if page.path != first_page:
            raise UnexpectedError(f"{name} starts at {page.path}, and not {first_page}")
        seen.append(f"{name.split()[0]} sees {page.page.heading!r}")
    return ", ".join(seen)


def enter(walk: Walk, name: str) -> Answer:
    """Become this person; returns their first page."""
    browser = walk.browser(name)
    people = browser.get("/demo/").expect(200)
    return browser.submit(people, form_with_button(people, f"Be {name}")).expect(200)


def by_code(walk: Walk) -> str:
    """Ask for a code, wait for the mail, type the code."""
    email, browser = "ruth@demo.example", walk.browser("Ruth on another device")
    ask = browser.get("/sign-in/").expect(200)
    typing = browser.submit(ask, ask.page.form(having="email").fill(email=email))
    typing.expect(200, "Type your code")
    letter = walk.letter(email, "Your sign-in code")
    text = browser.get(letter.path).expect(200).text
    found = re.search(r"code is\s*(?:<[^>]*>\s*)*([A-Z0-9-]{6,})", text)
    if found is None:
        raise UnexpectedError(f"no code in {letter.subject!r}")
    home = browser.submit(typing, typing.page.form(having="code").fill(code=found[1])).expect(200)
    if home.path != "/":
        raise UnexpectedError(f"the code led to {home.path} ({home.page.heading!r})")
    return f"{len(found[1])} signs came by mail, typed, and Ruth sees {home.page.heading!r}"


def tokens(walk: Walk) -> str:
    """`manage.py api_token` for three people; what each token may do is tried later."""
    for role, (email, scopes) in TOKENS.items():
        walk.found[f"token of {role}"] = walk.app.manage(
            "api_token", email, "--scopes", scopes
        ).strip()
    return f"api_token printed one each for {', '.join(TOKENS)}"
