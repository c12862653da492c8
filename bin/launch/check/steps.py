"""The steps of `bin/demo --check`, in order."""

from launch.check.walk import STEPS, Walk, step

__all__ = ["STEPS"]


@step("alive")
def alive(walk: Walk) -> str:
    walk.browser("anybody").get("/livez").expect(200)
    return "/livez answers 200"


@step("ready")
def ready(walk: Walk) -> str:
    walk.browser("anybody").get("/readyz").expect(200)
    return "/readyz answers 200"
