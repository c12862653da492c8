"""Runs in templates."""

from typing import Any

from django import template

from clinic.people.models import Runner
from programs.models import PlannedSession
from programs.progress.runs import PlannedRun, RunStep, latest_runs
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
    is_bigger = bool(step and step.is_bigger)
    words = words_of(step)
    return {"words": words, "is_bigger": is_bigger, "source": runs.SOURCE, "page": runs.SOURCE_PAGE}


def words_of(step: RunStep | None) -> str:
    """What can be said about a step; nothing for one that is not bigger than usual."""
    if step is None or step.distance_m is None:
        return ""
    if step.longest_m is None or step.longest_on is None:
        return runs.NOTHING_KNOWN
    if not step.is_bigger:
        return ""
    return runs.step_in_words(step.distance_m, step.longest_m, step.longest_on, step.percent)


@register.inclusion_tag("programs/_gate.html")
def gate(*, has_rest_days: bool = True) -> dict[str, str]:
    """Say what comes before the first run, with its source."""
    return {
        "words": runs.GATE,
        "more": "" if has_rest_days else runs.NO_REST_DAY,
        "source": runs.GATE_SOURCE,
    }


@register.inclusion_tag("programs/_planned_run.html")
def planned_run(
    session: PlannedSession, run: PlannedRun | None, *, oob: bool = False
) -> dict[str, Any]:
    """Write a run of the builder, and what a physio should see beside it.

    `oob` takes the place of what stands there already.
    """
    return run_step(run.step if run else None) | {
        "session": session,
        "run": run,
        "oob": oob,
    }
