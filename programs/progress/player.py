"""What a phone needs to lead through a session without signal. It only reads."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from clinic.people.models import Principal, Runner
from drills.models import Dose, Drill, Figure, FigureFile, Picture, ShownSide, Theme, with_figures
from programs.models import Case, PlannedSession, Prescription, Program
from programs.progress.sessions import occurrences
from programs.wording.prescriptions import dose_in_words, manner_in_words, side_of

AHEAD = timedelta(days=13)
# For so long a log can be put right on the phone itself: ux.md R5 says 48 hours.
BACK = timedelta(days=2)

SIDES = tuple(ShownSide.values)
KINDS = ("loop", "loop_dark", "still", "still_dark")

type Sheet = dict[str, Any]


def pack_for(*, runner: Runner, now: datetime) -> Sheet:
    """The runner's days from two days ago to 13 days on, and the sheets of their sessions.

    Days are those of the runner's own zone. 13 queries, however much there is.
    """
    today = now.astimezone(runner.zone).date()
    programs = Program.objects.filter(runner=runner)
    days = occurrences(programs=programs, first=today - BACK, last=today + AHEAD, today=today)
    wanted = {one.session_id for one in days if one.on >= today or one.log_id}
    return {
        **_whose(runner, today),
        "days": [
            {
                "on": one.on.isoformat(),
                "session": str(one.session_id),
                "name": one.session_name,
                "title": one.program_title,
                "state": str(one.state),
                "log": str(one.log_id) if one.log_id else None,
                "minutes": one.minutes,
                "run": one.run,
            }
            for one in days
        ],
        "sessions": {
            str(session.pk): session_sheet(session)
            for session in sheets(PlannedSession.objects.filter(pk__in=wanted, kind="drills"))
        },
    }


def whole(session: PlannedSession) -> PlannedSession:
    """The same session with everything that the player shows of it."""
    return sheets(PlannedSession.objects.filter(pk=session.pk)).get()


def page_sheet(*, runner: Runner, session: PlannedSession, today: date) -> Sheet:
    """What the page of one session, read as a `whole`, is sent with: it asks for no more."""
    told = {str(session.pk): session_sheet(session)}
    return {**_whose(runner, today), "logs": {}, "sessions": told}


def _whose(runner: Runner, today: date) -> Sheet:
    """Whose days they are and in which zone, and the number that they ring, in words and to tap."""
    return {
        "runner": str(runner.pk),
        "clinic": settings.CLINIC["phone"],
        "ring": f"tel:{settings.CLINIC['phone_international']}",
        "zone": runner.zone.key,
        "today": today.isoformat(),
    }


def sheets(sessions: QuerySet[PlannedSession]) -> QuerySet[PlannedSession]:
    """Each with everything that `session_sheet` reads at hand."""
    drills = Drill.objects.select_related("easier").prefetch_related(
        with_figures(), with_figures("easier__")
    )
    lines = Prescription.objects.prefetch_related(Prefetch("drill", queryset=drills))
    return sessions.select_related(
        "phase__plan__program__case", "phase__plan__program__physio"
    ).prefetch_related(Prefetch("prescriptions", queryset=lines))


def session_sheet(session: PlannedSession) -> Sheet:
    """One session as the player leads through it; read it through `sheets`.

    Times are seconds, ratings 0 to 10. The pain rule is the plan's own (domain.md D1).
    """
    plan = session.phase.plan
    program = plan.program
    affected = program.case.side if program and program.case else Case.Side.NONE
    return {
        "id": str(session.pk),
        "program": str(program.pk) if program else None,
        "name": session.name,
        "title": plan.title,
        "physio": program.physio.name if program else "",
        "rule": {
            "during": plan.pain_during_limit,
            "after": plan.pain_after_limit,
            "severe": plan.pain_severe_from,
        },
        "items": [_item(one, affected) for one in session.prescriptions.all()],
    }


def _item(item: Prescription, affected: str) -> Sheet:
    drill = item.drill
    return {
        "id": str(item.pk),
        **_words(drill),
        "dose": dose_in_words(item, affected),
        "manner": manner_in_words(item),
        "why": item.why,
        "note": item.note,
        "sets": item.sets,
        "reps": item.reps_max or item.reps_min,
        "reps_from": item.reps_min if item.reps_max else None,
        "hold": item.hold_seconds or item.duration_seconds,
        "is_hold": item.hold_seconds is not None,
        "metres": item.distance_m,
        "sides": sides_in_turn(side_of(item, affected), affected),
        "rest": item.rest_seconds,
        "switch_rest": item.switch_rest_seconds,
        "rest_after": item.rest_after_seconds,
        "block": item.block,
        "tempo": [int(part) for part in item.tempo.split("-")] if item.tempo else [],
        "load": float(item.load_value) if item.load_value is not None else None,
        "pain_limit": item.pain_limit,
        "easier": _words(drill.easier) if drill.easier else None,
    }


def sides_in_turn(side: str, affected: str = Case.Side.NONE) -> list[str]:
    """The sides that one set has, in their order: the affected one first, else the left one.

    Alternating sides are one set, counted over both. A side that nobody knows is `none`.
    """
    if side == Dose.Side.EACH:
        first = Case.Side.RIGHT if affected == Case.Side.RIGHT else Case.Side.LEFT
        return [first, Case.Side.LEFT if first == Case.Side.RIGHT else Case.Side.RIGHT]
    return [side if side in Dose.Side.values else Dose.Side.NONE]


def _words(drill: Drill) -> Sheet:
    return {
        "drill": drill.slug,
        "name": drill.name,
        "steps": drill.steps,
        "cues": drill.cues,
        "stop_if": drill.stop_if,
        "figure": _figure(drill.figure),
    }


def pictures_of(pack: Sheet, *, user: Principal) -> dict[str, str]:
    """The SVG of each picture that a pack names, by its address; one query."""
    items = [item for session in pack["sessions"].values() for item in session["items"]]
    drills = [drill for item in items for drill in (item, item["easier"]) if drill]
    figures = [drill["figure"] for drill in drills if drill["figure"]]
    # What is alike stands together, so that packing finds it: a picture and its mirror image.
    wanted = [
        figure[side][kind]
        for figure in figures
        for kind in KINDS
        for side in SIDES
        if kind in figure.get(side, {})
    ]
    names = {address: address.rpartition("/")[2][:64] for address in wanted}
    files = FigureFile.objects.visible_to(user).filter(pk__in=names.values())
    drawn = dict(files.values_list("pk", "content"))
    return {address: drawn[name] for address, name in names.items() if name in drawn}


def _figure(figure: Figure | None) -> Sheet | None:
    """Where its pictures are, by side and by what they are for; None where nothing is drawn."""
    if figure is None:
        return None
    found: dict[str, Sheet] = defaultdict(dict)
    for side in ShownSide.values:
        for name, kind, theme in (
            ("loop", Picture.LOOP, Theme.LIGHT),
            ("loop_dark", Picture.LOOP, Theme.DARK),
            ("still", Picture.STILL, Theme.LIGHT),
            ("still_dark", Picture.STILL, Theme.DARK),
        ):
            if picture := figure.picture(kind, theme, side):
                found[side][name] = picture.get_absolute_url()
    return {**found, "words": figure.description} if found else None
