"""Pia writes a questionnaire and asks Ruth for it; Ruth answers, and Pia reads the score."""

from launch.check.walk import Walk, form_with_button, same

TITLE, QUESTION = "Stairs after a run", "How easy were the stairs today?"
EASY = 7


def write(walk: Walk) -> str:
    """Save one with one question; the rows that stay empty are left out."""
    pia = walk.browser("Pia Novak")
    page = pia.get("/programs/questionnaires/new/").expect(200)
    form = form_with_button(page, "Save the questionnaire").fill(
        **{"q-0-text": QUESTION, "q-0-answers": "I could not\nAs easy as ever"},
        title=TITLE,
        scoring="The sum of all points",
        better="A higher one",
        may_use="on",
    )
    saved = pia.submit(page, form).expect(200, TITLE, QUESTION, "Questionnaire, version 1")
    same("the second press led to", pia.submit(page, form).path, saved.path)
    return f"{TITLE!r} is version 1, with one question"


def answer(walk: Walk) -> str:
    """It stands on Ruth's page from today, and is gone from there once she has answered."""
    pia, ruth = walk.browser("Pia Novak"), walk.browser("Ruth Adler")
    scores = f"{walk.found['page of ruth']}outcomes/"
    page = pia.get(scores).expect(200)
    form = form_with_button(page, "Ask for it from today").fill(questionnaire=TITLE)
    pia.submit(page, form).expect(200, TITLE)
    page = ruth.follow(ruth.get("/").expect(200), f"Answer: {TITLE}").expect(200, QUESTION)
    ruth.submit(page, form_with_button(page, "Save").fill(answer_0=EASY)).expect(200)
    same("asked again", f"Answer: {TITLE}" in ruth.get("/").expect(200).page.links, False)
    pia.get(scores).expect(200, "See the answers", f"{EASY} of 10")
    return f"asked, answered with {EASY}, and Pia reads the answer"
