"""What must hold of a diary whatever has happened to it (there are no group classes: no I10)."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import connection

from bookings.actions.supply import fits
from bookings.models import Appointment, CallTask, WaitlistOffer
from clinic.outbox.models import Message

DOUBLES = """
SELECT count(*) FROM bookings_appointment a JOIN bookings_appointment b ON a.id < b.id
WHERE a.status IN ('held', 'booked', 'arrived') AND b.status IN ('held', 'booked', 'arrived')
  AND ((a.practitioner_id = b.practitioner_id OR a.room_id = b.room_id)
        AND a.blocked_from < b.blocked_to AND b.blocked_from < a.blocked_to
    OR a.runner_id = b.runner_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at)
"""


def nobody_and_nothing_is_taken_twice() -> None:
    """I1 practitioner, I2 room, I3 runner, I5 buffers."""
    with connection.cursor() as cursor:
        cursor.execute(DOUBLES)
        assert cursor.fetchone() == (0,)


def booked_visits_fit_the_roster_or_are_on_the_call_list(now: datetime) -> None:
    """I4."""
    to_ring = set(CallTask.objects.values_list("appointment_id", flat=True))
    for visit in Appointment.objects.filter(status="booked").with_names():
        known = visit.pk in to_ring or visit.is_outside_hours
        assert known or visit.starts_at <= now or fits(visit)


def visits_last_as_long_as_their_type_in_real_minutes() -> None:
    """I6, and the time kept free around it."""
    for visit in Appointment.objects.all():
        assert visit.ends_at - visit.starts_at == timedelta(minutes=30)
        assert visit.blocked_to - visit.ends_at == timedelta(minutes=15)


def a_gap_has_one_open_offer_and_is_filled_once() -> None:
    """I8."""
    open_offers = WaitlistOffer.objects.open()
    gaps = Counter((one.practitioner_id, one.starts_at) for one in open_offers)
    assert max(gaps.values(), default=0) <= 1
    for offer in WaitlistOffer.objects.filter(state="accepted"):
        assert offer.appointment.status not in {"held", "expired"}


def holds_say_until_when_and_last_half_an_hour_at_most(now: datetime) -> None:
    """I9."""
    for hold in Appointment.objects.filter(status="held"):
        assert hold.held_until - hold.created_at <= timedelta(minutes=30)
    assert not Appointment.objects.busy(now).run_out(now).exists()


def each_booking_is_told_once() -> None:
    """I11."""
    told = Message.objects.filter(kind="appointment-booked")
    about = Counter(told.values_list("key", flat=True))
    assert max(about.values(), default=0) <= 1
    booked = Appointment.objects.exclude(status__in=["held", "expired"])
    subjects = set(told.values_list("about", flat=True))
    assert {f"appointment:{visit.pk}" for visit in booked} == subjects


def every_answer_is_one_row(answers: dict) -> None:
    """I12: each key that was answered has the row that it was answered with, and no row more."""
    keyed = Appointment.objects.exclude(idempotency_key=None)
    assert dict(keyed.values_list("idempotency_key", "pk")) == answers
