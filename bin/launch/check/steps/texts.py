"""Texts: Otto agrees to them, gets one with a receipt, replies STOP, and is written to instead."""

import json

from launch.check.forms import UnexpectedError
from launch.check.steps.people import enter
from launch.check.walk import Walk, eventually, same
from launch.fake.hooks import Hook

SUBJECT = "has answered you"
# Where it is day at any hour of the check, so that no quiet hours hold the text back.
IT_IS_DAY = (
    "from datetime import UTC, datetime",
    "from clinic.people.models import Runner",
    "otto = Runner.objects.get(email='otto@demo.example')",
    "otto.time_zone = f'Etc/GMT{datetime.now(UTC).hour - 13:+d}'",
    "otto.save(update_fields=['time_zone'])",
    "print(otto.text_number, otto.physio.user.pk)",
)


def agree(walk: Walk) -> str:
    """Otto wants news as texts: refused without his yes, kept with it."""
    enter(walk, "Otto Brandt")
    otto = walk.browser("Otto Brandt")
    page = otto.get("/settings/messages/").expect(200, "may text me")
    refused = otto.submit(page, page.page.form(having="news").fill(news="sms"))
    refused.expect(422, "Agree to get texts first")
    saved = otto.submit(refused, refused.page.form(having="news").fill(agrees="on"))
    saved.expect(200, "You agreed on")
    walk.found["ottos number"] = walk.shell(*IT_IS_DAY).split()[-2]
    return f"refused without his yes; with it texts go to {walk.found['ottos number']}"


def arrive(walk: Walk) -> str:
    """An answer of his physio comes as a text, and the log says when it reached the phone."""
    answer(walk, "first")
    text = walk.letter(walk.found["ottos number"], SUBJECT)
    same("mail of it", walk.letters("otto@demo.example", SUBJECT), [])
    enter(walk, "Dee Marsh")
    dee = walk.browser("Dee Marsh")

    def delivered() -> bool:
        page = dee.get(f"/ops/messages/?to={walk.found['ottos number']}".replace("+", "%2B"))
        return ", delivered " in page.expect(200).text

    eventually(delivered, 30, "a receipt")
    return f"{text.subject!r} to {text.to}, and the log says that it was delivered"


def answer(walk: Walk, words: str) -> None:
    """Otto asks on his page; no step needs Paul's, so the shell answers."""
    otto = walk.browser("Otto Brandt")
    page = otto.get("/ask/").expect(200)
    otto.submit(page, page.page.form(having="text").fill(text=f"May I ask? {words}")).expect(200)
    walk.shell(
        "from django.utils import timezone",
        "from programs.actions.attention import answer_question",
        "from programs.models import Question",
        f"asked = Question.objects.get(text__endswith='{words}', runner__name='Otto Brandt')",
        "by = asked.runner.physio.user",
        "answer_question(question=asked, text='Yes.', by=by, now=timezone.now())",
    )


def stop(walk: Walk) -> str:
    """A forged STOP is refused, a signed one counts at once, and the next answer is an e-mail."""
    url, secret = f"{walk.app.url}/hooks/texts/", walk.app.environ["TEXT_HOOK_SECRET"]
    words = {"number": walk.found["ottos number"], "text": "Stop"}
    forged, problem = Hook(url, "whsec_" + "A" * 32).tell("text.reply", **words)
    same("a forged reply", (forged, json.loads(problem)["status"]), (401, 401))
    taken = [Hook(url, secret).tell("text.reply", event_id="evt_1", **words) for _ in range(2)]
    same("STOP, twice", [status for status, _ in taken], [200, 200])
    answer(walk, "second")
    letter = walk.letter("otto@demo.example", SUBJECT)
    if len(walk.letters(walk.found["ottos number"], SUBJECT)) != 1:
        raise UnexpectedError("Otto was texted after his STOP")
    return f"forged 401; after STOP {letter.subject!r} came by e-mail, and no second text"
