"""The demo shows a mail with its words and the names of what is attached."""

import json
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from clinic.demo import letters, read

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def stored(folder, *, attachment: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "ruth@demo.example", "Your visit is booked"
    mail["Date"] = format_datetime(AT)
    mail.set_content("See you on Tuesday.")
    if attachment:
        mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename=attachment)
    file = folder / "one.eml"
    file.write_bytes(mail.as_bytes())
    return file


@pytest.mark.parametrize("attachment", ["", "visit.ics"])
def test_words_and_attachments_are_told_apart(tmp_path, attachment):
    letter = read(stored(tmp_path, attachment=attachment))

    assert letter.body.strip() == "See you on Tuesday."
    assert letter.attached == [attachment] * bool(attachment)
    assert letter.at == AT


def test_texts_stand_beside_the_mail_with_their_length(tmp_path, settings):
    settings.MAILBOX_FOLDER = str(tmp_path)
    stored(tmp_path)
    line = {"at": 4_000_000_000, "way": "dropped", "reference": "1-2", "to": "+61491570156"}
    (tmp_path / "texts.jsonl").write_text(json.dumps(line | {"text": "Activ Therapy: hello"}))

    text, mail = letters()

    assert (text.name, text.to, text.subject) == ("1-2", "+61491570156", "Activ Therapy: hello")
    assert (text.length.signs, text.length.parts) == (20, 1)
    assert mail.length is None
