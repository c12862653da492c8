"""Answers of the API as JSON."""

from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

_ENCODER = JSONEncoder()
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


class Json(JSONRenderer):
    """The framework's JSON, written by orjson: five times as fast for a long programme."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> bytes:
        """UTF-8 without spaces; nothing for no content."""
        if data is None:
            return b""
        return orjson.dumps(data, default=_ENCODER.default, option=_OPTIONS)
