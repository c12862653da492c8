"""Ruth sees what is due and logs it, on the web and with another client; Pia reads it."""

from typing import Any
from uuid import uuid4

from launch.check.steps.programmes import TITLE, row_with
from launch.check.walk import Walk, form_with_button, same

WEB_NOTE = "Left hip looser after the third run."
API_NOTE = "Did it at the track, no pain on the way home."


def due(walk: Walk) -> list[dict[str, Any]]:
    """Today's sessions that are not logged yet."""
    answer = walk.program("runner").api("GET", "/api/v1/sessions/").expect(200)
    first = answer.json["results"][0]["on"]
    return [one for one in answer.json["results"] if one["on"] == first and one["state"] == "due"]


def today(walk: Walk) -> str:
    """The page and sessions/ agree on what is due."""
    page = walk.browser("Ruth Adler").get("/").expect(200, "Log this session", TITLE)
    waiting = due(walk)
    same("due cards", page.text.count("Log this session"), len(waiting))
    titles = ", ".join(one["program_title"] for one in waiting)
    return f"{len(waiting)} sessions due on {waiting[0]['on']}: {titles}"


def on_the_web(walk: Walk) -> str:
    """Ruth presses Save twice, as people do."""
    ruth = walk.browser("Ruth Adler")
    before = len(due(walk))
    page = ruth.follow(ruth.get("/").expect(200), "Log this session")
    form = form_with_button(page, "Save").fill(pain_during=3, effort=5, minutes=11, note=WEB_NOTE)
    first = ruth.submit(page, form).expect(200, "Saved.", WEB_NOTE)
    again = ruth.submit(page, form).expect(200, "Saved.")
    same("the second Save led to", again.path, first.path)
    same("still due", len(due(walk)), before - 1)
    return f"pain 3, effort 5 and a note saved; sent twice, kept once; {before - 1} still due"


def over_the_api(walk: Walk) -> str:
    """First, repeated, contradicted, corrected."""
    phone = walk.program("runner")
    session = due(walk)[0]
    path = f"/api/v1/session-logs/{uuid4()}/"
    body = {
        "program": session["program"],
        "session": session["session"],
        "occurred_at": walk.now().isoformat(timespec="seconds"),
        "state": "partial",
        "pain_during": 2,
        "effort": 6,
        "minutes": 9,
        "note": API_NOTE,
    }
    kept = phone.api("PUT", path, body).expect(201)
    repeated = phone.api("PUT", path, body).expect(200)
    same("the repeated log", repeated.json["digest"], kept.json["digest"])
    other = body | {"effort": 7}
    clash = phone.api("PUT", path, other).expect(409).json
    efforts = clash["stored"]["effort"], clash["sent"]["effort"]
    same("efforts stored and sent", efforts, (6, 7))
    tag = kept.headers["etag"]
    mended = phone.api("PUT", path, other, {"If-Match": tag}).expect(200)
    same("effort", mended.json["effort"], 7)
    same("still due", due(walk), [])
    revision = mended.json["revision"]
    return f"PUT 201, again 200, other body 409 with both, If-Match {tag} 200 (revision {revision})"


def physio_sees(walk: Walk) -> str:
    """Both logs stand on Ruth's page."""
    page = walk.browser("Pia Novak").get(walk.found["page of ruth"]).expect(200)
    web, phone = row_with(page, WEB_NOTE), row_with(page, API_NOTE)
    same("web log: pain, effort", (web[2:3], web[4:5]), (["3 of 10"], ["5 of 10"]))
    same("API log: pain, effort", (phone[2:3], phone[4:5]), (["2 of 10"], ["7 of 10"]))
    return f"pain {web[2]} with {web[5]!r}; pain {phone[2]} with {phone[5]!r}"
