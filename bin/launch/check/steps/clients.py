"""Other clients of the API: what they may read, what they are refused, what anybody may send."""

from typing import Any
from uuid import uuid4

from launch.check.client import Answer
from launch.check.steps.people import enter
from launch.check.walk import Walk, same


def reads(walk: Walk) -> str:
    """Programmes, sessions and logs for a runner and a physio, the inbox for the desk."""
    runner, physio = walk.program("runner"), walk.program("physio")
    own = runner.api("GET", "/api/v1/programs/").expect(200).json["results"]
    caseload = physio.api("GET", "/api/v1/programs/").expect(200).json["results"]
    path = f"/api/v1/programs/{walk.found['program']}/"
    tree = runner.api("GET", path).expect(200)
    runner.api("GET", path, headers={"If-None-Match": tree.headers["etag"]}).expect(304)
    sessions = runner.api("GET", "/api/v1/sessions/").expect(200).json["results"]
    logs = physio.api("GET", "/api/v1/session-logs/").expect(200).json["results"]
    inbox = walk.program("desk").api("GET", "/api/v1/enquiries/").expect(200).json["results"]
    return (
        f"Ruth {len(own)} programmes, one with {len(tree.json['drills'])} drills (again: 304), "
        f"{len(sessions)} sessions; Pia {len(caseload)} programmes, {len(logs)} logs; "
        f"Dee {len(inbox)} enquiries"
    )


def refuses(walk: Walk) -> str:
    """An unknown field, a stranger, a missing scope, and somebody else's programme."""
    runner = walk.program("runner")
    unknown = runner.api("PUT", f"/api/v1/session-logs/{uuid4()}/", {"pian": 3})
    same("unknown field", refusal(unknown), (400, "application/problem+json"))
    same("named", "pian" in unknown.json["errors"], True)
    stranger = walk.browser("visitor").api("GET", "/api/v1/programs/")
    same("no token", refusal(stranger), (401, "application/problem+json"))
    scope = walk.program("physio").api("GET", "/api/v1/enquiries/")
    same("no scope", refusal(scope), (403, "application/problem+json"))
    foreign = runner.api("GET", f"/api/v1/programs/{ottos_programme(walk)}/")
    missing = runner.api("GET", f"/api/v1/programs/{uuid4()}/")
    same("foreign programme", refusal(foreign), (404, "application/problem+json"))
    same("foreign and missing", foreign.text, missing.text)
    return "unknown field 400, no token 401, no scope 403, Otto's programme 404 as a missing one"


def refusal(answer: Answer) -> tuple[int, str]:
    """Status and kind of an answer."""
    return answer.status, answer.headers.get("content-type", "")


def ottos_programme(walk: Walk) -> str:
    """The id of a programme that Paul wrote for Otto."""
    enter(walk, "Paul Ferri")
    programs: Any = walk.browser("Paul Ferri").api("GET", "/api/v1/programs/").expect(200).json
    return programs["results"][0]["id"]


def enquiry(walk: Walk) -> str:
    """Anybody may send one, with the same answer for everybody; the desk's client sees it come."""
    desk, inbox = walk.program("desk"), "/api/v1/enquiries/?updated_since="
    mark = desk.api("GET", f"{inbox}2000-01-01T00:00:00Z").expect(200).json["next_since"]
    visitor = walk.browser("a sports club's website")
    body = {
        "name": "Sam Ito",
        "email": "sam@mail.example",
        "where_it_hurts": "ankle",
        "when_suits": "any",
        "consent": True,
    }
    receipt = visitor.api("POST", "/api/v1/enquiries/", body).expect(201).json
    same("fields of the receipt", sorted(receipt), ["due_at", "id", "reference"])
    path = f"/api/v1/enquiries/{receipt['id']}/"
    read = desk.api("GET", path).expect(200).json
    same("name", read["name"], body["name"])
    since = desk.api("GET", f"{inbox}{mark}").expect(200).json["results"]
    same("what came since", receipt["id"] in {one["id"] for one in since}, True)
    letter = walk.letter(body["email"], f"We have your enquiry {receipt['reference']}")
    return f"201 with {receipt['reference']}; the desk reads {read['name']}; {letter.subject!r}"


def schema(walk: Walk) -> str:
    """The schema names its version and every address that the walk has used."""
    told = walk.browser("visitor").get("/api/schema/?format=json").expect(200).json
    same("version", told["openapi"][:4], "3.1.")
    wanted = {"programs", "sessions", "session-logs", "drills", "routines", "enquiries"}
    there = {path.split("/")[3] for path in told["paths"]}
    same("missing", wanted - there, set())
    return f"OpenAPI {told['openapi']}, {len(told['paths'])} paths"


def fhir(walk: Walk) -> str:
    """The same programmes and ratings in the words of FHIR."""
    physio = walk.program("physio")
    plans = entries(physio.api("GET", "/fhir/R4/CarePlan?status=active"))
    parts = [
        part["reference"] for plan in plans for part in plan["activity"] if part.get("reference")
    ]
    drill = physio.api("GET", f"/fhir/R4/{parts[0]['reference']}").expect(200).json
    same("drill of a programme", drill["code"]["text"], parts[0]["display"])
    told = entries(physio.api("GET", "/fhir/R4/Observation?_count=40"))
    same("kinds", {one["resourceType"] for one in told}, {"Observation"})
    dose = drill["orderDetail"][0]["text"]
    return f"{len(plans)} care plans, {drill['code']['text']}: {dose}; {len(told)} ratings"


def entries(answer: Answer) -> list[dict[str, Any]]:
    """The resources of a searchset."""
    return [entry["resource"] for entry in answer.expect(200).json["entry"]]
