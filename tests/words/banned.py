"""What the clinic does not say, found in the source of a page."""

import re

# What looks like an exclamation mark in a template's source, and is none.
CODE = re.compile(r"<!doctype|<!--|!=", re.IGNORECASE)


def shouts(source: str) -> bool:
    """Whether there is an exclamation mark; `source` may be a template."""
    return "!" in CODE.sub("", source)
