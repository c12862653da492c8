import pytest
from launch.check.forms import Page, UnexpectedError

HTML = """
<h1>Log a <em>session</em></h1>
<form action="/search"><input name="q"></form>
<form method="post" action="/log/7/">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc">
  <textarea name="note">
Went well &amp; slow</textarea>
  <input type="checkbox" name="shared" value="yes" checked>
  <input type="checkbox" name="alert" value="yes">
  <input type="radio" name="state" value="done" id="d" checked><label for="d">All of it</label>
  <input type="radio" name="state" value="partial" id="p"><label for="p">Some of it</label>
  <select name="pain"><option value="">-</option>
    <option value="2" selected>2, mild</option></select>
  <select name="room"><option value="r1">Room 1</option><option value="r2">Room 2</option></select>
  <input type="text" name="gone" value="x" disabled>
  <button name="go" value="save">Save session</button>
</form>
"""


@pytest.fixture
def form():
    return Page(HTML).form("/log/")


def test_an_untouched_form_sends_what_a_browser_would(form):
    assert dict(form.pairs()) == {
        "csrfmiddlewaretoken": "abc",
        "note": "Went well & slow",
        "shared": "yes",
        "state": "done",
        "pain": "2",
        "room": "r1",
    }


def test_choices_are_made_by_what_the_screen_says(form):
    form.fill(state="Some of it", room="Room 2", pain="2", alert="yes").press("Save session")

    sent = dict(form.pairs())
    assert (sent["state"], sent["room"], sent["alert"], sent["go"]) == (
        "partial",
        "r2",
        "yes",
        "save",
    )


def test_a_field_that_is_not_there_is_noticed(form):
    with pytest.raises(UnexpectedError, match="no field 'pian'"):
        form.fill(pian=2)


def test_a_choice_that_is_not_offered_is_noticed(form):
    with pytest.raises(UnexpectedError, match="not 'Room 9'"):
        form.fill(room="Room 9")


def test_a_form_that_is_not_there_is_noticed_with_the_pages_heading():
    with pytest.raises(UnexpectedError, match="'Log a session'"):
        Page(HTML).form("/elsewhere/")
