"""Plain words on every screen: nothing banned, no shouting, and no harder than year 8."""

import ast

import pytest

from clinic.words import HARDEST, banned_in, grade, hardest, sentences_of, what_is_wrong
from drills.library import read_library
from tests.words.banned import shouts
from tests.words.conftest import ROOT
from tests.words.reading import text_of

APPS = ("clinic", "drills", "programs", "bookings")
HARD = (
    "Rehabilitation interventions necessitate comprehensive biomechanical evaluation "
    "preceding progressive musculoskeletal strengthening, notwithstanding considerable "
    "variability in individual circumstances and physiological capabilities, particularly "
    "following extended immobilisation."
)


def too_hard(named):
    """What is above the grade, each with its grade and its hardest sentences."""
    graded = {name: (grade(sentences), sentences) for name, sentences in named.items()}
    return {
        name: (round(level, 1), hardest(sentences))
        for name, (level, sentences) in graded.items()
        if level > HARDEST
    }


def test_no_screen_uses_a_banned_word(screens):
    found = {name: banned_in(text) for name, text in screens.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_no_screen_shouts(screens):
    assert [name for name, text in screens.items() if shouts(text)] == []


def test_no_sentence_in_the_code_uses_a_banned_word():
    found = {}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            words = [word for text in literals(path.read_text()) for word in banned_in(text)]
            if words:
                found[str(path.relative_to(ROOT))] = words
    assert found == {}


def literals(source):
    """The texts of a module that may come on a screen: its strings without the docstrings."""
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in prose:
            yield node.value


def test_public_pages_neither_shout_nor_use_a_banned_word(public_pages):
    shown = {address: " ".join(text_of(html)) for address, html in public_pages.items()}
    assert {address: banned_in(text) for address, text in shown.items() if banned_in(text)} == {}
    assert [address for address, text in shown.items() if shouts(text)] == []


def test_public_pages_read_at_year_8_or_below(public_pages):
    pages = {address: sentences_of(text_of(html)) for address, html in public_pages.items()}
    assert len([address for address in pages if address.startswith("/drills/")]) > 30
    assert too_hard(pages) == {}


def test_what_a_runner_reads_neither_shouts_nor_uses_a_banned_word(runner_pages):
    shown = {name: " ".join(text_of(html)) for name, html in runner_pages.items()}
    assert {
        "POST programs:log",
        "GET programs:logged",
        "GET programs:morning",
        "POST programs:morning",
    } <= set(shown)
    assert {name: banned_in(text) for name, text in shown.items() if banned_in(text)} == {}
    assert [name for name, text in shown.items() if shouts(text)] == []


def test_what_a_runner_reads_is_of_year_8_or_below(runner_pages):
    pages = {name: sentences_of(text_of(html)) for name, html in runner_pages.items()}
    assert too_hard(pages) == {}


def test_drills_and_routines_read_at_year_8_or_below():
    library = read_library()
    texts = {}
    for each in (*library.drills, *library.routines):
        lines = []
        for value in each.fields.values():
            lines += value if isinstance(value, list | tuple) else [value]
        texts[each.slug] = sentences_of([line for line in lines if isinstance(line, str)])
    assert len(texts) > 30
    assert too_hard(texts) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Ask our running specialist.",
        "We specialise in hips.",
        "Read a testimonial",
        "A cure for sore knees.",
        "It is guaranteed.",
        "The best physio in town.",
        "Painless from day one.",
        "No pain no gain",
    ],
)
def test_a_banned_word_is_found(text):
    assert banned_in(text)


def test_whoever_writes_is_told_which_word_and_why():
    assert what_is_wrong("The Best way to a hip that moves.") == (
        "Say “Best” in another way: it is a boast, which the clinic does not print."
    )
    assert what_is_wrong("Well done!") == "Write it without an exclamation mark."
    assert what_is_wrong("Lie on your back.") == ""


@pytest.mark.parametrize("text", ["Your page is secure.", "Stop at your bestie's.", "Much pain."])
def test_words_that_only_look_banned_are_not(text):
    assert not banned_in(text)


def test_an_exclamation_mark_is_found_and_code_is_not_taken_for_one():
    assert shouts("<p>Well done!</p>")
    assert not shouts("<!doctype html><!-- x -->{% if a != b %}<p>Well done.</p>{% endif %}")


def test_a_hard_text_is_found():
    assert too_hard({"hard": [HARD] * 2})["hard"][0] > 20
    assert too_hard({"easy": ["Sit tall and bend your knee.", "Hold it for a bit."] * 3}) == {}


def test_the_grade_is_that_of_the_published_formula():
    # 27 words in 3 sentences; 36 syllables counted by hand.
    text = ["The runner sat on the open road after a run."] * 3
    assert grade(text) == pytest.approx(0.39 * 10 + 11.8 * 13 / 10 - 15.59)


def test_a_page_is_read_as_people_see_it():
    page = (
        "<head><title>No.</title></head><h1>Hips</h1><p>Sit <b>tall</b> now. Then rest.</p>"
        "<script>var a = 1.</script><ul><li>Hold it.</li><li>Home</li></ul>"
        "<footer><p>Ring us.</p></footer>"
    )
    assert sentences_of(text_of(page)) == ["Sit tall now.", "Then rest.", "Hold it."]


def test_a_sentence_in_the_code_is_read_and_a_docstring_is_not():
    source = 'def f():\n    """The best of both."""\n    return "Our best offer"\n'
    assert list(literals(source)) == ["Our best offer"]
