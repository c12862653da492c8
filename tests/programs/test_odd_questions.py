"""What no client should ask, and some machine will: found by bin/fuzz."""

from base64 import b64encode

import pytest

from tests.factories import make_drill, make_program, make_runner


@pytest.mark.parametrize("path", ["programs", "session-logs", "appointments"])
@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("1346-03-17T16:00:24-23:38", 200),
        ("0001-01-01T00:00:00+14:00", 400),
        ("9999-12-31T23:59:59-14:00", 400),
    ],
)
def test_a_moment_that_no_clock_shows_breaks_nothing(bearer, pia, path, moment, status):
    answer = bearer(pia).get(f"/api/v1/{path}/", {"updated_since": moment})

    assert answer.status_code == status


@pytest.mark.parametrize("path", ["programs", "drills", "session-logs", "program-templates"])
@pytest.mark.parametrize("forged", ["p=nonsense", "p=%00", "o=-1", "r=x", "p=1&o=99999999999"])
def test_a_cursor_that_we_never_gave_is_not_found(bearer, pia, path, forged):
    make_program(make_runner("Rita", pia.practitioner), [make_drill()])
    cursor = b64encode(forged.encode()).decode()

    answer = bearer(pia).get(f"/api/v1/{path}/", {"cursor": cursor})

    assert answer.status_code in {200, 404}
    assert answer["Content-Type"] in {"application/json", "application/problem+json"}


def test_an_address_with_a_line_end_is_not_found_as_every_other(bearer, pia):
    client = bearer(pia)

    odd, missing = client.get("/api/v1/programs/%0A/"), client.get("/api/v1/nowhere/")

    assert (odd.status_code, odd["Content-Type"]) == (404, "application/problem+json")
    assert odd.content == missing.content
