"""Whether the words of an enquiry read like an advertisement."""

import re

LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
MARKED_UP = re.compile(r"<a\s|\[url\b|\[link\b", re.IGNORECASE)
# One link is fine: people send the page of a race, or a letter of their doctor.
ENOUGH = 2


def reads_like_an_advert(*, name: str, message: str) -> bool:
    """Score the words, and say whether they score enough to be looked at before they are answered.

    A link counts one; a link that is marked up, or that stands where a name belongs, counts as
    enough. Nothing is dropped for it: such an enquiry waits in the tray of the desk, and its sender
    can send it on with one press.
    """
    links = len(LINK.findall(message))
    strong = bool(MARKED_UP.search(message)) + bool(LINK.search(name))
    return links + ENOUGH * strong >= ENOUGH
