"""`updated_since` with real transactions that overlap: who follows the marks misses nothing."""

import random
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from bookings.actions.enquiries import add_call
from bookings.models import Call
from clinic import changes
from clinic.people.actions import assign_physio
from programs.models import Program, SessionLog
from tests import factories
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = "2000-01-01T00:00:00Z"


@contextmanager
def in_between(work):
    """Do the work in a transaction of its own, which commits when the block is left."""
    done, go_on = Event(), Event()

    def run():
        try:
            with transaction.atomic():
                work()
                done.set()
                assert go_on.wait(timeout=30)
        finally:
            done.set()
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    assert done.wait(timeout=30)
    try:
        yield
    finally:
        go_on.set()
        thread.join(timeout=30)


def touch(row, at=NOON - timedelta(minutes=5)):
    return lambda: type(row).objects.filter(pk=row.pk).update(updated_at=at)


def make_log(program, **other):
    return SessionLog.objects.create(
        id=uuid4(), runner=program.runner, program=program, program_version=1,
        session=program.plans.get().phases.get().sessions.get(), state="done",
        occurred_at=NOON, utc_offset_minutes=660, occurred_on=TODAY, digest="0" * 64,
        received_at=NOON, updated_at=NOON - timedelta(days=1), **other,
    )  # fmt: skip


@pytest.fixture
def program(ruth):
    return factories.make_program(ruth, [factories.make_drill()])


@pytest.fixture
def lists(program, pia, dee, ruth, room, first_visit):
    """Each list with a row of it and somebody who reads it."""
    visit = factories.make_appointment(ruth, pia.practitioner, room, first_visit)
    return {
        "programs": (program, ruth),
        "session-logs": (make_log(program), pia),
        "appointments": (visit, dee),
        "enquiries": (factories.make_enquiry(), dee),
    }


def read(client, path, since=LONG_AGO, **other):
    answer = client.get(f"/api/v1/{path}/", {"updated_since": since, **other})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def ids(page):
    return {row["id"] for row in page["results"]}


@pytest.mark.parametrize("path", ["programs", "session-logs", "appointments", "enquiries"])
def test_what_was_being_written_while_somebody_read_comes_next_time(lists, bearer, path):
    row, reader = lists[path]
    client = bearer(reader)
    first = read(client, path)
    quiet = read(client, path, first["next_since"])

    with in_between(touch(row)):
        during = read(client, path, quiet["next_since"])
    after = read(client, path, during["next_since"])

    assert ids(first) == {str(row.pk)}
    assert (ids(quiet), ids(during), ids(after)) == (set(), set(), {str(row.pk)})
    assert ids(read(client, path, after["next_since"])) == set()


def test_a_moment_alone_would_have_missed_it(lists, bearer):
    row, reader = lists["programs"]
    client = bearer(reader)
    touch(row, at=NOON - timedelta(days=1))()

    with in_between(touch(row, at=NOON)):
        during = read(client, "programs", (NOON - timedelta(hours=1)).isoformat())
    later = (NOON + timedelta(seconds=1)).isoformat()

    assert ids(during) == ids(read(client, "programs", later)) == set()
    assert ids(read(client, "programs", during["next_since"])) == {str(row.pk)}


def test_a_mark_of_the_newest_transaction_instead_of_the_oldest_would_miss_it(
    lists, bearer, monkeypatch
):
    """The test above can fail: with a plausible, wrong mark it does."""
    wrong = changes.STATE.replace("pg_snapshot_xmin", "pg_snapshot_xmax")
    monkeypatch.setattr(changes, "STATE", wrong)
    row, reader = lists["programs"]
    client = bearer(reader)

    with in_between(touch(row)):
        transaction.atomic()(touch(lists["enquiries"][0]))()
        during = read(client, "programs")

    assert ids(read(client, "programs", during["next_since"])) == set()


