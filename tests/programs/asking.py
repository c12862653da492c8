"""What Pia asks in a questionnaire, and how she asks Ruth for it."""

from programs.actions.questionnaires import Asked, Content, ask_form, save_questionnaire
from tests.factories import NOON, TODAY

SCALE = Asked("scale", "How easy were the stairs?", ("not at all", "as before"), tuple(range(11)))
CHOICE = Asked("choice", "How often did it hurt?", ("Never", "Often"), (0, 4))
WORDS = Asked("text", "Anything else?")


def content(*questions, **fields):
    known = {
        "title": "Stairs and runs",
        "intro": "Think of the last week.",
        "scoring": "sum",
        "higher_is_better": True,
        "change": None,
        "change_source": "",
        "questions": questions or (SCALE, CHOICE, WORDS),
    }
    return Content(**(known | fields))


def ask(ruth, pia, form, every_weeks=4):
    return ask_form(
        runner=ruth, questionnaire=form, every_weeks=every_weeks, starts_on=TODAY, by=pia, now=NOON
    )


def change(form, pia, *questions, **fields):
    form.refresh_from_db()
    new = content(*questions, **fields)
    return save_questionnaire(questionnaire=form, content=new, by=pia, now=NOON, seen=form.version)
