"""Plans in templates: days in words, a status as a tag, and what was not given."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from programs.models import Program
from programs.wording.plans import days_in_words

register = template.Library()

TAGS = {
    Program.Status.DRAFT: "info",
    Program.Status.ACTIVE: "good",
    Program.Status.ON_HOLD: "watch",
    Program.Status.COMPLETED: "done",
    Program.Status.STOPPED: "stop",
}

register.filter("days", days_in_words)


@register.simple_tag
def status_tag(program: Program) -> SafeString:
    """Write the status of a programme as a tag."""
    status = Program.Status(program.status)
    return format_html('<span class="tag tag-{}">{}</span>', TAGS[status], status.label)


@register.filter
def of_ten(rating: int | None) -> str:
    """Write a rating, or say that there is none: missing is not zero."""
    return "not given" if rating is None else f"{rating} of 10"
