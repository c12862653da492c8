"""A template of the clinic's own, and a programme that another client of Pia's writes."""

from launch.check.steps.programmes import RUTH
from launch.check.walk import Walk, form_with_button, same

NAME, RENAMED = "Hips, short", "Hips, short and daily"
ADDRESS = "/api/v1/programs/"


def template(walk: Walk) -> str:
    """Ruth's programme becomes a template; then its name is changed, and the programme's is not."""
    pia = walk.browser("Pia Novak")
    page = pia.get(f"/programs/{walk.found['program']}/template/").expect(200)
    form = form_with_button(page, "Save as template")
    page = pia.submit(page, form.fill(name=NAME, summary="For runners who sit all day."))
    page.expect(200, NAME, "The clinic’s own template")
    page = pia.follow(page, "Change name and summary")
    page = pia.submit(page, form_with_button(page, "Save").fill(name=RENAMED)).expect(200, RENAMED)
    listed = walk.program("physio").api("GET", "/api/v1/program-templates/?page_size=200")
    same("listed", [one["name"] for one in listed.json["results"]].count(RENAMED), 1)
    return f"Ruth's programme saved as {NAME!r}, called {RENAMED!r} now"


def over_the_api(walk: Walk) -> str:
    """POST makes a draft that Ruth cannot see; PATCH changes it, if nobody else did meanwhile."""
    physio = walk.program("physio")
    bridge = {"drill": "glute-bridge", "dose": {"sets": 3, "reps_min": 8, "reps_max": 12}}
    session = {"name": "Strength", "moment": "strength", "weekdays": [1, 4]}
    body = {
        "runner": walk.found["page of ruth"].split("/")[3],
        "title": "Bridges",
        "starts_on": walk.now().date().isoformat(),
        "phases": [{"name": "Build up", "sessions": [session | {"prescriptions": [bridge]}]}],
    }
    made = physio.api("POST", ADDRESS, body).expect(201)
    path, seen = f"{ADDRESS}{made.json['id']}/", {"If-Match": made.headers["etag"]}
    walk.program("runner").api("GET", path).expect(404)
    physio.api("PATCH", path, {"title": "Longer bridges"}).expect(428)
    changed = physio.api("PATCH", path, {"title": "Longer bridges"}, seen).expect(200).json
    same("title", (changed["title"], changed["status"]), ("Longer bridges", "draft"))
    late = physio.api("PATCH", path, {"title": "Bridges again"}, seen).expect(412).json
    same("what stands there", late["current"]["title"], "Longer bridges")
    return f"a draft for {RUTH}, changed once; a change of an old copy is 412"
