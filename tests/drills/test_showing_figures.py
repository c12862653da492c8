"""The drawings reach everybody who may see them, cheaply, and nobody else."""

import gzip
import re

import pytest

from clinic.people.models import User
from drills.models import Drill, Figure, FigureFile, State
from tests.factories import TODAY, make_drill, make_program, make_routine, put_in_force
from tests.pictures import make_figure

NAME = "a" * 64
ADDRESS = f"/drills/figures/{NAME}.svg"
DARK = "(prefers-color-scheme: dark)"


DRAWN = '<svg aria-hidden="true" focusable="false" viewBox="0 0 300 200"><path d="'


@pytest.fixture
def bridge(pia):
    """A drill that each side does, with Pia's figure."""
    drill = make_drill(side=Drill.Side.EACH)
    make_figure(drill, pia)
    return drill


def test_a_drawing_is_kept_for_ever_and_can_do_nothing(client, bridge):
    answer = client.get(ADDRESS)

    assert answer.content.decode() == FigureFile.objects.get().content
    assert dict(answer.headers) | {"Content-Length": "", "Cross-Origin-Opener-Policy": ""} == {
        "Content-Type": "image/svg+xml",
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{NAME}"',
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "",
        "Content-Length": "",
    }


@pytest.mark.parametrize(
    ("asked", "packed"),
    [("gzip, br", True), ("br;q=1, gzip;q=0.5", True), ("gzip;q=0", False), ("", False)],
)
def test_a_drawing_comes_packed_to_those_who_can_open_it(client, bridge, asked, packed):
    answer = client.get(ADDRESS, HTTP_ACCEPT_ENCODING=asked)

    content = gzip.decompress(answer.content) if packed else answer.content
    assert answer.has_header("Content-Encoding") == packed
    assert content.decode() == FigureFile.objects.get().content
    again = client.get(ADDRESS, HTTP_ACCEPT_ENCODING=asked, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_drawing_asks_for_no_session(signed_in, ruth, bridge, django_assert_num_queries):
    client = signed_in(ruth.user)

    with django_assert_num_queries(2):
        answer = client.get(ADDRESS)

    assert (answer["Vary"], answer.cookies) == ("Accept-Encoding", {})


def test_a_drafts_drawings_are_for_those_who_work_on_it(client, signed_in, pia, ruth, bridge):
    Figure.objects.update(state=State.DRAFT)

    assert client.get(ADDRESS).status_code == 404
    assert signed_in(ruth.user).get(ADDRESS).status_code == 404
    answer = signed_in(pia).get(ADDRESS)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_the_drawings_of_a_draft_drill_are_for_physios(client, signed_in, pia, ruth, max_, bridge):
    Drill.objects.update(state=State.DRAFT)

    assert client.get(ADDRESS).status_code == 404
    for other in (ruth.user, max_):
        assert signed_in(other).get(ADDRESS).status_code == 404
    assert not Figure.objects.visible_to(max_).exists()
    answer = signed_in(pia).get(ADDRESS)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("name", ["b" * 64, "a" * 63, "A" * 64, "x" * 64, "../settings"])
def test_what_is_no_drawing_is_missing(client, bridge, name):
    assert client.get(f"/drills/figures/{name}.svg").status_code == 404


def test_the_drill_page_shows_the_still_and_plays_on_demand(client, bridge):
    page = client.get("/drills/glute-bridge/").content.decode()

    still, loop = re.findall(r"<picture>(.*?)</picture>", page, re.DOTALL)
    assert f'<img src="{ADDRESS}" width="300" height="200" alt="1. Lie down. 2. Lift.">' in still
    assert re.findall(r'media="([^"]+)"', still) == [DARK]
    assert f'<img class="on-paper" src="{ADDRESS}"' in page
    assert re.findall(r'media="([^"]+)"', loop) == [DARK]
    # A closed part of the page loads no lazy picture: who asked for less motion may still play it.
    assert 'loading="lazy"' in loop
    assert page.index('<details class="no-print">') < page.index("Play the drill")
    assert page.index("Play the drill") < page.index(loop)


@pytest.mark.parametrize(
    ("theme", "shown", "asked"), [("dark", "d", []), ("light", "a", []), ("", "a", [DARK, DARK])]
)
def test_the_theme_that_a_runner_chose_reaches_the_drawings(
    signed_in, ruth, bridge, theme, shown, asked
):
    night = FigureFile.objects.create(name="d" * 64, content="<svg/>", gzipped=b"")
    bridge.figure.pictures.filter(theme="dark").update(file=night)
    User.objects.filter(pk=ruth.user_id).update(theme=theme)

    page = signed_in(ruth).get("/drills/glute-bridge/").content.decode()

    pictures = "".join(re.findall(r"<picture>(.*?)</picture>", page, re.DOTALL))
    stills = re.findall(r'<img src="/drills/figures/(\w)\w+\.svg"', pictures)
    assert (stills, re.findall(r'media="([^"]+)"', pictures)) == ([shown, shown], asked)


def test_the_left_side_is_the_mirrored_picture(client, bridge):
    left = "c" * 64
    file = FigureFile.objects.create(name=left, content="<svg/>", gzipped=b"")
    bridge.figure.pictures.filter(side="left").update(file=file)

    right_page = client.get("/drills/glute-bridge/").content.decode()
    left_page = client.get("/drills/glute-bridge/?side=left").content.decode()

    assert (NAME in right_page, left in right_page) == (True, False)
    assert (NAME in left_page, left in left_page) == (False, True)


@pytest.mark.parametrize(
    ("side", "shown"), [("left", [False]), ("right", [True]), ("each", [True, False])]
)
def test_a_programme_shows_the_sides_of_its_doses(signed_in, pia, ruth, bridge, side, shown):
    file = FigureFile.objects.create(name="c" * 64, content="<svg/>", gzipped=b"")
    bridge.figure.pictures.filter(side="left").update(file=file)
    program = make_program(ruth, [bridge], status="draft")
    program.plans.get().phases.get().sessions.get().prescriptions.update(side=side)

    page = signed_in(pia).get(f"/programs/{program.pk}/").content.decode()

    stills = re.findall(r'<img src="/drills/figures/(\w+)\.svg"', page)
    assert [name == NAME for name in stills] == shown
    assert ("Left side</figcaption>" in page) == (side == "each")


@pytest.mark.parametrize(("side", "is_left"), [("left", True), ("right", False), ("each", False)])
def test_a_log_shows_each_drill_small_on_its_side(signed_in, ruth, bridge, side, is_left):
    file = FigureFile.objects.create(name="c" * 64, content="<svg/>", gzipped=b"")
    bridge.figure.pictures.filter(side="left").update(file=file)
    program = make_program(ruth, [bridge], status="draft")
    session = program.plans.get().phases.get().sessions.get()
    session.prescriptions.update(side=side)
    program.status = "active"
    program.save()
    put_in_force(program, made_on=TODAY)

    page = signed_in(ruth).get(f"/programs/log/{session.pk}/").content.decode()

    (shown,) = re.findall(
        r'<img src="/drills/figures/(\w+)\.svg"[^>]* alt="" loading="lazy">', page
    )
    assert (shown != NAME) == is_left
    assert page.index("Was a drill different?") < page.index(shown)


def test_a_drill_without_a_figure_says_so(client, db):
    make_drill("clamshell")

    page = client.get("/drills/clamshell/").content.decode()

    assert "<picture>" not in page
    assert "No drawing yet" in page
    assert 'class="lane-mark"' in client.get("/drills/").content.decode()


@pytest.mark.parametrize("address", ["/drills/", "/drills/routines/pre-run-hip-mobility/"])
@pytest.mark.parametrize("count", [1, 3])
def test_drawn_lists_cost_the_same(client, pia, count, address, django_assert_num_queries):
    drills = [make_drill(f"drill-{n}") for n in range(count)]
    for n, drill in enumerate(drills):
        make_figure(drill, pia, name=f"{n}" * 64)
    make_routine(drills=drills)

    with django_assert_num_queries(5):
        page = client.get(address).content.decode()

    assert page.count(DRAWN) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_drawn_programme_costs_the_same(signed_in, pia, ruth, count, django_assert_num_queries):
    drills = [make_drill(f"drill-{n}") for n in range(count)]
    for n, drill in enumerate(drills):
        make_figure(drill, pia, name=f"{n}" * 64)
    program = make_program(ruth, drills)
    client = signed_in(ruth.user)

    with django_assert_num_queries(13):
        page = client.get(f"/programs/{program.pk}/").content.decode()

    assert page.count('<path d="0') + page.count('<path d="1') + page.count('<path d="2') == count


def test_the_api_names_every_picture(client, bridge):
    figure = client.get("/api/v1/drills/glute-bridge/").json()["figure"]

    address = f"http://127.0.0.1:8000{ADDRESS}"
    themed = {"static": address, "animated": address, "thumbnail": address}
    one_side = {**themed, "dark": themed}
    assert figure == {**one_side, "left": one_side, "description": "1. Lie down. 2. Lift."}


def test_a_new_figure_is_news_to_every_client(client, bearer, pia, ruth):
    bridge = make_drill()
    program = make_program(ruth, [bridge])
    phone = bearer(ruth)
    addresses = [
        "/api/v1/drills/",
        "/api/v1/drills/glute-bridge/",
        f"/api/v1/programs/{program.pk}/",
    ]
    before = [phone.get(address) for address in addresses]

    make_figure(bridge, pia)
    after = [
        phone.get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
        for address, answer in zip(addresses, before, strict=True)
    ]

    assert [answer.status_code for answer in after] == [200, 200, 200]
    assert after[2].json()["drills"]["glute-bridge"]["figure"]["static"].endswith(ADDRESS)


def test_the_pages_with_drawings_are_packed(client, bridge):
    for address in ("/drills/", "/drills/glute-bridge/"):
        answer = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
        assert answer["Content-Encoding"] == "gzip"
