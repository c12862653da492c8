"""A month of minutes as one number, counted in two ways that must agree."""

from hypothesis import given
from hypothesis import strategies as st

from bookings.progress import minutes

SIZE = 3 * minutes.A_DAY
stretch = st.tuples(st.integers(0, SIZE - 300), st.integers(1, 299)).map(
    lambda found: (found[0], found[0] + found[1])
)


@given(st.lists(stretch, max_size=40))
def test_many_stretches_are_what_their_union_is_even_where_they_overlap(stretches):
    begins, ends = [one[0] for one in stretches], [one[1] for one in stretches]

    assert minutes.many(begins, ends, SIZE) == minutes.union(stretches)


@given(st.sets(st.integers(0, SIZE), max_size=60))
def test_each_gives_the_minutes_that_were_set_in_order(numbers):
    assert list(minutes.each(sum(1 << number for number in numbers))) == sorted(numbers)
