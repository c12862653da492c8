"""Notifications: Otto switches them on, chooses them, and an answer is shown on his phone."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from launch.check.steps.texts import SUBJECT, answer
from launch.check.walk import Walk, same

ADDRESS = "/push/otto"


def switch_on(walk: Walk) -> str:
    """What his browser would fill in is filled in here; then his news comes as notifications."""
    folder = Path(urlsplit(walk.app.environ["MAIL_URL"]).path)
    keys = json.loads((folder / "phone.json").read_text())
    otto = walk.browser("Otto Brandt")
    page = otto.get("/settings/messages/").expect(200, "Notifications on your phone")
    endpoint = keys.pop("origin") + ADDRESS
    form = page.page.form(having="endpoint").fill(endpoint=endpoint, **keys)
    on = otto.submit(page, form).expect(200, "Notifications are on for this phone")
    otto.submit(on, on.page.form(having="news").fill(news="push")).expect(200, "Saved.")
    return "on for his phone, chosen for his news"


def arrive(walk: Walk) -> str:
    """It stands on the phone once, says no more than that, and no mail tells it again."""
    mails = len(walk.letters("otto@demo.example", SUBJECT))
    answer(walk, "third")
    notice = walk.letter(ADDRESS, SUBJECT)
    same("mails of it", len(walk.letters("otto@demo.example", SUBJECT)), mails)
    return f"{notice.subject!r} on his phone, and no mail of it"
