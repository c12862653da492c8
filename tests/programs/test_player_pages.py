"""The player's page without script, the days that a phone keeps, and its service worker."""

import json
import re

import pytest
from django.urls import reverse

from programs.models import Case, Plan, Prescription, SessionLog
from programs.progress.player import sides_in_turn
from tests.factories import NOON, TODAY, make_drill, make_program, make_runner, reopened
from tests.programs.test_log_pages import logged_by_phone

pytestmark = pytest.mark.usefixtures("at_noon")
PACK = "/programs/play/pack.json"


def page_of(program) -> str:
    return reverse("programs:play", args=[program.plan.phases.get().sessions.get().pk])


def hidden(html: str) -> dict[str, str]:
    """The fields of the form that the plain list ends with."""
    form = html.split('id="plain"')[1]
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    return dict(found)


def test_without_a_script_the_list_is_marked_all_done(ruths, planned):
    html = ruths.get(page_of(planned)).content.decode()

    told = hidden(html)
    saved = ruths.post(reverse("programs:log", args=[page_of(planned).split("/")[-2]]), told)

    shown = ["One", "Two", "Lift your hips.", "Mark all done"]
    assert [words for words in shown if words not in html] == []
    assert saved.status_code == 302
    log = SessionLog.objects.get()
    assert (log.state, [one.state for one in log.drills.all()]) == ("done", ["done", "done"])
    assert (log.pain_during, log.effort) == (None, None)


def test_a_session_that_is_logged_leads_to_its_log(ruths, phone, planned):
    log = logged_by_phone(phone, planned)

    answer = ruths.get(page_of(planned))

    assert answer["Location"] == reverse("programs:log_change", args=[log.pk])


def test_the_pack_tells_fourteen_days_and_two_behind(ruths, phone, planned):
    log = logged_by_phone(phone, planned)

    pack = ruths.get(PACK).json()

    assert (pack["days"][0]["on"], pack["days"][-1]["on"]) == ("2026-11-24", "2026-12-07")
    (session,) = pack["sessions"].values()
    assert [item["name"] for item in session["items"]] == ["One", "Two"]
    assert session["rule"] == {"during": 5, "after": 5, "severe": 8}
    assert (pack["today"], pack["morning"]) == (TODAY.isoformat(), None)
    kept = pack["logs"][str(log.pk)]
    assert (kept["revision"], kept["content"]["pain_after"]) == (1, 4)
    assert {day["log"] for day in pack["days"] if day["on"] == pack["today"]} == {str(log.pk)}


def test_the_page_is_sent_with_its_own_session_and_nothing_else(ruth, ruths, planned):
    make_program(ruth, [make_drill("other")], title="Another")

    html = ruths.get(page_of(planned)).content.decode()

    sheet = json.loads(re.search(r'<script id="sheet"[^>]*>(.*?)</script>', html)[1])
    pack = ruths.get(PACK).json()
    own = page_of(planned).split("/")[-2]
    assert sheet["sessions"] == {own: pack["sessions"][own]}
    assert {name: sheet[name] for name in ("runner", "clinic", "today")} == {
        name: pack[name] for name in ("runner", "clinic", "today")
    }


def test_the_pack_is_private_and_known_again(ruths, planned):
    first = ruths.get(PACK)

    again = ruths.get(PACK, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("count", [1, 3])
def test_a_pack_costs_the_same_for_more_of_everything(
    count, ruth, ruths, planned, phone, django_assert_num_queries
):
    logged_by_phone(phone, planned)
    for number in range(count):
        drills = [make_drill(f"more-{number}-{other}") for other in range(count)]
        make_program(ruth, drills, title=f"Programme {number}")

    with django_assert_num_queries(14):
        ruths.get(PACK)


def test_somebody_else_sees_nothing_of_it(planned, signed_in, pia):
    other = signed_in(make_runner("Otto"))

    assert other.get(PACK).json()["sessions"] == {}
    assert other.get(page_of(planned)).status_code == 404
    assert signed_in(pia).get(PACK).status_code == 403


@pytest.mark.parametrize(
    ("side", "affected", "sides"),
    [
        ("each", "none", ["left", "right"]),
        ("each", "right", ["right", "left"]),
        ("each", "left", ["left", "right"]),
        ("alternating", "none", ["alternating"]),
        ("left", "none", ["left"]),
        ("affected", "none", ["none"]),
    ],
)
def test_the_affected_side_is_first(side, affected, sides):
    assert sides_in_turn(side, affected) == sides


def test_an_item_says_which_side_is_meant_and_what_is_easier(ruth, ruths, pia):
    easier = make_drill("wall-sit")
    drill = make_drill("squat", easier=easier)
    program = make_program(ruth, [drill])
    program.case = Case.objects.create(
        runner=ruth, physio=pia.practitioner, condition="other", side="right",
        opened_on=TODAY, updated_at=NOON,
    )  # fmt: skip
    program.save()
    plan = reopened(program)
    Prescription.objects.update(side="affected", tempo="3-1-1-0", pain_limit=3)
    Plan.objects.filter(pk=plan.pk).update(sealed_at=NOON)

    (session,) = ruths.get(PACK).json()["sessions"].values()

    (item,) = session["items"]
    assert (item["sides"], item["easier"]["name"]) == (["right"], "Wall sit")
    assert (item["tempo"], item["pain_limit"], item["reps"]) == ([3, 1, 1, 0], 3, 15)


def test_the_key_names_who_is_signed_in_and_is_never_kept(ruth, ruths):
    answer = ruths.get("/programs/play/key.json")

    assert answer.json()["runner"] == str(ruth.pk)
    assert len(answer.json()["csrf"]) >= 32
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_the_shell_is_the_same_for_a_stranger_and_for_a_runner(client, ruths):
    without_key = re.compile(r'hx-headers=\S+ \S+|"X-CSRFToken[^}]*}\'?')

    strangers = client.get("/programs/play/").content.decode()

    assert "Ruth" not in ruths.get("/programs/play/").content.decode()
    assert not without_key.search(strangers)


@pytest.mark.django_db
def test_the_worker_names_every_file_of_the_player(client):
    answer = client.get("/sw.js")

    script = answer.content.decode()
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert [name for name in ("js/player.js", "js/player/beat.js") if name not in script] == []
    assert '"shell": "/programs/play/"' in script
    assert '"signOut": "/sign-out/"' in script
