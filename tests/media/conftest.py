"""A folder for media of its own, and the way through the child process in one step."""

import pytest

from drills.media.child import make_anew
from drills.media.sniff import ENOUGH, sniff


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
