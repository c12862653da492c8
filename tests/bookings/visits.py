"""What the tests of visits share: tomorrow at half past nine, and a page as it reads."""

import re
from datetime import datetime, timedelta

from tests.factories import SYDNEY

HALF_PAST_NINE = datetime(2026, 11, 25, 9, 30, tzinfo=SYDNEY)
QUARTER = timedelta(minutes=15)


def text(response):
    """The page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def markup(response):
    """The page with every gap between its words as one space."""
    return " ".join(response.content.decode().split())
