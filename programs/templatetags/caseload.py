"""A runner's sessions and scores in templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinic.people.models import Runner, User
from programs.models import Alert
from programs.progress.outcomes import Shown, measures_of, shown
from programs.progress.places import State
from programs.wording.caseload import SOURCES, alert_in_words

register = template.Library()

STATES = {
    State.UPCOMING: ("plain", "Planned"),
    State.DUE: ("due", "Due today"),
    State.DONE: ("done", "Done"),
    State.PARTIAL: ("done", "Partly done"),
    State.SKIPPED: ("plain", "Skipped"),
    State.MISSED: ("watch", "Missed"),
}


@register.inclusion_tag("programs/_reasons.html")
def where_reasons_come_from() -> dict[str, list[tuple[str, str]]]:
    """Name the source of each reason that a page shows."""
    return {"sources": [(what, source) for _, what, source in SOURCES]}


@register.filter
def alert_words(alert: Alert) -> str:
    """Write the rating behind an alert, where there is one, and its day."""
    return alert_in_words(alert.value, alert.occurred_on)


@register.simple_tag
def scores_of(runner: Runner, user: User) -> list[Shown]:
    """A runner's ratings and questionnaires over time; three queries at the most."""
    return shown(list(measures_of(runner, user)))


@register.simple_tag
def session_state(state: State) -> SafeString:
    """Write how a session stands on its day as a tag."""
    return format_html('<span class="tag tag-{}">{}</span>', *STATES[state])
