"""People at real browsers, on a phone and on a desk, against a server that really listens."""

import pytest
from django.conf import settings

from drills.actions import load_library
from programs.actions.templates import load_templates
from tests.browser import chromium
from tests.factories import NOON
from tests.walks.visitor import Visitor

__all__ = ["chromium"]
SIZES = {"360": {"width": 360, "height": 740}, "1440": {"width": 1440, "height": 900}}


@pytest.fixture(params=SIZES)
def size(request) -> str:
    """A phone, or a desk."""
    return request.param


@pytest.fixture
def browse(chromium, live_server, signed_in, size):
    """browse(person) is that person at their own browser; browse() is a stranger."""
    contexts, visitors = [], []

    def start(person=None) -> Visitor:
        context = chromium.new_context(viewport=SIZES[size], locale="en-AU")
        contexts.append(context)
        if person:
            session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
            context.add_cookies([cookie | {"url": live_server.url}])
        visitors.append(Visitor(context, live_server.url, size))
        return visitors[-1]

    yield start
    for context in contexts:
        context.close()
    assert [visitor.complaints for visitor in visitors] == [[] for _ in visitors]


@pytest.fixture
def library(transactional_db):
    """The shipped drills and routines, and the templates made of them."""
    loaded = load_library(now=NOON)
    load_templates(now=NOON)
    return loaded
