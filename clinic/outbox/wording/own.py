"""Our own words of messages, from their files.

Most hold {names}, as the words that the clinic chooses do. Those that depend on more than names
are Django templates, which the clinic cannot change.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import Engine
from django.template.loader import get_template


@cache
def own_words(template: str, *, has_subject: bool) -> tuple[str, str] | None:
    """Subject and body with {names} in them; None if they are Django templates."""
    subject, body = (
        Engine.get_default().get_template(file).source.strip() if file else ""
        for file in _files(template, has_subject=has_subject)
    )
    return None if "{%" in subject + body else (subject, body)


def rendered(template: str, known: Mapping[str, Any], *, has_subject: bool) -> tuple[str, str]:
    """Subject and body of what is a Django template."""
    subject, body = (
        get_template(file).render(dict(known)) if file else ""
        for file in _files(template, has_subject=has_subject)
    )
    return subject, body


def _files(template: str, *, has_subject: bool) -> tuple[str, str]:
    return (
        (f"{template}_subject.txt", f"{template}_body.txt")
        if has_subject
        else ("", f"{template}.txt")
    )