def test_what_is_written_inside_a_savepoint_is_not_missed(lists, bearer):
    row, reader = lists["programs"]
    client = bearer(reader)

    def deep():
        touch(lists["enquiries"][0])()
        with transaction.atomic(), transaction.atomic():
            touch(row)()

    with in_between(deep):
        during = read(client, "programs")

    assert ids(read(client, "programs", during["next_since"])) == {str(row.pk)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_writers_in_any_order_and_one_reader_agree_in_the_end(program, ruth, bearer, seed):
    """Three write, with savepoints and pauses; one reads page by page and keeps what it read."""
    chance, stop, pauses = random.Random(seed), Event(), [0, 0.001, 0.004, 0.02]
    every = [program, *(factories.make_program(ruth, []) for _ in range(5))]

    def write(order):
        own = random.Random(order)
        try:
            for number in range(25):
                with transaction.atomic():
                    for row in sorted(own.sample(every, 2), key=lambda one: one.pk):
                        with transaction.atomic():
                            title = f"{order}-{number}"
                            Program.objects.filter(pk=row.pk).update(title=title)
                        stop.wait(own.choice(pauses))
        finally:
            connections.close_all()

    writers = [Thread(target=write, args=[chance.random()]) for _ in range(3)]
    known, mark, client = {}, LONG_AGO, bearer(ruth)
    for writer in writers:
        writer.start()
    is_last = False
    while not is_last:
        is_last = not any(writer.is_alive() for writer in writers)
        page = read(client, "programs", mark, page_size=2)
        mark = page["next_since"]
        known |= {row["id"]: row["title"] for row in page["results"]}
        while page["next"]:
            page = client.get(page["next"]).json()
            assert "next_since" not in page
            known |= {row["id"]: row["title"] for row in page["results"]}

    assert known == {str(one.pk): one.title for one in Program.objects.all()}


def test_pages_are_stable_while_rows_come_in(ruth, bearer):
    """Each is read once and the newcomers not, though all were made at one and the same moment."""
    there = sorted(str(factories.make_program(ruth, []).pk) for _ in range(5))
    client = bearer(ruth)
    page, seen, links = read(client, "programs", page_size=2), [], []
    mark = page["next_since"]
    while True:
        seen += [row["id"] for row in page["results"]]
        links.append(page["previous"])
        newcomer = Program.objects.get(pk=there[0])
        # It has its place before everything that is still to be read, at the same moment.
        newcomer.pk = UUID(int=len(seen))
        newcomer.save(force_insert=True)
        if not page["next"]:
            break
        page = client.get(page["next"]).json()

    assert seen == there
    assert str(UUID(int=len(seen))) in ids(read(client, "programs", mark))
    back = client.get(links[2]).json()
    assert [row["id"] for row in back["results"]] == there[2:4]
    assert client.get(back["previous"]).json()["next"]


def test_whoever_takes_a_runner_over_is_told_of_what_was_there(program, paul, bearer):
    log = make_log(program)
    client = bearer(paul)
    marks = {path: read(client, path)["next_since"] for path in ("programs", "session-logs")}

    assign_physio(runner=program.runner, physio=paul.practitioner)

    assert ids(read(client, "programs", marks["programs"])) == {str(program.pk)}
    assert ids(read(client, "session-logs", marks["session-logs"])) == {str(log.pk)}


def test_a_call_that_nobody_answered_is_a_change(dee, bearer):
    enquiry, client = factories.make_enquiry(), bearer(dee)
    mark = read(client, "enquiries")["next_since"]

    add_call(
        enquiry=enquiry, note="", direction=Call.Direction.OUT, outcome=Call.Outcome.MISSED,
        call_back_at=None, by=dee, now=NOON,
    )  # fmt: skip

    assert ids(read(client, "enquiries", mark)) == {str(enquiry.pk)}


@pytest.mark.parametrize("change", ["history", "future", "old"])
def test_a_mark_of_no_use_is_refused_with_what_to_do(ruth, bearer, monkeypatch, change):
    client = bearer(ruth)
    mark, following = changes.Mark.now()
    sent = {
        "history": changes.Mark(mark.number, "00000000"),
        "future": changes.Mark(following + 1000, mark.history),
        "old": mark,
    }[change]
    if change == "old":
        monkeypatch.setattr(changes, "GOOD_FOR", 0)

    answer = client.get("/api/v1/programs/", {"updated_since": str(sent)})

    assert (answer.status_code, answer.json()["code"]) == (410, "start_again")
    assert "Read everything again" in answer.json()["detail"]


def test_any_role_of_the_database_may_take_a_mark():
    """The app's own role is no superuser where it runs for real."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE somebody")
        cursor.execute("SET LOCAL ROLE somebody")
        assert changes.Mark.now()
        transaction.set_rollback(True)


@pytest.mark.parametrize("sent", ["x1", "x1-zzzzzzzz", "xx1f-00000000", "yesterday"])
def test_what_is_neither_moment_nor_mark_is_refused_by_name(ruth, bearer, sent):
    answer = bearer(ruth).get("/api/v1/programs/", {"updated_since": sent})

    assert answer.status_code == 400
    assert "updated_since" in answer.json()["errors"]


def test_who_asks_for_no_changes_gets_no_mark_and_pays_nothing(
    program, ruth, bearer, django_assert_num_queries
):
    client = bearer(ruth)
    with django_assert_num_queries(2):
        assert "next_since" not in client.get("/api/v1/programs/").json()
    mark = read(client, "programs")["next_since"]
    with django_assert_num_queries(3):
        read(client, "programs", mark)
