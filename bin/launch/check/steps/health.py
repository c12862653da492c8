"""Is it alive, does it do its work, and did everything keep to the rules until the end?"""

import re

from launch.check.walk import Walk, eventually, same

NEEDED = {
    "status",
    "database",
    "redis",
    "last_sweep_age_seconds",
    "oldest_due_message_seconds",
}
UNSAFE = ("unsafe-", "data:", "*")


def is_well(walk: Walk) -> str:
    """Wait for the first sweep, as the worker starts after the web."""
    anybody = walk.browser("anybody")
    anybody.get("/livez").expect(200, "ok")
    anybody.get("/readyz").expect(200, "ok")

    def well() -> dict[str, object]:
        told = anybody.get("/healthz").expect(200).json
        return told if told["status"] == "ok" else {}

    told = eventually(well, 60, "/healthz with status ok")
    same("/healthz lacks", NEEDED - set(told), set())
    parts = f"database {told['database']}, redis {told['redis']}"
    return f"livez and readyz ok; {parts}, last sweep {told['last_sweep_age_seconds']} s ago"


def mail_came_once(walk: Walk) -> str:
    """Count every message again that an earlier step has waited for."""
    counted = {one: len(walk.letters(one.to, one.subject)) for one in walk.expected}
    same("came more than once", {one for one, times in counted.items() if times != 1}, set())
    kinds = {one.subject.partition(":")[0] for one in counted}
    return f"{len(counted)} messages of {len(kinds)} kinds, each in the mailbox once"


def policy(walk: Walk) -> str:
    """Look at every answer of the walk, redirects and refusals too."""
    visitor = walk.browser("visitor")
    for path in re.findall(r'href="([^"]+\.css)"', visitor.get("/").expect(200).text):
        visitor.get(path).expect(200)
    without = sorted(
        {
            one.path
            for one in walk.seen
            if not one.policy.startswith(("default-src 'self'", "default-src 'none'"))
        }
    )
    unsafe = sorted({one.path for one in walk.seen if any(word in one.policy for word in UNSAFE)})
    same("without default-src 'self'", without, [])
    same("with something unsafe", unsafe, [])
    policies = {one.policy for one in walk.seen}
    return f"{len(walk.seen)} answers, {len(policies)} policy: {' / '.join(sorted(policies))}"
