"""What a first visit has to fetch stays small, and comes from the packages."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from clinic.look import fonts, joining
from clinic.look.finders import HTMX

STATIC = Path(__file__).parents[2] / "static"
KB = 1024


@pytest.mark.parametrize(
    ("name", "raw", "packed"),
    [
        ("steady.css", 24 * KB, 7 * KB),
        ("app.css", 8 * KB, 2.5 * KB),
        ("charts.css", 6 * KB, 2 * KB),
    ],
)
def test_a_stylesheet_stays_within_its_budget(name, raw, packed):
    content = (STATIC / "css" / name).read_bytes()

    assert len(content) <= raw
    assert len(gzip.compress(content, 9)) <= packed


def test_our_own_scripts_are_a_few_kilobytes_together():
    assert sum(len(file.read_bytes()) for file in (STATIC / "js").glob("*.js")) < 8 * KB


def test_the_script_of_one_page_is_a_few_kilobytes():
    for file in (STATIC / "js" / "pages").glob("*.js"):
        assert len(file.read_bytes()) < 8 * KB, file.name


def test_the_text_font_and_the_digits_are_light():
    sizes = {cut.name: (fonts.built() / cut.name).stat().st_size for cut in fonts.CUTS}

    assert sizes["fonts/atkinson-400.woff2"] + sizes["fonts/atkinson-700.woff2"] < 34 * KB
    assert sizes["fonts/digits-700.woff2"] < 6 * KB


def test_a_cut_font_can_still_write_what_we_write():
    written = (
        "G\N{RIGHT SINGLE QUOTATION MARK}day 9:30 am \N{EN DASH} 3 \N{MULTIPLICATION SIGN} é ñ ł"
    )
    for cut in fonts.CUTS[:3]:
        with TTFont(fonts.built() / cut.name) as font:
            assert set(map(ord, written)) <= set(font.getBestCmap())


def test_cutting_twice_gives_the_same_bytes(tmp_path):
    for cut in fonts.CUTS:
        cut.build(tmp_path / cut.name)
        assert (tmp_path / cut.name).read_bytes() == (fonts.built() / cut.name).read_bytes()


def test_third_party_files_are_served_from_their_packages_alone():
    assert "site-packages" in finders.find(HTMX)
    assert finders.find("django_htmx/htmx-4.min.js") is None
    assert list(STATIC.rglob("*.woff2")) == []
    assert list(STATIC.rglob("*htmx*")) == []


def test_every_file_the_finder_lists_can_be_opened():
    listed = dict(finders.get_finder("clinic.look.finders.PackageFinder").list([]))

    assert len(listed) == len(fonts.CUTS) + 1 + len(joining.JOINED)
    for path, storage in listed.items():
        with storage.open(path) as file:
            assert file.read(1)
