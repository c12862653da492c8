"""A month of minutes as one number, counted in two ways that must agree."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.progress import minutes

SIZE = 3 * minutes.A_DAY
stretch = st.tuples(st.integers(0, SIZE - 300), st.integers(1, 299)).map(
    lambda found: (found[0], found[0] + found[1])
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the machine may be, and that is no news
@given(st.lists(stretch, max_size=40))
def test_many_stretches_are_what_their_union_is_even_where_they_overlap(stretches):
    begins, ends = [one[0] for one in stretches], [one[1] for one in stretches]

    assert minutes.many(begins, ends, SIZE) == minutes.union(stretches)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(0, SIZE), max_size=60))
def test_each_gives_the_minutes_that_were_set_in_order(numbers):
    whole = sum(1 << number for number in numbers)
    every = minutes.Picker(range(SIZE + 1), SIZE + 1, 100)

    assert every.picked(whole) == [number + 100 for number in sorted(numbers)]
