"""Texts are counted as the networks count them, and written in signs that keep them short."""

from datetime import timedelta
from pathlib import Path

import pytest

from clinic.outbox.actions import Owed, written
from clinic.outbox.models import Message
from clinic.outbox.wording.texts import Length, length_of, plain
from clinic.words import banned_in
from tests.factories import (
    NOON,
    make_appointment,
    make_practitioner,
    make_room,
    make_runner,
    make_site,
    make_type,
)

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TEXTS = sorted(TEMPLATES.glob("*/text/*.txt"))
# Nobody who looks at a phone on a table learns what somebody is treated for.
CLINICAL = ["pain", "hip", "knee", "injur", "rehab", "exercise", "drill", "dose", "physio"]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", Length(0, 1, True)),
        ("a" * 160, Length(160, 1, True)),
        ("a" * 161, Length(161, 2, True)),
        ("a" * 306, Length(306, 2, True)),
        ("a" * 307, Length(307, 3, True)),
        ("€", Length(2, 1, True)),
        ("a" * 159 + "€", Length(161, 2, True)),
        ("李" * 70, Length(70, 1, False)),
        ("李" * 71, Length(71, 2, False)),
        ("🏃", Length(2, 1, False)),
    ],
)
def test_a_text_is_as_long_as_the_networks_say(text, length):
    assert length_of(text) == length


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Don’t  wait\n– ring “us”…", 'Don\'t wait - ring "us"...'),
        ("Zoë Kováč", "Zoe Kovac"),
        ("André Müller", "André Müller"),
        ("李", "李"),
    ],
)
def test_signs_that_would_double_its_length_are_typed_otherwise(typed, sent):
    assert plain(typed) == sent


@pytest.mark.django_db
@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_every_text_is_one_part_with_the_clinics_name_and_says_how_to_stop(file, settings):
    settings.BASE_URL = "https://portal.activ-therapy.example"
    pia, ruth = make_practitioner("Konstantina-Maria"), make_runner("Ruth")
    room = make_room(make_site("Winston Hills and Northmead"))
    starts_at = NOON + timedelta(days=1)
    visit = make_appointment(ruth, pia, room, make_type(), starts_at)
    owed = Owed(
        key="one",
        kind="hello",
        to="+61491570156",
        channel=Message.Channel.SMS,
        template=str(file.relative_to(TEMPLATES)).removesuffix(".txt"),
        context={"physio": "Konstantina-Maria", "runner": "Ruth", "appointment": visit},
    )

    text = written(owed, now=NOON).body.strip()

    assert length_of(text).parts == 1, length_of(text)
    assert length_of(text).is_plain
    assert text.startswith("Activ Therapy: ")
    assert text.endswith("No more texts: reply STOP")
    assert banned_in(text) == []
    assert [word for word in CLINICAL if word in text.lower()] == []


def test_there_are_texts_at_all():
    assert len(TEXTS) == 6
    for file in TEXTS:
        beside = file.parents[1] / "email" / f"{file.stem}_body.txt"
        assert beside.exists(), f"{file} has no e-mail to fall back on"
