"""Template tags of places."""

from django import template

from clinic.places.wording import Hours, read_hours

register = template.Library()


@register.filter
def hours(text: str) -> list[Hours]:
    """Opening hours line by line, each with its form for machines."""
    return read_hours(text)
