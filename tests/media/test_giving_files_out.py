"""Who gets a photo or a video, with which headers, and in which parts."""

from datetime import timedelta

import pytest

from drills.media import store
from drills.models import Drill, Media
from tests.factories import NOON, TODAY
from tests.media import files
from tests.media.conftest import PAGE, prepared

REVIEW = {"reviewed_at": NOON, "review_due_on": TODAY}


@pytest.fixture
def media(upload):
    return prepared(files.photo_with_a_past(), upload)


@pytest.fixture
def shown(media, pia):
    """The same, published."""
    Media.objects.update(state="published", reviewed_by=pia, **REVIEW)
    return f"/drills/media/{media.file}"


def whole(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def status(client, path):
    answer = client.get(path)
    whole(answer)
    return answer.status_code


def seen(client, media):
    """What the page says of when a photo was last changed; nothing for one taken away."""
    return dict(client.get(PAGE).context["rows"]).get(media, "")


def do(client, media, what, moment=None):
    """Press a button of the page as it stands now, or as it stood at a moment."""
    data = {"do": what, "seen": moment or seen(client, media)}
    return client.post(f"{PAGE}{media.pk}/step/", data, follow=True)


def test_only_physios_see_it_until_it_is_published(signed_in, client, media, pia, paul, ruth, dee):
    path = f"/drills/media/{media.file}"
    clients = [client, *map(signed_in, (ruth, dee, pia, paul))]
    assert [status(one, path) for one in clients] == [404, 404, 404, 200, 200]
    answer = signed_in(pia).get(path)
    whole(answer)
    assert answer["Cache-Control"] == "private, no-store"


def test_reviewed_and_published_it_stands_on_the_drills_page(signed_in, client, media, pia):
    early = do(signed_in(pia), media, "publish")
    assert b"It must be reviewed before it is published." in early.content
    for what in ("review", "publish"):
        assert media.file not in client.get("/drills/clamshell/").content.decode()
        do(signed_in(pia), media, what)

    page = client.get("/drills/clamshell/").content.decode()
    assert f'<img src="/drills/media/{media.file}" alt="A runner lies on her side."' in page
    assert 'loading="lazy"' in page
    do(signed_in(pia), media, "withdraw")
    assert media.file not in client.get("/drills/clamshell/").content.decode()
    assert status(client, f"/drills/media/{media.file}") == 404


def test_the_headers_are_safe_and_let_it_be_kept_for_ever(client, shown):
    answer = client.get(shown)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not answer.cookies
    assert files.SECRET not in whole(answer)
    again = client.get(shown, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-1", slice(0, 2)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=500-", slice(500, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=0-99999999", slice(None)),
        ("bytes=-99999999", slice(None)),
    ],
)
def test_a_part_is_given_as_players_on_iphones_ask_for_it(client, shown, media, asked, part):
    content = store.ready(media.file).read_bytes()
    answer = client.get(shown, headers={"Range": asked})
    first = range(len(content))[part][0]
    assert answer.status_code == 206
    assert whole(answer) == content[part]
    assert answer["Content-Length"] == str(len(content[part]))
    last = first + len(content[part]) - 1
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(content)}"


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-6", "lines=1-2", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-" + "9" * 5000],
)
def test_what_makes_no_sense_gets_the_whole_file(client, shown, media, asked):
    answer = client.get(shown, headers={"Range": asked})
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert whole(answer) == store.ready(media.file).read_bytes()


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(client, shown, media, asked):
    answer = client.get(shown, headers={"Range": asked})
    size = store.ready(media.file).stat().st_size
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{size}")


def test_a_part_of_another_file_is_not_mixed_in(client, shown):
    other = client.get(shown, headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert other.status_code == 200
    whole(other)


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc%2fpasswd", "x.webp", f"{'b' * 64}.webp", f"{'b' * 64}.svg", "%00"]
)
def test_no_other_file_is_given(client, shown, name):
    assert status(client, f"/drills/media/{name}") == 404


def test_taking_away_hides_it_at_once_and_can_be_undone(signed_in, client, shown, media, pia):
    page = do(signed_in(pia), media, "remove").content.decode()
    assert status(client, shown) == 404
    assert f'action="{PAGE}{media.pk}/step/?do=put_back"' in page

    signed_in(pia).post(f"{PAGE}{media.pk}/step/?do=put_back")

    assert status(client, shown) == 200


@pytest.mark.parametrize("what", ["review", "publish"])
def test_nobody_stands_for_words_that_they_have_not_seen(signed_in, media, pia, paul, what):
    if what == "publish":
        do(signed_in(pia), media, "review")
    state, before = Media.objects.get().state, seen(signed_in(pia), media)
    Media.objects.update(alt="A runner lifts her knee.", updated_at=NOON + timedelta(minutes=1))

    answer = do(signed_in(pia), media, what, before)

    assert b"Somebody changed this after you opened it." in answer.content
    assert Media.objects.get().state == state
    signed_in(pia).post(f"{PAGE}{media.pk}/step/", {"do": what})
    assert Media.objects.get().state == state
    do(signed_in(pia), media, what)
    assert Media.objects.get().state != state


def test_the_words_after_publishing_say_who_sees_it(signed_in, media, drill, pia):
    Media.objects.update(state="reviewed", reviewed_by=pia, **REVIEW)
    Drill.objects.update(state="draft")

    page = do(signed_in(pia), media, "publish").content.decode()

    assert "The drill is a draft, so only physios see this yet." in page
    assert "Everybody sees" not in page


def test_new_words_need_a_new_review(signed_in, client, shown, media, pia):
    said = {"alt": "A runner lifts her knee.", "person": "nobody"}
    signed_in(pia).post(f"{PAGE}{media.pk}/", said)
    media.refresh_from_db()
    assert (media.alt, media.state) == ("A runner lifts her knee.", "draft")
    assert status(client, shown) == 404


def test_the_second_is_moved_before_the_first(signed_in, upload, media, pia):
    upload(files.photo("PNG"))
    second = Media.objects.exclude(pk=media.pk).get()
    do(signed_in(pia), second, "up")
    assert list(Media.objects.values_list("pk", flat=True)) == [second.pk, media.pk]
    do(signed_in(pia), second, "up")
    assert list(Media.objects.values_list("pk", flat=True)) == [second.pk, media.pk]


def test_a_video_loads_nothing_before_it_is_asked_for(signed_in, client, upload, tmp_path, pia):
    media = prepared(files.video(tmp_path), upload)
    Media.objects.update(state="published", reviewed_by=pia, **REVIEW)
    page = client.get("/drills/clamshell/").content.decode()
    assert '<video controls playsinline preload="none"' in page
    assert f'poster="/drills/media/{media.poster}"' in page
    assert "A video of 2 seconds, without sound." in page
    answer = client.get(f"/drills/media/{media.file}", headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer["Content-Type"]) == (206, "video/mp4")
    whole(answer)
