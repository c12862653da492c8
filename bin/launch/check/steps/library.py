"""The exercise library, on pages and for other clients."""

import re

from launch.check.walk import Walk, same

DRILLS, ROUTINES = 40, 8


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
