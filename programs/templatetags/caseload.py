"""A runner's sessions in templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from programs.progress.places import State

register = template.Library()

STATES = {
    State.UPCOMING: ("plain", "Planned"),
    State.DUE: ("due", "Due today"),
    State.DONE: ("done", "Done"),
    State.PARTIAL: ("done", "Partly done"),
    State.SKIPPED: ("plain", "Skipped"),
    State.MISSED: ("watch", "Missed"),
}


@register.simple_tag
def session_state(state: State) -> SafeString:
    """Write how a session stands on its day as a tag."""
    return format_html('<span class="tag tag-{}">{}</span>', *STATES[state])
