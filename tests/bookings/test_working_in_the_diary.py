from datetime import timedelta

import pytest

from bookings.models import Appointment, WorkingHours
from clinic.outbox.models import Message
from tests.bookings.visits import HALF_PAST_NINE, text
from tests.factories import NOON, make_appointment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_noon")]
DIARY = "/bookings/diary/"
DAY = f"{DIARY}?day=2026-11-25"


def letters(state="planned"):
    return sorted(Message.objects.filter(state=state).values_list("kind", flat=True))


def moved(visit, room, **changes):
    known = {
        "practitioner": visit.practitioner_id,
        "room": room.pk,
        "day": "2026-11-25",
        "time": "11:00",
        "version": visit.version,
        "from": "diary",
    }
    return known | changes


def undo_of(page):
    (toast,) = [part for part in page.content.decode().split("<form") if 'submit">Undo<' in part]
    return toast.split('action="')[1].split('"')[0].replace("&amp;", "&")


def test_a_move_undone_in_time_tells_nobody_anything(signed_in, dee, visit, room):
    Message.objects.update(state="sent", sent_at=NOON)
    client = signed_in(dee)

    page = client.post(f"/bookings/{visit.pk}/move/", moved(visit, room), follow=True)

    visit.refresh_from_db()
    news = Message.objects.get(kind="appointment-moved")
    assert visit.starts_at == HALF_PAST_NINE + timedelta(minutes=90)
    assert news.send_after == NOON + timedelta(minutes=3)
    assert page.redirect_chain[-1][0] == DAY

    page = client.post(undo_of(page), follow=True)

    visit.refresh_from_db()
    assert visit.starts_at == HALF_PAST_NINE
    assert letters() == []
    assert letters("cancelled") == ["appointment-moved"]


def test_a_move_undone_too_late_is_told(signed_in, dee, visit, room):
    client = signed_in(dee)
    page = client.post(f"/bookings/{visit.pk}/move/", moved(visit, room), follow=True)
    Message.objects.filter(kind="appointment-moved").update(state="sent", sent_at=NOON)

    client.post(undo_of(page))

    assert letters() == ["appointment-moved"]


def test_who_never_heard_of_the_visit_is_still_told_of_it(signed_in, dee, visit, room):
    client = signed_in(dee)
    page = client.post(f"/bookings/{visit.pk}/move/", moved(visit, room), follow=True)

    client.post(undo_of(page))

    assert letters() == ["appointment-booked"]


def test_a_cancellation_undone_in_time_tells_nobody_anything(signed_in, dee, visit):
    Message.objects.update(state="sent", sent_at=NOON)
    client = signed_in(dee)
    answers = {"reason": "sick", "version": visit.version, "from": "diary"}

    page = client.post(f"/bookings/{visit.pk}/cancel/", answers, follow=True)
    assert letters() == ["appointment-cancelled"]
    client.post(undo_of(page))

    visit.refresh_from_db()
    assert (visit.status, letters()) == ("booked", [])


def test_a_move_into_a_taken_time_is_refused_with_the_reason(
    signed_in, dee, visit, otto, room, first_visit
):
    at_eleven = HALF_PAST_NINE + timedelta(minutes=90)
    make_appointment(otto, visit.practitioner, room, first_visit, at_eleven)

    page = signed_in(dee).post(f"/bookings/{visit.pk}/move/", moved(visit, room))

    assert page.status_code == 409
    assert "That time is taken" in text(page)


def test_a_visit_that_somebody_else_changed_is_not_moved(signed_in, dee, visit, room):
    page = signed_in(dee).post(f"/bookings/{visit.pk}/move/", moved(visit, room, version=7))

    assert page.status_code == 409
    assert "changed this visit" in text(page)


@pytest.mark.parametrize("query", ["", "?version=1", "?version=x&practitioner=1&room=1&starts_at="])
def test_an_undo_that_says_nothing_changes_nothing(signed_in, dee, visit, query):
    page = signed_in(dee).post(f"/bookings/{visit.pk}/back/{query}", follow=True)

    visit.refresh_from_db()
    assert visit.version == 1
    assert "Nothing was changed" in text(page)


