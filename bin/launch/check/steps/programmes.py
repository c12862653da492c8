"""Pia writes a programme from a template, changes a dose, and sends it to Ruth."""

from typing import Any

from launch.check.client import Answer
from launch.check.walk import Walk, form_with_button, same

TITLE = "Hips before you run"
TEMPLATE = "Pre-run hip mobility"
RUTH = "Ruth Adler"
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
REASONS = [
    "Very strong pain",
    "Pain above the limit",
    "Worse next morning",
    "A question",
    "A drill against a restriction",
    "Stopped logging",
    "Doing less",
    "Review due",
]


def needed(walk: Walk) -> str:
    """The caseload names who needs Pia, and why; one alert is cleared and taken back."""
    pia = walk.browser("Pia Novak")
    page = pia.get("/programs/caseload/").expect(200, *REASONS)
    same("reasons in order", [one for one in REASONS if one in page.text], REASONS)
    alerts = pia.get("/programs/alerts/").expect(200, "Priya Nair")
    buttons = [label for form in alerts.page.forms for label in form.buttons]
    clear = next(label for label in buttons if label.startswith("Clear: Priya Nair"))
    cleared = pia.submit(alerts, form_with_button(alerts, clear).fill())
    cleared.expect(200, "Cleared: Priya Nair")
    back = pia.submit(cleared, form_with_button(cleared, "Undo").fill())
    back.expect(200, "is open again")
    return (
        f"{page.page.heading}: {', '.join(REASONS).lower()}; Priya's alert cleared and taken back"
    )


def rung(walk: Walk) -> str:
    """Pia asks the desk to ring Priya; Dee reads whom and not why, rings, and Pia sees it."""
    pia, dee = walk.browser("Pia Novak"), walk.browser("Dee Marsh")
    alerts = pia.get("/programs/alerts/").expect(200)
    ask = form_with_button(alerts, "Ask the desk to ring Priya Nair")
    pia.submit(alerts, ask.fill()).expect(200, "The desk is asked to ring Priya Nair.")
    calls = dee.get("/bookings/calls/").expect(200, "Priya Nair", "Call from the physio’s list")
    same("clinical words for the desk", [w for w in ("pain", "hip") if w in calls.text.lower()], [])
    buttons = [label for form in calls.page.forms for label in form.buttons]
    told = next(label for label in buttons if label.startswith("Rang: Priya Nair"))
    dee.submit(calls, form_with_button(calls, told).fill()).expect(200, "Priya Nair: off the list.")
    pia.get("/programs/alerts/").expect(200, "The desk rang")
    return "asked from the alert, on the desk's list without a word of why, rung, told to Pia"


def write(walk: Walk) -> str:
    """From the caseload to a draft, which nobody but Pia can see yet."""
    pia = walk.browser("Pia Novak")
    page = pia.follow(pia.get("/programs/caseload/?tab=mine").expect(200), RUTH)
    walk.found["page of ruth"] = page.path
    page = pia.follow(page, "Write another programme")
    form = form_with_button(page, "Write the draft")
    page = pia.submit(page, form.fill(template=TEMPLATE, title=TITLE, weekdays=EVERY_DAY))
    page.expect(200, f"Draft for {RUTH}")
    walk.found["program"] = page.path.split("/")[2]
    drills = prescriptions(tree(walk))
    walk.program("runner").api("GET", f"/api/v1/programs/{walk.found['program']}/").expect(404)
    return f"draft of {len(drills)} drills from {TEMPLATE!r}; Ruth cannot see it yet"


def send(walk: Walk) -> str:
    """Change the first dose that counts reps, and send the draft."""
    pia = walk.browser("Pia Novak")
    was = next(one for one in prescriptions(tree(walk)) if one["dose"].get("reps_min"))
    more = was["dose"]["reps_min"] + 4
    page = pia.get(f"/programs/{walk.found['program']}/edit/").expect(200)
    form = form_with_button(page, f"Send to {RUTH}")
    row = f"p-{was['id']}"
    page = pia.submit(page, form.fill(**{f"{row}-sets": 2, f"{row}-amount": more, f"{row}-to": ""}))
    page.expect(200, TITLE)
    plan = tree(walk)
    now = next(one for one in prescriptions(plan) if one["id"] == was["id"])
    same("status", plan["status"], "active")
    same("new dose", in_short(now), f"2 x {more} reps")
    name = plan["drills"][was["drill"]]["name"]
    return f"{name}: {in_short(was)} before, {in_short(now)} now; {page.page.heading!r} is active"


def announced(walk: Walk) -> str:
    """The message says that there is a programme, and nothing of what is in it."""
    letter = walk.letter("ruth@demo.example", "Pia Novak has a programme for you")
    text = walk.browser("anybody").get(letter.path).expect(200).text
    plan = tree(walk)
    told = [one["name"] for one in plan["drills"].values() if one["name"] in text]
    same("drills named in the message", told, [])
    return f"{letter.subject!r} to {letter.to}, without a clinical word"


def tree(walk: Walk) -> dict[str, Any]:
    """The whole programme as Pia's other client reads it."""
    path = f"/api/v1/programs/{walk.found['program']}/"
    return walk.program("physio").api("GET", path).expect(200).json


def prescriptions(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """All of a programme's prescriptions, in order."""
    sessions = [session for phase in plan["phases"] for session in phase["sessions"]]
    return [one for session in sessions for one in session["prescriptions"]]


def in_short(prescription: dict[str, Any]) -> str:
    """A dose that counts reps, such as 2 x 12 reps."""
    dose = prescription["dose"]
    low, high = dose["reps_min"], dose["reps_max"]
    return f"{dose['sets']} x {low if low == high else f'{low} to {high}'} reps"


def row_with(page: Answer, text: str) -> list[str]:
    """The cells of the first table row that says this; empty when none does."""
    return next((row.cells for row in page.rows if any(text in cell for cell in row.cells)), [])
