"""Log lines that say where something broke, and never what people wrote.

An exception's message may hold what somebody typed, and a database's even a whole row: only its
type and the places in the code are kept.
"""

import sys
import traceback
from typing import Any

import structlog

FRAMES = 20


def where_it_broke(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Put an exception's type and its frames in the place of `exc_info`."""
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    if isinstance(told, BaseException):
        told = (type(told), told, told.__traceback__)
    if told and told[0]:
        event["error"] = f"{told[0].__module__}.{told[0].__qualname__}"
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(told[2])[-FRAMES:]
        ]
    return event


# What every line carries, ours and those of libraries alike.
SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
AS_JSON = {
    "()": structlog.stdlib.ProcessorFormatter,
    "processors": [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        where_it_broke,
        structlog.processors.JSONRenderer(),
    ],
    "foreign_pre_chain": SHARED,
}


def as_json(level: str) -> dict[str, Any]:
    """Django's LOGGING: every line from this level on as JSON on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": AS_JSON},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        # Apprise logs what it sends and to whom.
        "loggers": {"django.server": {"level": "WARNING"}, "apprise": {"level": "CRITICAL"}},
    }
