"""Pia adds a photo to a drill; what we do not take comes back with a sentence and her words."""

import pytest
from django.test import Client

from drills.media import sniff, uploads
from drills.models import Media
from tests.media import files
from tests.media.conftest import PAGE
from tests.pictures import make_media


def errors(answer, field="file"):
    return " ".join(answer.context["form"].errors[field])


def test_a_photo_is_taken_in_as_a_draft_that_waits(upload, media_root, drill, pia):
    assert upload(files.photo()).status_code == 302

    media = Media.objects.get()
    assert (media.drill, media.kind, media.form) == (drill, "photo", "JPEG")
    assert (media.state, media.work, media.made_by) == ("draft", "waiting", pia)
    assert (media_root / "incoming" / media.incoming).read_bytes() == files.photo()
    assert "Being prepared" in upload(b"").content.decode()


@pytest.mark.parametrize(
    "name", ["holiday.mp4", "photo.svg", "x.php", "..%2f..%2fetc", "no-ending"]
)
def test_the_name_of_a_file_says_nothing(upload, media_root, name):
    upload(files.photo(), name)
    media = Media.objects.get()
    assert media.kind == "photo"
    assert [file.name for file in (media_root / "incoming").iterdir()] == [media.incoming]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "This is a drawing or a"),
        (b"<!doctype html><script>alert(1)</script>" * 5000, "This is a drawing or a web page."),
        (b"%PDF-1.7\n", "This is a PDF."),
        (b"GIF89a/*" + files.photo(), "This is a GIF."),
        (b"", "This file is empty."),
    ],
)
def test_what_we_do_not_take_is_refused_and_the_words_are_kept(
    upload, media_root, content, sentence
):
    answer = upload(content, alt="A runner by a wall.", person="agreed", consent="Form, 3 March")

    assert answer.status_code == 422
    assert sentence in errors(answer)
    page = answer.content.decode()
    assert 'value="A runner by a wall."' in page
    assert 'value="Form, 3 March"' in page
    assert not Media.objects.exists()
    assert not list(media_root.rglob("*"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(files.photo, "larger than 15 MB"), (lambda: b"\x1aE\xdf\xa3" * 9000, "larger than 100 MB")],
)
def test_a_file_that_grows_too_large_is_given_up_while_it_comes_in(
    upload, media_root, monkeypatch, content, sentence
):
    for kind in list(sniff.LARGEST):
        monkeypatch.setitem(sniff.LARGEST, kind, 3_000)
    monkeypatch.setattr(sniff, "MEGABYTE", 0.00003 * 10**6)
    monkeypatch.setattr(sniff.Sniffed, "too_large", lambda self: sentence)
    answer = upload(content())
    assert (answer.status_code, errors(answer)) == (422, sentence)
    assert not Media.objects.exists()


def test_the_sentence_names_the_limit():
    assert "larger than 15 MB" in sniff.JPEG.too_large()
    assert "larger than 100 MB" in sniff.MP4.too_large()


def test_a_request_that_is_far_too_large_is_not_even_read(signed_in, pia, drill, monkeypatch):
    monkeypatch.setattr(uploads.MediaUpload, "receive_data_chunk", None)
    answer = signed_in(pia).post(PAGE, {"alt": "x"}, CONTENT_LENGTH="400000001")
    assert answer.status_code == 413
    assert "more than we can read at once" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"alt": ""}, "alt", "Say what it shows"),
        ({"alt": "The best hips"}, "alt", "it is a boast"),
        ({"person": ""}, "person", "Choose whether somebody can be recognised."),
        ({"person": "agreed"}, "consent", "Say how and when they agreed."),
    ],
)
def test_words_and_consent_are_asked_for(upload, typed, field, sentence):
    answer = upload(files.photo(), **typed)
    assert answer.status_code == 422
    assert sentence in errors(answer, field)
    assert "Choose the same file again" in errors(answer)
    assert not Media.objects.exists()


def test_the_consent_of_a_person_is_kept(upload):
    upload(files.photo(), person="agreed", consent="Signed our form, 3 March 2026")
    media = Media.objects.get()
    assert (media.person, media.consent) == ("agreed", "Signed our form, 3 March 2026")


def test_the_database_keeps_nobody_who_has_not_agreed(drill, pia):
    with pytest.raises(Exception, match="media_shows_nobody_who_has_not_agreed"):
        make_media(drill, pia, person="agreed")


def test_a_forged_request_is_refused(pia, drill, media_root):
    client = Client(enforce_csrf_checks=True)
    client.force_login(pia)
    answer = client.post(PAGE, {"alt": "x"})
    assert answer.status_code == 403


def test_a_drill_has_eight_at_most(upload, drill, pia, media_root):
    for _ in range(8):
        make_media(drill, pia)
    answer = upload(files.photo())
    assert answer.status_code == 422
    assert "at most 8 photos and videos" in answer.content.decode()
    assert not list((media_root / "incoming").iterdir())
