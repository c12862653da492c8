"""The style guide shows every component; these read it as people with different needs do."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}}
NARROW = {"viewport": {"width": 320, "height": 640}}
EYES = {
    "light": WIDE,
    "dark": WIDE | {"color_scheme": "dark"},
    "forced colours": WIDE | {"forced_colors": "active"},
    "more contrast": WIDE | {"contrast": "more"},
    "narrow": NARROW,
}
PUBLIC, ERROR, TOAST = "?frame=public", "?frame=staff&state=error", "?frame=runner&state=toast"
STATES = [PUBLIC, ERROR, TOAST]
TAGS = ["on", "done", "good", "due", "new", "watch", "info", "pain", "stop", "plain"]
# What the guide shows of each component, by the frame and state in which it is there.
SHOWN = {
    PUBLIC: [
        *(f"button.btn{kind}" for kind in ("", ".btn-2", ".btn-stop", ".btn-quiet", ".btn-xl")),
        "a.btn",
        ".btn[aria-disabled=true][aria-describedby]",
        ".field > label + .hint",
        ".opt",
        ".field select.select",
        ".check input[type=checkbox]",
        "fieldset input[type=radio]",
        "fieldset input[inputmode=numeric][name^=born]",
        *(
            f".tag-{kind}"
            for kind in [
                "on",
                "done",
                "good",
                "due",
                "new",
                "watch",
                "info",
                "pain",
                "stop",
                "plain",
            ]
        ),
        ".card.card-link h3 a",
        ".card-now",
        ".scroll[role=region][tabindex='0'] table th[scope=row]",
        "th[aria-sort] a",
        "tr.is-picked",
        "nav.tabs a[aria-current=page]",
        ".chip[aria-current=true]",
        "nav.pager a[rel=next]",
        "dialog[aria-labelledby] form[method=dialog]",
        "a[data-dialog]",
        ".steps [aria-current=step]",
        ".stepper input[inputmode=numeric]",
        ".ring[role=timer] circle.ring-left",
        "fieldset.scale input[type=radio], .scale input[type=radio]",
        "table.heat",
        "svg.spark[role=img]",
        ".chart svg[role=img]",
        ".chart details table",
        *(f"table.diary .appt-{kind}" for kind in ("first", "arrived", "in", "held", "off")),
        "table.diary .free button[aria-label]",
        "table.diary .closed",
        ".empty",
        *(f".notice-{kind}" for kind in ("good", "watch", "stop")),
        ".picture",
        ".week [aria-current=date]",
        ".segments [aria-current=step]",
    ],
    ERROR: [
        ".errors[tabindex='-1'] [role=alert] h2",
        ".field-error .error + *, .field-error [aria-invalid=true]",
        "fieldset .error",
    ],
    TOAST: [".toast form button", ".toast"],
}


def faults(page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize(
    ("state", "eyes"),
    [*((PUBLIC, eyes) for eyes in EYES), *product([ERROR, TOAST], ["light", "dark", "narrow"])],
)
def test_axe_finds_nothing(open_page, state, eyes):
    page = open_page(f"/styleguide/{state}", **EYES[eyes])

    assert faults(page) == []


def test_axe_finds_nothing_in_an_open_dialog(open_page):
    page = open_page("/styleguide/", **WIDE)
    page.get_by_role("link", name="Open a dialog").click()

    page.get_by_role("dialog", name="Log a call").wait_for()
    assert faults(page) == []


@pytest.mark.parametrize("state", STATES)
def test_every_component_is_shown(open_page, state):
    page = open_page(f"/styleguide/{state}", **WIDE)

    assert [each for each in SHOWN[state] if not page.locator(each).count()] == []


@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(open_page, state):
    page = open_page(f"/styleguide/{state}", **NARROW)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_text_at_twice_its_size_still_fits(open_page):
    page = open_page("/styleguide/", viewport={"width": 640, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '32px'")

    assert page.evaluate("document.documentElement.scrollWidth") == 640


def test_words_in_a_chart_are_never_smaller_than_12_pixels(open_page):
    for size in (NARROW, PHONE, WIDE):
        page = open_page("/styleguide/", **size)
        heights = page.eval_on_selector_all(
            ".chart text",
            """all => all.filter(one => one.checkVisibility()).map(one =>
               parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)""",
        )

        assert heights
        assert min(heights) >= 12


def test_targets_are_large_enough_to_hit_with_a_thumb(open_page):
    page = open_page("/styleguide/?state=error", **PHONE)
    small = page.eval_on_selector_all(
        ".btn:not(.btn-sm), .input, .select, .chip, .site-nav a, .bottom-nav a, .scale label",
        """all => all.filter(one => one.checkVisibility())
           .map(one => [one.outerHTML.slice(0, 60), Math.round(one.getBoundingClientRect().height)])
           .filter(([_, height]) => height < 48)""",
    )

    assert small == []


def test_every_stop_of_the_keyboard_shows_a_ring(open_page):
    page = open_page("/styleguide/", **WIDE)
    stops = []
    while len(stops) < 200:
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                 const one = document.activeElement;
                 if (!one || one === document.body) return null;
                 const ring = (element, pseudo) => {
                   const style = getComputedStyle(element, pseudo);
                   return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3;
                 };
                 const drawn = ring(one) || ring(one, '::after')
                   || (one.closest('.scale label') && ring(one.closest('label')));
                 return { what: one.outerHTML.slice(0, 70), drawn: Boolean(drawn) };
               }"""
        )
        if stop is None:
            break
        stops.append(stop)

    assert len(stops) > 60
    assert [stop["what"] for stop in stops if not stop["drawn"]] == []


def test_the_error_summary_takes_focus_and_leads_to_the_field(open_page):
    page = open_page("/styleguide/?state=error", **PHONE)

    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.get_by_role("link", name="Choose a number for your pain").click()
    assert page.evaluate("document.activeElement.name") == "pain"


def test_a_toast_can_be_dismissed_and_an_error_stays(open_page):
    page = open_page("/styleguide/?state=toast", **PHONE)
    page.get_by_role("button", name="Dismiss").first.click()

    assert page.locator(".toast").all_inner_texts() == [
        "Wen has that time already. Choose another.\n\nDismiss"
    ]


def test_the_stepper_counts_and_stops_at_its_ends(open_page):
    page = open_page("/styleguide/", **PHONE)
    reps = page.get_by_label("Reps done")

    page.get_by_role("button", name="One more rep").click()
    assert reps.input_value() == "13"
    reps.fill("0")
    page.get_by_role("button", name="One fewer rep").click()
    assert reps.input_value() == "0"


def test_without_script_nothing_is_offered_that_needs_it(open_page):
    page = open_page("/styleguide/?state=toast", java_script_enabled=False)

    assert page.get_by_role("button", name="Dismiss").count() == 0
    assert page.get_by_role("button", name="One more rep").count() == 0
    page.get_by_text("Moved Tom to 10:15 am.").wait_for()


def test_a_theme_can_be_chosen_against_the_system(open_page):
    page = open_page("/styleguide/", color_scheme="light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")

    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(13, 21, 19)"


def test_every_font_is_small_and_arrives(open_page):
    page = open_page("/styleguide/", **WIDE)
    loaded = page.evaluate(
        "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)"
    )

    assert sorted(set(loaded) - {"Fallback", "Fallback2"}) == ["Atkinson", "Digits"]
