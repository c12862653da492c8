"""Runs in templates."""

from typing import Any

from django import template

from clinic.people.models import Runner
from programs.progress.runs import RunStep, latest_runs
from programs.wording import runs

register = template.Library()

register.filter("distance", runs.distance_in_words)


@register.inclusion_tag("programs/_runs.html")
def latest_runs_of(runner: Runner) -> dict[str, Any]:
    """Write a runner's newest runs, for the physio."""
    return {"runner": runner, "runs": latest_runs(runner)}


@register.inclusion_tag("programs/_run_step.html")
def run_step(step: RunStep | None) -> dict[str, Any]:
    """Say that a run is a bigger step than usual, or that nobody can know; else nothing."""
    words, is_bigger = "", False
    if step and step.distance_m is not None:
        if step.longest_m is None or step.longest_on is None:
            words = runs.NOTHING_KNOWN
        elif step.is_bigger:
            is_bigger = True
            words = runs.step_in_words(
                step.distance_m, step.longest_m, step.longest_on, step.percent
            )
    return {"words": words, "is_bigger": is_bigger, "source": runs.SOURCE, "page": runs.SOURCE_PAGE}
