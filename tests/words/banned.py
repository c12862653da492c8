"""What the clinic does not say: Ahpra's advertising rules, the titles law, and its own voice."""

import re

BANNED = {
    "a title or a claim of one": r"\bspeciali[sz]\w*|\bspecialt\w+",
    "a testimonial": r"\btestimonial\w*",
    "a promise": r"\bcure[ds]?\b|\bguarantee\w*|\bpainless\w*",
    "a boast": r"\bbest\b",
    "gym talk": r"\bno pain,?\s+no gain\b",
}
PATTERN = re.compile("|".join(BANNED.values()), re.IGNORECASE)
# What looks like an exclamation mark in a template's source, and is none.
CODE = re.compile(r"<!doctype|<!--|!=", re.IGNORECASE)


def banned_in(text: str) -> list[str]:
    """The banned words of a text, as they stand there."""
    return PATTERN.findall(text)


def shouts(source: str) -> bool:
    """Whether there is an exclamation mark; `source` may be a template."""
    return "!" in CODE.sub("", source)
