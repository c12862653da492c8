import pytest
from launch import bench
from launch.console import LaunchError


@pytest.mark.parametrize(
    ("last", "code", "expected"),
    [
        ("SPEED main_job detail 2.1 B of 4 PASS", 0, 0),
        ("TRUST races 0 of 200 double-booked PASS", 0, 0),
        ("SPEED main_job detail 5.0 B of 4 FAIL", 1, 1),
        ("SPEED main_job detail 5.0 B of 4 FAIL", 0, 1),
        ("SPEED main_job detail 2.1 B of 4 PASS", 1, 1),
        ("Traceback", 1, 1),
        ("", 0, 1),
    ],
)
def test_only_a_verdict_and_an_exit_code_that_agree_pass(last, code, expected):
    assert bench.judge("main_job", last, code) == expected


def test_a_measurement_that_gives_no_verdict_fails_in_its_last_line(capsys):
    bench.judge("main_job", "half way", 0)

    assert capsys.readouterr().out.splitlines()[-1].endswith(" FAIL")


def test_an_unknown_measurement_is_answered_with_those_there_are(checkout):
    (checkout / "bench").mkdir()
    (checkout / "bench" / "races.py").write_text(
        '"""Who gets the slot."""\nif __name__ == "__main__":\n    pass\n'
    )

    with pytest.raises(LaunchError, match=r"(?s)no measurement called 'rases'.*races: Who gets"):
        bench.main(["rases"])
