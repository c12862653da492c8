"""Figures on the staff's pages: their state, and buttons that change a page in place."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinic.look.templatetags.steady import tag
from drills.figures.authoring.words import about
from drills.forms.figure_entries import PROP_WORDS
from drills.models import Figure, State

register = template.Library()
KINDS = {
    State.DRAFT: "watch",
    State.REVIEWED: "info",
    State.PUBLISHED: "good",
    State.WITHDRAWN: "plain",
}


@register.simple_tag
def figure_tag(figure: Figure) -> SafeString:
    """The state of a figure as a tag."""
    return tag(KINDS[State(figure.state)], State(figure.state).label)


@register.simple_tag(takes_context=True)
def button_there(context: template.Context) -> SafeString:
    """Attributes of a button that swaps its form in place where there is a script."""
    return format_html('hx-post="{}"', context["request"].path)


@register.simple_tag
def field_of(form: forms.Form, name: str) -> BoundField:
    """A form's field by its name."""
    return form[name]


@register.filter
def prop_words(kind: str) -> str:
    """What a thing in the picture is called."""
    return PROP_WORDS[kind]


@register.filter
def finding_words(finding: str) -> str:
    """What an accepted warning is about."""
    return about(finding)
