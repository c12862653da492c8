"""Stretches of time as the database compares them."""

from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary
from django.db.models import F, Func


class Between(Func):
    """The half-open range [from, to) of two moments, so that visits may follow each other."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self, start: str, end: str) -> None:
        super().__init__(F(start), F(end), RangeBoundary())
