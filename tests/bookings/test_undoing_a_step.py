import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("step", "more", "before", "after"),
    [
        ("close", {"reason": "price"}, ("open", False), ("closed", False)),
        ("wait", {}, ("open", False), ("waiting", False)),
        ("urgent", {}, ("open", False), ("open", True)),
    ],
)
def test_dee_undoes_what_she_has_just_done(signed_in, dee, step, more, before, after):
    nina = factories.make_enquiry(state="open", owner=dee)
    client = signed_in(dee)
    page = f"/bookings/inbox/{nina.pk}/"

    done = client.post(page, {"do": step} | more, follow=True).content.decode()
    nina.refresh_from_db()
    assert (nina.state, nina.is_urgent) == after

    (undo,) = re.findall(r'action="([^"]+\?do=\w+)"', done)
    client.post(undo)
    nina.refresh_from_db()
    assert (nina.state, nina.is_urgent) == before
