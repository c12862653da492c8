import json
import logging
import logging.config

import pytest
import structlog
from django.conf import settings


@pytest.fixture
def line():
    """line(record) is what the console would show."""
    formatter = settings.LOGGING["formatters"]["json"]
    made = structlog.stdlib.ProcessorFormatter(
        processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
    )
    return lambda record: json.loads(made.format(record))


def test_a_crash_says_where_and_not_what_was_typed(line):
    try:
        int("my secret knee")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Internal error: /", (), info)

    told = line(record)

    assert told["error"] == "builtins.ValueError"
    assert told["frames"][-1].endswith("test_a_crash_says_where_and_not_what_was_typed")
    assert "secret" not in json.dumps(told)
