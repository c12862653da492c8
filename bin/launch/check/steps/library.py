"""The exercise library, on pages and for other clients."""

import re
from hashlib import sha256
from urllib.parse import urlsplit

from launch.check.forms import UnexpectedError
from launch.check.walk import Walk, same

# Of the templates, one is the demo clinic's own.
DRILLS, ROUTINES, TEMPLATES = 40, 8, 12


def pages(walk: Walk) -> str:
    """Every drill and every routine has its page; a visitor needs no account."""
    visitor = walk.browser("visitor")
    drills = set()
    page = visitor.get("/drills/").expect(200)
    while True:
        drills |= set(re.findall(r'href="(/drills/(?!routines/)[a-z0-9-]+/)"', page.text))
        later = [text for text in page.page.links if text == f"Page {1 + page_number(page.url)}"]
        if not later:
            break
        page = visitor.follow(page, later[0])
    listed = visitor.get("/drills/routines/").expect(200)
    routines = set(re.findall(r'href="(/drills/routines/[a-z0-9-]+/)"', listed.text))
    same("drills listed", len(drills), DRILLS)
    same("routines listed", len(routines), ROUTINES)
    for path in sorted(drills | routines):
        visitor.get(path).expect(200)
    return f"{len(drills)} drills and {len(routines)} routines listed, every page opens"


def figures(walk: Walk) -> str:
    """Every drill is drawn; a drawing is named by its bytes, kept for ever and can do nothing."""
    visitor = walk.browser("visitor")
    drills = visitor.api("GET", "/api/v1/drills/?page_size=200").expect(200).json["results"]
    drawn = [
        one["figure"] for one in drills if one["figure"]["static"] and one["figure"]["animated"]
    ]
    same("drills drawn", len(drawn), DRILLS)
    for kind in ("static", "animated"):
        path = urlsplit(drawn[0][kind]).path
        answer = visitor.get(path).expect(200, "<svg")
        same(
            "the name of a drawing",
            path,
            f"/drills/figures/{sha256(answer.text.encode()).hexdigest()}.svg",
        )
        if "immutable" not in answer.headers.get("cache-control", ""):
            raise UnexpectedError(f"{path} may be asked for again and again")
        if "default-src 'none'" not in answer.headers.get("content-security-policy", ""):
            raise UnexpectedError(f"{path} is allowed to do something")
    visitor.get(f"/drills/figures/{'0' * 64}.svg").expect(404)
    return f"{len(drawn)} drills drawn, still and moving, named by their bytes and kept for ever"


def page_number(address: str) -> int:
    """Which page of a list an address asks for."""
    asked = re.search(r"[?&]page=([0-9]+)", address)
    return int(asked[1]) if asked else 1


def api(walk: Walk) -> str:
    """The same over the API, and not sent twice to whom holds it."""
    visitor = walk.browser("visitor")
    drills = visitor.api("GET", "/api/v1/drills/?page_size=200").expect(200)
    routines = visitor.api("GET", "/api/v1/routines/?page_size=200").expect(200)
    same("drills", len(drills.json["results"]), DRILLS)
    same("routines", len(routines.json["results"]), ROUTINES)
    path = "/api/v1/routines/pre-run-hip-mobility/"
    detail = visitor.api("GET", path).expect(200)
    tag = detail.headers["etag"]
    visitor.api("GET", path, headers={"If-None-Match": tag}).expect(304)
    return f"{DRILLS} drills, {ROUTINES} routines; a routine asked for again is 304"


def templates(walk: Walk) -> str:
    """Every template has its page for a physio, and the API has them all; a runner has neither."""
    pia = walk.browser("Pia Novak")
    listed = pia.get("/programs/templates/").expect(200)
    pages = set(re.findall(r'href="(/programs/templates/[0-9a-f-]{36}/)"', listed.text))
    same("templates listed", len(pages), TEMPLATES)
    for path in sorted(pages):
        pia.get(path).expect(200, "Source")
    answer = walk.program("physio").api("GET", "/api/v1/program-templates/?page_size=200")
    same("templates over the API", len(answer.expect(200).json["results"]), TEMPLATES)
    walk.program("runner").api("GET", "/api/v1/program-templates/").expect(403)
    return f"{TEMPLATES} templates, every page opens; Ruth gets none"
