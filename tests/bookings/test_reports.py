import csv
from datetime import date, timedelta

import pytest

from bookings.models import Appointment, WorkingHours
from bookings.progress import reports
from bookings.progress.reports import Stretch
from clinic.people.models import Practitioner
from tests.bookings.visits import HALF_PAST_NINE, text
from tests.factories import NOON, make_appointment, make_enquiry, make_practitioner

pytestmark = pytest.mark.django_db
DAYS = Stretch(date(2026, 11, 23), date(2026, 11, 29))
LATER = HALF_PAST_NINE + timedelta(days=10)
PAGE = "/bookings/reports/?first=2026-11-23&last=2026-11-29"
HOUR = timedelta(hours=1)


def numbers(line):
    return (line.part, line.whole, line.left_out, line.percent)


@pytest.fixture
def visits(ruth, pia, room, first_visit):
    """One of each ending, an hour after the other; the unmarked one is nobody's fault."""
    endings = ["completed", "arrived", "no_show", "booked", "cancelled", "held", "expired"]
    for hour, status in enumerate(endings):
        more = {"cancel_reason": "sick", "is_late_cancel": True} if status == "cancelled" else {}
        more |= {"held_until": NOON} if status == "held" else {}
        start = HALF_PAST_NINE + hour * HOUR
        make_appointment(ruth, pia.practitioner, room, first_visit, start, status=status, **more)


def test_no_shows_are_counted_of_marked_visits_alone(dee, visits):
    (week,) = reports.no_shows(user=dee, days=DAYS, now=LATER)

    assert week.label == "Week of 23 November 2026"
    assert numbers(week) == (1, 3, 1, 33)
    assert numbers(reports.late_cancellations(user=dee, days=DAYS)) == (1, 1, 0, 100)


def test_visits_still_to_come_are_in_no_week(dee, visits):
    assert reports.no_shows(user=dee, days=DAYS, now=NOON) == []


def test_answers_are_in_time_late_or_still_in_time(dee):
    make_enquiry("A", answered_at=NOON + HOUR)
    make_enquiry("B", answered_at=NOON + timedelta(days=3))
    make_enquiry("C")
    make_enquiry("D", state="closed", close_reason="spam")
    make_enquiry("E", is_doubtful=True)

    web = reports.answers(user=dee, days=DAYS, now=NOON + HOUR)[0]
    assert (numbers(web), web.note) == ((1, 2, 1, 50), "Half were answered within 36 hours.")

    # Once its promise is over, what nobody answered is late.
    web = reports.answers(user=dee, days=DAYS, now=LATER)[0]
    assert numbers(web) == (1, 3, 0, 33)


def test_conversion_goes_from_asked_to_come(dee, ruth, pia, room, first_visit):
    for hour, status in enumerate(["completed", "booked"]):
        asked = make_enquiry(f"A{hour}", state="booked", runner=ruth)
        start = HALF_PAST_NINE + hour * HOUR
        make_appointment(
            ruth, pia.practitioner, room, first_visit, start, status=status, enquiry=asked
        )
    make_enquiry("B")
    make_enquiry("C", state="closed", close_reason="duplicate")

    lines = reports.conversion(user=dee, days=DAYS)

    assert [numbers(line)[:2] for line in lines] == [(3, 3), (2, 3), (1, 3)]
    assert lines[0].note == "1 are still being answered."


def test_utilisation_divides_by_the_hours_on_file_alone(dee, pia, site, visits):
    make_practitioner("Paul")
    WorkingHours.objects.create(
        practitioner=pia.practitioner, site=site, weekday=3, opens="09:00", closes="15:00"
    )

    paul, pias = sorted(
        reports.utilisation(user=dee, days=DAYS), key=lambda line: line.label
    )  # fmt: skip

    assert numbers(pias) == (4 * 45, 6 * 60, 0, 50)
    assert (paul.percent, paul.note) == (None, "No hours on file.")


def test_the_page_shows_every_report_and_says_what_it_leaves_out(signed_in, dee, max_, visits):
    for who in (dee, max_):
        page = text(signed_in(who).get(PAGE))
        for words in ("33 %", "Not marked yet", "Still in time", "No hours on file."):
            assert words in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?first=2026-11-29&last=2026-11-23", "Choose a last day that is not before the first."),
        ("?first=2024-01-01&last=2026-01-01", "Choose a year or less."),
        ("?first=soon", "Choose a first day that exists"),
    ],
)
def test_odd_days_are_told_and_the_last_four_weeks_are_shown(signed_in, dee, query, words):
    page = signed_in(dee).get(f"/bookings/reports/{query}")

    assert page.status_code == 200
    assert words in text(page)


@pytest.mark.parametrize("name", ["no-shows", "answers", "conversion", "utilisation"])
def test_each_report_is_a_table_for_a_spreadsheet(signed_in, dee, visits, name):
    answer = signed_in(dee).get(PAGE.replace("reports/", f"reports/{name}.csv"))

    rows = list(csv.reader(answer.content.decode().splitlines()))
    assert len({len(row) for row in rows}) == 1
    assert answer["Content-Type"].startswith("text/csv")
    assert f"{name}-2026-11-23-2026-11-29.csv" in answer["Content-Disposition"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(signed_in, dee, start):
    make_practitioner("Eve")
    Practitioner.objects.update(name=f'{start}HYPERLINK("x")')

    answer = signed_in(dee).get("/bookings/reports/utilisation.csv")

    cells = [cell for row in csv.reader(answer.content.decode().split("\r\n")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(start)]
    assert [cell for cell in cells if cell.startswith(f"'{start}") or "HYPERLINK" in cell]


@pytest.mark.parametrize("count", [1, 3])
def test_reports_cost_the_same_for_one_or_many(
    signed_in, dee, ruth, pia, room, first_visit, count, django_assert_num_queries
):
    for number in range(count):
        start = HALF_PAST_NINE + number * HOUR
        make_appointment(ruth, pia.practitioner, room, first_visit, start)
        make_practitioner(f"P{number}")
        make_enquiry(f"E{number}")
    client = signed_in(dee)

    with django_assert_num_queries(10):
        client.get(PAGE)


def test_nobody_counts_what_they_may_not_see(pia, visits):
    assert reports.enquiries_in(pia, DAYS).count() == 0
    assert Appointment.objects.exists()
