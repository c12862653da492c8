"""What a runner does already while a programme is being written. It only reads."""

from datetime import date

from programs.models import Period, PlannedSession, Program


def beside(program: Program, *, today: date) -> list[PlannedSession]:
    """The sessions of the runner's other programmes that run then; two queries at the most.

    "Then" is today, or the programme's first day if that lies ahead. Each comes with its plan and
    its prescriptions at hand. What is on hold is not done, so it does not count.
    """
    day = max(today, program.starts_on)
    others = Program.objects.filter(runner=program.runner_id).exclude(pk=program.pk)
    running = Period.objects.on(day).filter(program__in=others.active_on(day).values("pk"))
    sessions = PlannedSession.objects.filter(phase__in=running.values("phase"))
    return list(
        sessions.select_related("phase__plan")
        .prefetch_related("prescriptions")
        .order_by("phase__plan__title", "order", "pk")
    )
