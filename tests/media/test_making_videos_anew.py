"""What people get of a video: its pictures, upright, a minute of them at most."""

import av
import pytest

from drills.media import child
from drills.media.sniff import MP4, RefusedError
from drills.media.videos import DAMAGED, NO_PICTURE, TOO_LONG
from tests.media import files


@pytest.mark.parametrize(
    ("form", "codec"), [("mp4", "libx264"), ("mov", "libx264"), ("webm", "libvpx-vp9")]
)
def test_sound_place_and_title_stay_behind(anew, tmp_path, form, codec):
    before = files.video(tmp_path, form, codec)
    assert files.PLACE.encode() in before

    made = anew(before)

    content = made.file.read_bytes()
    for secret in (files.PLACE.encode(), b"-33.76", b"Lavf", b"mp4a"):
        assert secret not in content
    with av.open(str(made.file)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
        track = container.streams.video[0].codec_context
        assert (track.name, track.width, track.height) == ("h264", 320, 240)
    assert (made.width, made.height, made.seconds) == (320, 240, 2)


def test_it_can_be_played_before_it_has_come_whole(anew, tmp_path):
    content = anew(files.video(tmp_path)).file.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_video_from_a_phone_held_upright_stands_upright(anew, tmp_path):
    made = anew(files.turned(files.video(tmp_path)))
    assert (made.width, made.height) == (240, 320)
    with av.open(str(made.file)) as container:
        frame = next(container.decode(video=0)).to_image()
    assert files.corners(frame) == ["top right"]


def test_a_fine_and_fast_video_becomes_720_lines_at_30_frames(anew, tmp_path):
    made = anew(files.video(tmp_path, size=(1920, 1080), seconds=1, rate=60))
    with av.open(str(made.file)) as container:
        assert float(container.streams.video[0].average_rate) == 30
    assert (made.width, made.height) == (1280, 720)


def test_it_comes_with_a_picture_of_itself(anew, tmp_path):
    poster = anew(files.video(tmp_path)).poster
    assert poster.read_bytes()[8:12] == b"WEBP"


def test_more_than_a_minute_is_refused(anew, tmp_path):
    with pytest.raises(RefusedError) as refusal:
        anew(files.video(tmp_path, seconds=63, rate=5))
    assert str(refusal.value) == TOO_LONG


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.9])
def test_a_video_that_is_cut_off_is_refused(anew, tmp_path, kept):
    content = files.video(tmp_path)
    with pytest.raises(RefusedError) as refusal:
        anew(content[: int(len(content) * kept)])
    assert str(refusal.value) == DAMAGED


def test_a_sound_without_a_picture_is_refused(anew, tmp_path):
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=48_000)
        silence = av.AudioFrame(format="s16", layout="mono", samples=960)
        silence.sample_rate = 48_000
        container.mux(sound.encode(silence))
        container.mux(sound.encode(None))
    with pytest.raises(RefusedError) as refusal:
        anew(path.read_bytes())
    assert str(refusal.value) == NO_PICTURE


def test_a_child_that_takes_too_long_is_ended(anew, tmp_path, monkeypatch):
    monkeypatch.setitem(child.PATIENCE, MP4.kind, 0.05)
    with pytest.raises(RefusedError) as refusal:
        anew(files.video(tmp_path))
    assert str(refusal.value) == child.TOO_MUCH
