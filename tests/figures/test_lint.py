"""Every figure is clean but for what its file allows with a reason; and the lint bites."""

import pytest

from drills.figures.lint import findings, lint, unused
from tests.figures.shared import SLUGS, changed, figure


@pytest.mark.parametrize("slug", SLUGS)
def test_a_figure_is_clean(slug):
    assert [str(found) for found in lint(figure(slug))] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_no_allowance_stays_without_need(slug):
    assert unused(figure(slug)) == []


@pytest.mark.parametrize(
    ("slug", "old", "new", "finding"),
    [
        ("glute-bridge", "plant = [40, -9, 0]", "plant = [80, -9, 0]", "REACH leg_r"),
        ("forward-leg-swing", "knee = 36, point = -16", "knee = 0, point = 20", "FLOOR foot_r"),
        ("single-leg-deadlift", "plant = [0, -7, 0]", "plant = [0, -7, 0, 9]", "FLOATS"),
        ("forward-leg-swing", "flex = 62", "flex = 140", "HIP r"),
        ("lateral-leg-swing", "abd = 44", "abd = 84", "HIP-OUT r"),
        ("single-leg-deadlift", "knee = 52", "knee = 160", "KNEE l"),
        ("single-leg-deadlift", "elbow = 8", "elbow = 170", "ELBOW"),
        ("forward-leg-swing", "point = 0", "point = 88", "ANKLE r"),
        ("clamshell", "off = [0, 0, 9.5]", "off = [0, 0, 0]", "PENETRATE"),
        ("glute-bridge", '["glute_r"]', '["glute_r", "glute_l"]', "HIDDEN glute_l"),
        ("hamstring-bridge", '["hamstring_r"]', '["hamstring_l"]', "COVERED hamstring_l"),
        ("clamshell", 'joint = "knee_r"', 'joint = "knee_l"', "ARROW knee_l"),
        ("standing-quadriceps-stretch", "off = [-6, 0, 0]", "pose = 1", "ARROW ank_r"),
    ],
)
def test_the_lint_bites(slug, old, new, finding):
    names = [found.name for found in findings(changed(slug, old, new))]
    assert any(name.startswith(finding) for name in names), names