def test_arrived_from_the_diary_leaves_the_desk_there(signed_in, dee, visit, at_noon):
    at_noon(HALF_PAST_NINE)
    step = {"as": "arrived", "version": visit.version, "from": "diary"}

    page = signed_in(dee).post(f"/bookings/{visit.pk}/mark/", step)

    assert page["Location"] == DAY


def test_nothing_changed_is_304_and_each_change_marks_its_own_column(
    signed_in, dee, pia, paul, visit, otto, room, first_visit
):
    client = signed_in(dee)
    first = client.get(DAY)
    assert client.get(DAY, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304

    later = HALF_PAST_NINE + timedelta(hours=3)
    make_appointment(otto, paul.practitioner, room, first_visit, later)
    second = client.get(DAY, HTTP_IF_NONE_MATCH=first["ETag"])

    assert second.status_code == 200
    marks = [
        {one.key: one.mark for one in page.context["diary"].columns} for page in (first, second)
    ]
    changed = {key for key in marks[0] if marks[0][key] != marks[1][key]}
    assert changed == {f"{paul.practitioner.pk}.20261125"}


def test_who_has_not_come_is_called_late(signed_in, dee, visit, monkeypatch):
    for minutes, words in ((4, ""), (12, "12 minutes late"), (50, "")):
        at = HALF_PAST_NINE + timedelta(minutes=minutes)
        monkeypatch.setattr("bookings.views.diary.timezone.now", lambda at=at: at)
        page = text(signed_in(dee).get(DAY))
        assert ("minutes late" in page) is bool(words)
        assert words in page


def test_a_week_has_a_column_for_each_day_of_one_practitioner(signed_in, dee, pia, paul, visit):
    page = signed_in(dee).get(f"{DAY}&view=week&physio={pia.practitioner.pk}")

    assert [column.day.day for column in page.context["diary"].columns] == list(range(23, 30))
    assert "9:30 am Ruth" in text(page)
    other = signed_in(dee).get(f"{DAY}&view=week&physio={paul.practitioner.pk}")
    assert "9:30 am Ruth" not in text(other)


def test_a_month_counts_visits_and_the_share_of_the_hours_on_file(signed_in, dee, pia, visit, site):
    page = text(signed_in(dee).get(f"{DAY}&view=month"))
    assert "25 November 1 visit" in page
    assert "%" not in page

    WorkingHours.objects.create(
        practitioner=pia.practitioner, site=site, weekday=3, opens="09:00", closes="12:00"
    )
    page = text(signed_in(dee).get(f"{DAY}&view=month"))

    assert "25 November 1 visit, 25 %" in page
    assert "18 November No visits, 0 %" in page


@pytest.mark.parametrize("view", ["week", "month"])
@pytest.mark.parametrize("count", [1, 3])
def test_week_and_month_cost_the_same_for_one_or_many(
    signed_in, dee, ruth, pia, room, first_visit, view, count, django_assert_num_queries
):
    for number in range(count):
        start = HALF_PAST_NINE + timedelta(hours=number)
        make_appointment(ruth, pia.practitioner, room, first_visit, start)
    client = signed_in(dee)

    with django_assert_num_queries(5):
        client.get(f"{DAY}&view={view}")


def test_a_physio_has_week_and_month_of_the_own_visits(signed_in, paul, visit):
    for view in ("week", "month"):
        page = text(signed_in(paul).get(f"{DAY}&view={view}"))
        assert "Ruth" not in page
        assert "1 visit" not in page


def test_the_day_sheet_has_phones_for_the_desk_alone(signed_in, dee, pia, visit):
    assert visit.runner.phone.as_national in text(signed_in(dee).get(DAY))
    assert visit.runner.phone.as_national not in text(signed_in(pia).get(DAY))


def test_a_cancelled_visit_says_when_it_was_late(signed_in, dee, visit):
    Appointment.objects.update(status="cancelled", cancel_reason="sick", is_late_cancel=True)

    assert "Sick · cancelled late" in text(signed_in(dee).get(DAY))
