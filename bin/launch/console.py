"""What the launcher says, and how it gives up."""

import sys


class LaunchError(Exception):
    """Something a person has to put right; the text says what and how."""


def say(text: str) -> None:
    """Tell the person at the terminal, at once, without touching standard output.

    Standard output belongs to results: a token, a verdict, the `ok` lines of a check.
    """
    print(text, file=sys.stderr, flush=True)
