"""A clinic with a library, a physio, two sites and two kinds of visit."""

import pytest

from drills.models import Kind, Restriction
from tests import factories
from tests.browser import chromium

__all__ = ["chromium"]


@pytest.fixture
def clinic(pia):
    """What a visitor finds; returned are the drills."""
    factories.make_site()
    factories.make_site("Clemton Park")
    factories.make_type()
    factories.make_type("Follow-up visit", minutes=30)
    roll = factories.make_drill(
        "roll", kind=Kind.RELEASE, restrictions=[Restriction.TIGHT_HIP_FLEXORS]
    )
    drills = [factories.make_drill(), roll, factories.make_drill("walk", kind=Kind.STRENGTH)]
    factories.make_routine(drills=drills)
    return drills


@pytest.fixture
def open_page(chromium, live_server):
    """open_page("/path/", **context) is that page; a console message or script error fails."""
    contexts, complaints = [], []

    def open_(path, **options):
        contexts.append(chromium.new_context(base_url=live_server.url, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
