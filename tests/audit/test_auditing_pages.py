"""The audit passes a good page and names what is wrong with a bad one."""

import pytest

from tests.audit.conftest import CSP, Sample

pytestmark = pytest.mark.browser

RING = ":focus-visible { outline: 3px solid #14201d; outline-offset: 2px }"
GOOD = Sample(
    '<main><h1>Hips</h1><p>Sit tall.</p><p><a href="/good/" data-primary>Start</a></p>'
    '<form><label>Day <input type="date"></label> <button>Show</button></form></main>',
    RING,
)
BAD = {
    "plan": Sample(
        '<main><img src="/plan/x.png"><a href="/a/" data-primary>A</a> '
        '<a href="/b/" data-primary>B</a><p class="wide">Long</p></main>',
        "a:focus { outline: 0 } .wide { width: 500px }",
        headers=(),
    ),
    "script": Sample(
        '<main><h1 style="color: #000">Hips</h1></main><script src="/script/x.js"></script>'
    ),
    "lid": Sample(
        '<main><h1>Hips</h1><a href="/lid/">Go</a><p>Two words</p></main><div>Lid</div>',
        f"{RING} div {{ position: fixed; inset: 0; background: #fff }}"
        "p { width: 10em; height: 18px; line-height: 18px; font-size: 1rem; overflow: hidden }",
    ),
}
MISSES = {
    "plan": ["axe", "keyboard", "320 px", "0 h1", "2 main actions", "CSP header"],
    "script": ["without JavaScript no main action", "console"],
    "lid": ["keyboard", "200 % text"],
}


def test_a_good_page_passes(audited):
    outcome = audited({"good": GOOD}, "good aside visitor /good/\n")
    assert outcome.code == 0, outcome.text
    assert "keys 3/3" in outcome.line("good")


def test_each_fault_is_named(audited):
    outcome = audited(BAD, "".join(f"{name} aside visitor /{name}/\n" for name in BAD))
    assert outcome.code == 1
    for name, misses in MISSES.items():
        told = outcome.line(name).partition("MISS: ")[2].split("; ")
        assert [miss for miss in misses if miss not in told] == [], outcome.text
    assert "no ring: a A" in outcome.text
    assert "covered: a Go" in outcome.text


def test_budgets_status_and_noindex_are_held(audited):
    private = Sample(
        GOOD.body, RING, (("Content-Security-Policy", CSP), ("X-Robots-Tag", "noindex"))
    )
    outcome = audited(
        {"good": GOOD, "private": private},
        "heavy aside visitor /good/ | kb 0 | req 1\n"
        "gone aside visitor /good/ | status 404\n"
        "open staff visitor /good/\n"
        "private staff visitor /private/\n",
    )
    assert " KB > 0 KB; requests " in outcome.line("heavy")
    assert "answered 200, not 404" in outcome.line("gone")
    assert "private, and not noindex" in outcome.line("open")
    assert outcome.line("private").endswith("ok")


def test_a_page_is_found_by_its_links(audited):
    start = Sample('<main><h1>Hips</h1><p><a href="/good/">Go on</a></p></main>', RING)
    outcome = audited(
        {"start": start, "good": GOOD},
        "found aside visitor /start/ | go main a\nlost aside visitor /start/ | go main table a\n",
    )
    assert outcome.line("found").endswith("ok")
    assert 'nothing on /start/ fits "main table a"' in outcome.line("lost")


def test_what_a_page_frames_counts_with_it(audited):
    heavy = Sample(f"{GOOD.body}<!-- {'x' * 30_000} -->", RING)
    framing = Sample(
        '<main><h1>Hips</h1><p><a href="/heavy/" data-primary>Start</a></p></main>'
        '<iframe src="/heavy/" title="As a phone shows it" inert></iframe>',
        RING,
    )
    outcome = audited(
        {"framing": framing, "heavy": heavy},
        "light aside visitor /framing/ | kb 40\nfull aside visitor /framing/ | kb 20\n",
    )
    assert outcome.line("light").endswith("ok"), outcome.text
    assert " KB > 20 KB" in outcome.line("full")


def test_a_page_that_nothing_leads_to_is_found_by_its_address(audited):
    outcome = audited({"go": GOOD, "good": GOOD}, "added aside visitor /go?now | add od/\n")
    assert outcome.line("added").endswith("ok"), outcome.text


def test_the_answer_to_a_form_stands_where_the_list_says(audited):
    asking = Sample(
        '<main><h1>Hips</h1><form action="/good/"><button data-primary>Go</button></form></main>',
        RING,
    )
    outcome = audited(
        {"asking": asking, "good": GOOD},
        "known aside visitor /asking/ | state main [data-primary] | answer /good/\n"
        "strange aside visitor /asking/ | state main [data-primary]\n",
    )
    assert outcome.line("known").endswith("ok"), outcome.text
    assert "led to /good/" in outcome.line("strange")


def test_a_wrong_line_of_the_list_stops_the_audit(audited):
    outcome = audited({"good": GOOD}, "good aside visitor /good/ | jump main a\n")
    assert outcome.code == 2
    assert 'pages.txt:1: "jump main a" is no step' in outcome.text
