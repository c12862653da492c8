"""Walk (e): a drill made from nothing, drawn, reviewed, published and given to a runner."""

from time import monotonic

import pytest

from drills.models import Drill, Figure
from programs.models import Program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTES = 10


def test_pia_makes_a_drill_with_a_figure_and_prescribes_it(library, ruth, pia, browse):
    began = monotonic()
    at_work = browse(pia)
    page = at_work.page

    # The drill's words.
    at_work.open("/drills/new/", "e1-new-drill")
    page.get_by_label("Name").fill("Wall march")
    page.get_by_label("In one sentence").fill("Lift one knee high while you lean on a wall.")
    page.get_by_label("Kind").select_option(index=1)
    page.get_by_label("Position").select_option(index=1)
    page.get_by_label("Steps").fill("Lean on a wall.\nLift one knee high.\nHold it, then change.")
    page.get_by_label("Cues").fill("Tall back\nSlow knee")
    page.get_by_label("You should feel").fill("Your hip working at the front.")
    page.get_by_label("Stop if").fill("Your back or your hip hurts.")
    page.get_by_label("Amount").fill("10")
    page.get_by_label("Before a run").check()
    page.get_by_label("Hip flexors", exact=True).check()
    page.get_by_label("Where this comes from").fill("Our own practice")
    at_work.press("Save draft", "e2-drill")

    # Its figure: a standing body, a second picture, a knee that lifts.
    at_work.open("/drills/wall-march/figure/", "e3-figure")
    said = page.locator("#figure-said")
    page.get_by_label("What happens in this picture").fill("Stand tall.")
    add = page.get_by_role("button", name="Add a picture after this one")
    add.scroll_into_view_if_needed()
    before = add.bounding_box()["y"]
    add.click()
    page.get_by_role("heading", name="Picture 2 of 2").wait_for()
    page.wait_for_function("document.activeElement.id === 'do-add'")
    assert abs(add.bounding_box()["y"] - before) < 60
    page.get_by_label("What happens in this picture").fill("Lift one knee high.")
    page.get_by_label("Right leg is given").select_option(label="By the angles of its joints")
    knee = page.get_by_label("Right knee bends")
    knee.wait_for()
    page.get_by_label("Right hip bends").fill("80")
    with page.expect_response("**/figure/preview/"):
        knee.fill("85")
    said.get_by_text("No warnings").wait_for(state="attached")
    page.get_by_text("What moves, what works").click()
    page.get_by_label("Right leg", exact=True).check()
    page.get_by_label("Right hip flexors").check()
    at_work.look("e4-drawn")
    at_work.press("Save draft", "e5-saved")
    assert not Figure.objects.filter(drill__slug="wall-march").published().exists()

    # A physio's name under both.
    at_work.follow("Review and publish", "e6-review")
    at_work.press("I have reviewed it", "e7-reviewed")
    at_work.press("Publish it", "e8-published")
    at_work.open("/drills/wall-march/", "e9-drill")
    page.get_by_role("button", name="I have reviewed it").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish", exact=True).wait_for(state="detached")

    # Into Ruth's programme.
    at_work.open("/programs/new/", "e10-programme")
    page.get_by_label("Runner").select_option(label="Ruth")
    page.get_by_label("Template").select_option(label="Pre-run hip mobility")
    at_work.press("Write the draft", "e11-draft")
    page.get_by_label("Add a drill to").fill("Wall march")
    page.get_by_label("Add a drill to").press("Enter")
    page.get_by_label("Sets, Wall march").wait_for()
    page.get_by_role("button", name="Send to Ruth").click()
    page.get_by_text("Sent to Ruth").wait_for()
    at_work.look("e12-sent")

    assert Program.objects.get(runner=ruth, status=Program.Status.ACTIVE)
    drill = Drill.objects.get(slug="wall-march")
    figure = Figure.objects.published().get(drill=drill)
    assert (drill.reviewed_by, figure.reviewed_by) == (pia, pia)
    assert figure.poses["pose"][1]["leg_r"]["flex"] == 80
    assert monotonic() - began < MINUTES * 60
