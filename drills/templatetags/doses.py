"""Doses in templates: `{% load doses %}`, then `{{ drill|dose }}`, `{{ routine|how_long }}`."""

from django import template

from drills import wording

register = template.Library()

register.filter("dose", wording.dose_in_words)
register.filter("dose_rest", wording.rest_in_words)
register.filter("how_long", wording.length_in_words)


@register.filter
def dose_minutes(dose: wording.Dose) -> int:
    """How many minutes one dose takes, rounded up."""
    return wording.minutes([dose])
