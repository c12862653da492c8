"""The library's pages, as a visitor reads them."""

import re

import pytest

from drills.models import Drill, Kind, Routine
from tests.factories import make_drill, make_routine


def texts(response, tag: str) -> list[str]:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    found = re.findall(rf"<{tag}[ >].*?</{tag}>", main, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", text).split()) for text in found]


def cards(response) -> list[str]:
    return texts(response, "h3")


def chip(response, label: str) -> str | None:
    """The address of a chip, without what HTML escapes."""
    for address, text in re.findall(
        r'<a class="chip" href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL
    ):
        if re.match(rf"{re.escape(label)} <b>\d+</b>", text):
            return address.replace("&amp;", "&")
    return None


def count(response, label: str) -> int:
    (found,) = re.findall(
        rf'<a class="chip"[^>]*>{re.escape(label)} <b>(\d+)</b>', response.content.decode()
    )
    return int(found)


PAGES = [
    "/drills/",
    "/drills/?q=hip",
    "/drills/?q=xyz",
    "/drills/hip-thrust/",
    "/drills/routines/",
    "/drills/routines/pre-run-hip-mobility/",
    "/drills/routines/mid-run-form-check/",
]


@pytest.mark.parametrize("page", PAGES)
def test_everybody_may_read_and_a_page_has_one_heading_and_one_main(client, library, page):
    response = client.get(page)

    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert html.count("data-primary") <= 1


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_only_read(client, library, page):
    assert client.post(page).status_code == 405


def test_twelve_drills_a_page_with_real_links(client, library):
    first = client.get("/drills/")
    last = client.get("/drills/?page=4")

    assert len(cards(first)) == 12
    assert cards(first)[0] == "Forward leg swing"
    assert '<a class="btn btn-2" href="?page=2" rel="next">' in first.content.decode()
    assert 'rel="prev"' not in first.content.decode()
    assert len(cards(last)) == 4
    assert 'href="?page=3" rel="prev"' in last.content.decode()
    assert 'rel="next"' not in last.content.decode()


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", ""])
def test_a_page_that_does_not_exist_shows_the_nearest(client, library, number):
    assert cards(client.get(f"/drills/?page={number}"))


def test_words_are_found_in_name_and_summary_in_any_order(client, library):
    assert cards(client.get("/drills/?q=stretch+butterfly")) == ["Butterfly stretch"]
    assert cards(client.get("/drills/?q=PIRIFORMIS")) == ["Supine figure-four stretch"]


def test_choices_and_words_are_kept_by_the_next_page_and_by_the_search(client, library):
    response = client.get("/drills/?q=the&moment=post_run")

    html = response.content.decode()
    assert '<input type="hidden" name="moment" value="post_run">' in html
    assert 'href="?q=the&amp;moment=post_run&amp;page=2" rel="next"' in html


def test_a_chip_counts_what_it_would_find(client, library):
    everything = client.get("/drills/")
    releases = client.get("/drills/" + chip(everything, "Release"))

    assert count(everything, "Release") == 5
    assert count(everything, "Inner thigh (adductors)") == 4
    assert len(cards(releases)) == 5
    assert count(releases, "Foam roller") == 4
    assert count(releases, "Static stretch") == 9
    for label in ["Before a run", "Hip flexors", "Massage ball", "Tight hamstrings", "Seated"]:
        found = client.get("/drills/" + chip(releases, label))
        assert len(cards(found)) == count(releases, label)


def test_choices_narrow_together_and_a_chosen_chip_takes_itself_away(client, library):
    response = client.get("/drills/?q=roll&kind=release&position=prone")

    assert cards(response) == ["Foam-roll hip flexors", "Foam-roll quadriceps"]
    assert chip(response, "Release") == "?q=roll&position=prone"
    assert 'aria-current="true">Release <b>2</b>' in response.content.decode()


def test_a_value_that_finds_nothing_is_not_offered(client, library):
    response = client.get("/drills/?kind=release")

    assert chip(response, "Bench") is None
    assert chip(response, "On hands and knees") is None


def test_nothing_found_says_so_and_what_to_do(client, library):
    response = client.get("/drills/?q=elbow")

    html = response.content.decode()
    assert "No drill matches “elbow”" in html
    assert "See all drills" in html
    assert 'value="elbow"' in html


def test_what_was_typed_is_shown_as_text(client, library):
    assert "&lt;script&gt;" in client.get("/drills/?q=<script>").content.decode()


@pytest.mark.parametrize("query", ["?kind=magic", "?kind=", "?colour=red", "?q=%00", "?page=1&x=1"])
def test_an_address_with_nonsense_still_shows_the_library(client, library, query):
    assert len(cards(client.get(f"/drills/{query}"))) == 12


def test_a_very_long_search_is_cut(client, library):
    assert client.get("/drills/", {"q": "a " * 5000}).status_code == 200


def test_a_drill_tells_how_much_how_what_to_feel_and_when_to_stop_in_this_order(client, library):
    html = client.get("/drills/glute-bridge/").content.decode()

    wanted = [
        "<h1>Glute bridge</h1>",
        "2 sets of 10 to 12 reps",
        "The clinic&#x27;s default",
        "Rest 30 seconds between sets",
        "Push through your feet and lift your hips.",
        "You should feel your buttocks do the work.",
        "Stop if you feel",
        'href="/drills/hip-thrust/"',
        "Lying on the back",
        'href="/drills/routines/glute-activation/"',
        "mobility facts, drill 6",
        "24 November 2026",
    ]
    places = [html.find(text) for text in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_a_dose_from_the_source_says_so(client, library):
    assert "From the source" in client.get("/drills/forward-leg-swing/").content.decode()


def test_a_routine_gives_its_drills_in_order_with_their_doses(client, library):
    response = client.get("/drills/routines/pre-run-hip-mobility/")

    html = response.content.decode()
    assert "5 to 10 minutes" in html
    items = texts(response, "li")
    assert len(items) == 12
    assert items[0] == "Foam-roll hip flexors 30 seconds, each side"
    assert items[-1] == "Pigeon pose Hold for 20 seconds, each side"


def test_the_form_check_shows_cues_and_no_drills(client, library):
    html = client.get("/drills/routines/mid-run-form-check/").content.decode()

    assert "Keep your pelvis level." in html
    assert "The drills, in order" not in html
    assert "How long" not in html


def test_an_advanced_drill_is_marked_wherever_it_stands(client, library):
    for page in ["/drills/hip-thrust/", "/drills/routines/glute-activation/", "/drills/?q=thrust"]:
        assert "advanced runners only" in client.get(page).content.decode().lower()


def test_what_is_not_published_is_nowhere(client, library):
    Drill.objects.filter(slug="hip-thrust").update(state="withdrawn")
    Routine.objects.filter(slug="post-run-recovery").update(is_published=False)

    assert client.get("/drills/hip-thrust/").status_code == 404
    assert client.get("/drills/routines/post-run-recovery/").status_code == 404
    for page in [
        "/drills/?q=thrust",
        "/drills/glute-bridge/",
        "/drills/routines/",
        "/drills/routines/glute-activation/",
        "/drills/knee-to-chest/",
    ]:
        html = client.get(page).content.decode()
        assert "/drills/hip-thrust/" not in html
        assert "post-run-recovery" not in html


@pytest.mark.parametrize("page", ["/drills/nope/", "/drills/routines/nope/"])
def test_what_is_not_there_is_not_found(client, library, page):
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_for_one_and_for_three(client, db, rows, django_assert_num_queries):
    drills = [make_drill(f"drill-{n}", kind=Kind.STRENGTH) for n in range(rows)]
    Drill.objects.filter(slug="drill-0").update(harder=drills[-1] if rows > 1 else None)
    for n in range(rows):
        make_routine(f"routine-{n}", drills)

    with django_assert_num_queries(3):
        assert len(cards(client.get("/drills/?kind=strength"))) == rows
    with django_assert_num_queries(4):
        client.get("/drills/drill-0/")
    with django_assert_num_queries(2):
        client.get("/drills/routines/")
    with django_assert_num_queries(3):
        client.get("/drills/routines/routine-0/")


def test_the_full_library_costs_no_more(client, library, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/drills/")
    with django_assert_num_queries(2):
        client.get("/drills/routines/")
    with django_assert_num_queries(3):
        client.get("/drills/routines/pre-run-hip-mobility/")


def test_a_physio_reads_the_library_too(signed_in, pia, library):
    assert signed_in(pia).get("/drills/clamshell/").status_code == 200
