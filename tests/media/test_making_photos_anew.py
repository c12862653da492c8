"""What people get of a photo: its pixels, upright, and nothing else of it."""

import pytest
from PIL import Image, ImageCms

from drills.media.photos import DAMAGED, TOO_MANY, TOO_SMALL
from drills.media.sniff import RefusedError
from tests.media import files


def test_place_camera_and_hidden_bytes_stay_behind(anew):
    before = files.photo_with_a_past()
    assert files.PLACE.encode() in before
    assert b"Fruit Phone" in before

    made = anew(before).file

    content = made.read_bytes()
    for secret in (files.PLACE.encode(), b"Fruit", b"GPS", b"Exif", files.SECRET, b"<script"):
        assert secret not in content
    with Image.open(made) as image:
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"loop", "background", "timestamp", "duration"}


@pytest.mark.parametrize(
    ("orientation", "corner", "size"),
    [(1, "top left", (640, 480)), (3, "bottom right", (640, 480)), (6, "top right", (480, 640))],
)
def test_a_photo_from_a_phone_stands_upright(anew, orientation, corner, size):
    with Image.open(anew(files.photo_with_a_past(orientation)).file) as image:
        assert files.corners(image) == [corner]
        assert image.size == size


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_kind_becomes_webp(anew, form):
    made = anew(files.photo(form))
    with Image.open(made.file) as image:
        assert (image.format, image.size) == ("WEBP", (made.width, made.height))


def test_a_large_photo_is_made_smaller_and_a_small_one_never_larger(anew):
    assert (anew(files.photo(size=(4000, 3000))).width, anew(files.photo()).width) == (1600, 640)


def test_what_one_can_see_through_becomes_white(anew, tmp_path):
    path = tmp_path / "clear.png"
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(path)
    with Image.open(anew(path.read_bytes()).file) as image:
        assert min(image.convert("RGB").getpixel((5, 5))) > 250


def test_colours_of_another_profile_are_carried_over(anew):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (srgb, profile, b"no profile at all"):
        with Image.open(anew(files.photo(icc_profile=icc)).file) as image:
            assert "icc_profile" not in image.info
            assert files.corners(image) == ["top left"]


def test_an_iphones_photo_becomes_webp_too(anew, tmp_path):
    made = anew(files.iphone_photo(tmp_path))
    with Image.open(made.file) as image:
        assert (image.format, image.size) == ("WEBP", (640, 480))
        assert files.corners(image) == ["top left"]


@pytest.mark.parametrize("kept", [0.05, 0.5, 0.95])
def test_a_photo_that_is_cut_off_is_refused(anew, kept):
    content = files.photo()
    with pytest.raises(RefusedError) as refusal:
        anew(content[: int(len(content) * kept)])
    assert str(refusal.value) == DAMAGED


@pytest.mark.parametrize("size", [(50_000, 50_000), (12_000, 12_000), (7_000, 6_000)])
def test_a_bomb_is_refused_before_it_goes_off(anew, size):
    with pytest.raises(RefusedError) as refusal:
        anew(files.bomb(*size))
    assert str(refusal.value) == TOO_MANY


def test_a_photo_that_shows_nothing_is_refused(anew):
    with pytest.raises(RefusedError) as refusal:
        anew(files.photo(size=(120, 900)))
    assert str(refusal.value) == TOO_SMALL
