"""What only a browser knows about the pictures of numbers: their text as it is drawn."""

import pytest

pytestmark = pytest.mark.browser

SIZES = {"phone": 360, "tablet": 768, "desk": 1440}
HEIGHTS = """all => all.filter(one => one.checkVisibility()).map(one =>
    parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"""
CUT = """all => all.filter(one => one.checkVisibility()).filter(one => {
    const box = one.getBBox(), view = one.ownerSVGElement.viewBox.baseVal;
    return box.x < 0 || box.x + box.width > view.width
        || box.y < 0 || box.y + box.height > view.height;
}).map(one => one.textContent)"""
# Words that lie on each other; a name of a zone may lie on a line, and never on words.
MET = """all => all.filter(one => one.checkVisibility()).flatMap(svg => {
    const texts = [...svg.querySelectorAll('text')];
    const boxes = texts.map(one => one.getBBox());
    return texts.flatMap((one, i) => texts.slice(i + 1).filter((other, j) => {
        const a = boxes[i], b = boxes[i + 1 + j];
        const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        return wide > 1 && high > 4;
    }).map(other => `${one.textContent} / ${other.textContent}`));
})"""


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def guide(request, open_page):
    """The style guide at one width."""
    return open_page("/styleguide/", viewport={"width": request.param, "height": 900})


def test_text_is_drawn_at_12_pixels_or_more_and_no_larger_than_the_page_has_it(guide):
    heights = guide.eval_on_selector_all(".chart text", HEIGHTS)

    assert heights
    assert min(heights) >= 12
    assert max(heights) <= 18


def test_no_word_is_cut_off(guide):
    assert guide.eval_on_selector_all(".chart text", CUT) == []


def test_no_words_lie_on_other_words(guide):
    assert guide.eval_on_selector_all(".chart svg", MET) == []


def test_a_picture_is_shown_once_with_a_name(guide):
    charts = guide.locator("figure.chart:has(svg)").all()

    assert charts
    for chart in charts:
        shown = [svg for svg in chart.locator("svg").all() if svg.is_visible()]
        assert len(shown) == 1
        assert shown[0].get_attribute("role") == "img"
        assert shown[0].get_attribute("aria-label")


def test_the_numbers_are_one_press_away(guide):
    chart = guide.locator("figure.chart").first
    assert not chart.get_by_role("table").is_visible()

    chart.get_by_text("See the numbers").click()

    assert chart.get_by_role("table").is_visible()
    # Its head, twelve sessions, and two new versions on days between them.
    assert chart.get_by_role("row").count() == 15


def test_without_colours_a_breach_and_the_two_lines_still_differ(open_page):
    page = open_page(
        "/styleguide/", viewport={"width": 1440, "height": 900}, forced_colors="active"
    )
    styles = page.eval_on_selector_all(
        ".chart .line, .chart .line-2",
        "all => all.map(one => getComputedStyle(one).strokeDasharray)",
    )

    assert set(styles) == {"none", "5px, 4px"}
    assert page.locator(".chart polygon.over").count() > 0
