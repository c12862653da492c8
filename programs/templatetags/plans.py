"""Plans in templates: days in words, a status as a tag, and what was not given."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from programs.forms.prescriptions import RowForm, shown
from programs.models import Program
from programs.progress.diffs import Kind
from programs.progress.readiness import Verdict
from programs.wording import prescriptions
from programs.wording.pain import rule_in_words
from programs.wording.plans import DAYS, days_in_words
from programs.wording.templates import exits_in_words

register = template.Library()

TAGS = {
    Program.Status.DRAFT: "info",
    Program.Status.ACTIVE: "good",
    Program.Status.ON_HOLD: "watch",
    Program.Status.COMPLETED: "done",
    Program.Status.STOPPED: "stop",
}

VERDICTS = {Verdict.MET: "good", Verdict.NOT_MET: "watch", Verdict.UNKNOWN: "plain"}
CHANGES = {
    Kind.ADDED: "new",
    Kind.REMOVED: "stop",
    Kind.MOVED: "info",
    Kind.SWAPPED: "watch",
    Kind.CHANGED: "watch",
}

register.filter("days", days_in_words)
register.filter("exits", exits_in_words)
register.filter("rule", rule_in_words)
register.filter("when", prescriptions.when_in_words)
register.filter("run", prescriptions.run_in_words)
register.filter("prescribed", prescriptions.dose_in_words)
register.filter("manner", prescriptions.manner_in_words)


@register.simple_tag
def status_tag(program: Program) -> SafeString:
    """Write the status of a programme as a tag."""
    status = Program.Status(program.status)
    return format_html('<span class="tag tag-{}">{}</span>', TAGS[status], status.label)


@register.inclusion_tag("programs/_cell.html")
def cell(form: RowForm, name: str) -> dict[str, Any]:
    """Write one input of a row, its mistakes, and what it was before somebody changed it."""
    was, value = form.was(name), form[name].value()
    return {
        "field": form[name],
        "was": was,
        "was_words": None if was is None else shown(name, was) or "empty",
        "is_edited": was is not None and was != ("" if value is None else str(value)),
    }


@register.filter
def weekday(number: int) -> str:
    """Write the name of an ISO weekday."""
    return DAYS[number - 1]


@register.filter
def weekdays_in_words(numbers: list[int]) -> str:
    """Write some days as people say them: on Monday and Friday."""
    return days_in_words(numbers)


@register.filter
def of_ten(rating: int | None) -> str:
    """Write a rating, or say that there is none: missing is not zero."""
    return "not given" if rating is None else f"{rating} of 10"


@register.filter
def at(found: Mapping[Any, Any] | None, key: Any) -> Any:
    """Look up what is kept under a key; nothing where there is none."""
    return (found or {}).get(key)


@register.simple_tag
def verdict_tag(verdict: Verdict) -> SafeString:
    """Write how a criterion stands as a tag."""
    return format_html('<span class="tag tag-{}">{}</span>', VERDICTS[verdict], verdict.value)


@register.simple_tag
def change_tag(kind: Kind) -> SafeString:
    """Write what happened to a part as a tag."""
    return format_html('<span class="tag tag-{}">{}</span>', CHANGES[kind], kind.value)
