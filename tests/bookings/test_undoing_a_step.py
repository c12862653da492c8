import re
from html import unescape

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


def undo_of(answer) -> str:
    (undo,) = re.findall(r'action="([^"]+\?do=[^"]+)"', answer.content.decode())
    return unescape(undo)


def test_dee_gives_back_what_was_nobodys(signed_in, dee, max_):
    nina = factories.make_enquiry()
    page = f"/bookings/inbox/{nina.pk}/"
    undo = undo_of(signed_in(dee).post(page, {"do": "take"}, follow=True))

    signed_in(max_).post(undo)
    nina.refresh_from_db()
    assert (nina.state, nina.owner) == ("open", dee), "only who took it gives it back"

    signed_in(dee).post(undo)
    nina.refresh_from_db()
    assert (nina.state, nina.owner) == ("new", None)


@pytest.mark.parametrize("state", ["open", "waiting"])
def test_max_gives_back_to_dee_what_he_took_over(signed_in, dee, max_, state):
    nina = factories.make_enquiry(state=state, owner=dee)
    page = f"/bookings/inbox/{nina.pk}/"

    undo = undo_of(signed_in(max_).post(page, {"do": "take_over"}, follow=True))
    nina.refresh_from_db()
    assert nina.owner == max_

    signed_in(max_).post(undo)
    nina.refresh_from_db()
    assert (nina.state, nina.owner) == (state, dee)


@pytest.mark.parametrize("to", ["", "nonsense"])
def test_an_enquiry_is_given_back_to_nobody_else(signed_in, dee, pia, to):
    nina = factories.make_enquiry(state="open", owner=dee)

    signed_in(dee).post(f"/bookings/inbox/{nina.pk}/?do=give_back&to={to or pia.pk}")

    nina.refresh_from_db()
    assert (nina.state, nina.owner) == ("new", None)


def test_what_was_let_in_is_held_back_again_until_somebody_takes_it(signed_in, dee, max_):
    nina = factories.make_enquiry(is_doubtful=True)
    page = f"/bookings/inbox/{nina.pk}/"
    undo = undo_of(signed_in(dee).post(page, {"do": "let_in"}, follow=True))

    signed_in(dee).post(undo)
    nina.refresh_from_db()
    assert nina.is_doubtful

    signed_in(dee).post(page, {"do": "let_in"})
    signed_in(max_).post(page, {"do": "take"})
    signed_in(dee).post(undo)
    nina.refresh_from_db()
    assert (nina.is_doubtful, nina.owner) == (False, max_)
