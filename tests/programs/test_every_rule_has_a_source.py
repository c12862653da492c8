"""A rule that a runner or a physio is shown says where it comes from; one without fails.

Rules live in four places: reasons and pain rules in `programs/wording`, cautions of drills in the
database, warnings in templates, and the table of docs/clinical-rules.md that a physio signs.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError

from programs.models import DrillCaution, PainRule
from programs.wording.caseload import REASONS, SOURCES
from programs.wording.pain import PRESETS
from tests.factories import make_drill

ROOT = Path(settings.BASE_DIR)
# A year, a paper, an address, or whose own choice it is.
NAMED = re.compile(r"\b(19|20)\d\d\b|PMC\d+|\b\w+\.(com|physio|org)\b|own (choice|rule)|’s rule")
POINTERS = ("Each drill’s own source", "The runner asked it", "The weeks that you asked for")
# Warnings that are no rule about a body.
NO_RULE = {
    "home/ask.html": "says how fast answers come",
    "programs/questionnaire.html": "withdrawn",
    "programs/template.html": "withdrawn",
}
TABLE = re.compile(
    r"^\| (?!rule |---)(?P<rule>[^|]+) \| (?P<does>[^|]+) \| (?P<source>[^|]*) \|$", re.MULTILINE
)
KEY = re.compile(r"\bV\d+\b")


@pytest.mark.parametrize("code", REASONS)
def test_each_reason_on_a_caseload_has_its_line_of_sources(code):
    lines = [source for codes, _, source in SOURCES if code in codes]

    assert len(lines) == 1
    assert NAMED.search(lines[0]) or lines[0].startswith(POINTERS)


@pytest.mark.parametrize("preset", PainRule.Preset)
def test_each_pain_rule_says_where_it_comes_from(preset):
    assert NAMED.search(PRESETS[preset].source)


def test_the_database_keeps_no_caution_without_a_source(db):
    with pytest.raises(IntegrityError, match="drill_caution_names_its_source"):
        DrillCaution.objects.create(drill=make_drill(), caution="impact", source="")


class Warnings(HTMLParser):
    """Collects the text of each notice that watches or stops."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        kinds = (dict(attrs).get("class") or "").split()
        if self.depth:
            self.depth += tag in {"div", "p", "section"}
        elif {"notice-watch", "notice-stop"} & set(kinds):
            self.depth = 1
            self.found.append("")

    def handle_endtag(self, tag):
        if self.depth and tag in {"div", "p", "section"}:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.found[-1] += data


def warnings() -> list[tuple[str, str]]:
    """(template, text) of every warning on the pages of runners and physios."""
    found = []
    for folder in ("programs", "home"):
        for path in sorted((ROOT / "templates" / folder).glob("*.html")):
            reader = Warnings()
            reader.feed(path.read_text())
            found += [(f"{folder}/{path.name}", " ".join(text.split())) for text in reader.found]
    return found


def test_each_warning_on_a_page_names_its_source():
    there = warnings()
    bare = [
        (name, text) for name, text in there if "Source:" not in text and not NAMED.search(text)
    ]

    assert {name for name, _ in bare} == set(NO_RULE), bare
    assert len(there) >= 10


def rules() -> list[tuple[str, str]]:
    """(rule, source) of the table."""
    text = (ROOT / "docs" / "clinical-rules.md").read_text()
    return [(row["rule"], row["source"].strip()) for row in TABLE.finditer(text)]


def test_each_rule_of_the_table_has_a_source_that_is_listed():
    text = (ROOT / "docs" / "clinical-rules.md").read_text()
    listed = set(KEY.findall(text.partition("## Sources")[2]))
    cited = {key for _, source in rules() for key in KEY.findall(source)}

    assert not [rule for rule, source in rules() if not source]
    assert cited == listed
    assert len(rules()) == text.count("\n| ") - 1, "a row that this test cannot read"
