"""A folder for media of its own, and the way through the child process in one step."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from drills.media.child import make_anew
from drills.media.sniff import ENOUGH, sniff
from drills.models import Media
from drills.preparing import prepare_next
from tests.factories import NOON, make_drill

PAGE = "/drills/clamshell/media/"


@pytest.fixture
def anew(tmp_path):
    """anew(bytes) is what people would get of an upload."""

    def make(content):
        source = tmp_path / "upload"
        source.write_bytes(content)
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        return make_anew(source, sniff(content[:ENOUGH]), folder)

    return make


@pytest.fixture
def media_root(settings, tmp_path):
    """The folder of this test's media."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def drill(pia):
    """A published drill."""
    return make_drill("clamshell")


@pytest.fixture
def upload(signed_in, media_root, drill, pia):
    """upload(bytes, name, by=…) sends a file as the page does; typed=… changes what is said."""

    def send(content, name="photo.jpg", by=None, **typed):
        said = {"alt": "A runner lies on her side.", "person": "nobody", "consent": ""}
        file = SimpleUploadedFile(name, content, content_type="image/jpeg")
        return signed_in(by or pia).post(PAGE, said | {"file": file} | typed)

    return send


def prepared(content, upload):
    """The one photo or video of the test after it was uploaded and made anew."""
    assert upload(content).status_code == 302
    assert prepare_next(now=NOON)
    return Media.objects.get()
