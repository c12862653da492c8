"""What a text comes from, and how it then ends: to a name nobody can reply STOP."""

import time

from clinic.outbox.models import Message, TextSender

KEPT_FOR = 10.0
"""Seconds after which a choice counts in every process."""


class Kept:
    """What this process has read, and until when it believes it (the machine's steady clock)."""

    sender: TextSender | None = None
    until = 0.0


def chosen_sender() -> TextSender | None:
    """What the manager chose last; None: nobody chose, and the text service decides."""
    if time.monotonic() >= Kept.until:
        Kept.sender = TextSender.objects.newest_first().first()
        Kept.until = time.monotonic() + KEPT_FOR
    return Kept.sender


def read_anew() -> None:
    """Believe nothing that was read before: it has just been changed here."""
    Kept.until = 0.0


def sender_and_words(text: Message) -> tuple[str, str]:
    """From what a text leaves ("" where the service decides), and its words.

    A name is used only where the words can end with a link in the place of "reply STOP".
    """
    chosen, words = chosen_sender(), text.body.strip()
    if chosen is None:
        return "", words
    if not chosen.is_name_used or not text.stop_link or Message.NO_MORE not in words:
        return chosen.number, words
    return chosen.name, words.replace(Message.NO_MORE, f"No more texts: {text.stop_link}")
