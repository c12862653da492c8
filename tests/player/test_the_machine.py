"""The player's state machine and its words, called in the browser that runs them."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALL = "machine plan script pain content finish clock"
ITEM = {
    "id": "a", "drill": "bridge", "name": "Bridge", "sets": 1, "reps": None, "hold": 20,
    "is_hold": True, "metres": None, "sides": ["none"], "rest": 0, "switch_rest": 0,
    "rest_after": 0, "block": None, "tempo": [], "load": None, "pain_limit": None, "easier": None,
    "manner": [], "cues": [],
}  # fmt: skip


def item(**fields):
    return ITEM | fields


def walk(run, items, body):
    """Run a piece of script with a plan `plan` and a fresh state `state`."""
    start = "const plan = m.planOf(words); let state = m.begin();"
    return run(ALL, f"{start} {body}", items)


def test_a_hold_on_each_side_goes_by_itself(run):
    body = """
      state = m.press(plan, state, 0);
      const seen = [[state.phase, state.from]];
      const { passed } = m.advance(plan, state, 200_000);
      passed.forEach((one) => seen.push([one.phase, one.from, plan.turns[one.turn].side]));
      return seen;
    """
    items = [item(sides=["left", "right"], sets=2, rest=30)]

    assert walk(run, items, body) == [
        ["ready", 0],
        ["work", 5000, "left"], ["switch", 25_000, "right"], ["work", 30_000, "right"],
        ["rest", 50_000, "left"], ["ready", 80_000, "left"],
        ["work", 85_000, "left"], ["switch", 105_000, "right"], ["work", 110_000, "right"],
        ["over", 130_000, "right"],
    ]  # fmt: skip


def test_reps_wait_for_the_runner_and_are_noted_as_counted(run):
    body = """
      state = m.press(plan, state, 0);
      ({ state } = m.advance(plan, state, 9_000_000));
      const waiting = [state.phase, state.until];
      state = m.count(m.count(state, 1), 1);
      state = m.press(plan, state, 9_000_000);
      return [waiting, state.done, state.phase];
    """

    assert walk(run, [item(hold=None, reps=12)], body) == [
        ["work", None], {"0": {"reps": 14}}, "over",
    ]  # fmt: skip


def test_drills_of_a_block_take_turns(run):
    items = [
        item(id="a", sets=2, block=1, rest=60), item(id="b", sets=2, block=1, rest_after=10),
        item(id="c"),
    ]  # fmt: skip

    turns = walk(run, items, "return plan.turns.map((t) => [t.item, t.set, t.gap?.seconds ?? 0]);")

    assert turns == [[0, 1, 0], [1, 1, 0], [0, 2, 10], [1, 2, 0], [2, 1, 10]]


def test_a_pause_keeps_what_is_left(run):
    body = """
      state = m.press(plan, m.press(plan, state, 0), 0);
      state = m.press(plan, state, 8000);
      const paused = [state.until, state.left];
      state = m.press(plan, state, 60_000);
      return [paused, state.until, m.advance(plan, state, 71_999).state.phase];
    """

    assert walk(run, [item()], body) == [[None, 12_000], 72_000, "work"]


def test_back_takes_the_set_before_back_and_skip_notes_nothing(run):
    body = """
      state = m.skip(plan, m.press(plan, state, 0), 1000);
      const skipped = [state.turn, state.phase, { ...state.done }];
      state = m.finishSet(plan, m.press(plan, state, 2000), 9000);
      const after = { ...state.done };
      state = m.back(plan, state, 10_000);
      return [skipped, after, state.turn, state.phase, state.done];
    """

    assert walk(run, [item(sets=3)], body) == [
        [1, "ready", {}], {"1": {"seconds": 20}}, 1, "ready", {},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pain", "limit", "easier", "level", "choices"),
    [
        (0, 5, True, "within", ["lighter", "easier", "stop"]),
        (5, 5, False, "within", ["lighter", "stop"]),
        (6, 5, True, "above", ["easier", "stop", "end"]),
        (8, 5, True, "severe", ["end"]),
        (1, 0, True, "above", ["stop", "end"]),
        (0, 0, True, "within", ["lighter", "easier", "stop"]),
    ],
)
def test_the_programmes_rule_decides_what_is_offered(run, pain, limit, easier, level, choices):
    rule = {"during": limit, "after": limit, "severe": 8}
    one = item(easier=item() if easier else None)
    body = "return m.offers(words[0], words[1], words[2]);"

    assert run(ALL, body, [rule, one, pain]) == {
        "level": level, "limit": limit, "choices": choices,
    }  # fmt: skip


def test_a_drills_own_limit_is_stricter(run):
    rule = {"during": 5, "after": 5, "severe": 8}
    told = run(ALL, "return m.offers(words[0], words[1], 4).level;", [rule, item(pain_limit=3)])

    assert told == "above"


def test_what_was_done_is_told_drill_by_drill(run):
    body = """
      state = { ...state, done: { 0: { seconds: 20 }, 1: { reps: 9 } } };
      state = { ...state, hurts: [{ item: 1, pain: 4, choice: "lighter" }] };
      const drills = m.drillsOf(plan, state);
      return [drills, m.stateOf(drills), m.painNotes(plan, state)];
    """
    items = [item(id="a"), item(id="b", hold=None, reps=12, load=2.5), item(id="c")]

    drills, state, note = walk(run, items, body)

    assert [(one["prescription"], one["state"]) for one in drills] == [
        ("a", "done"), ("b", "partial"), ("c", "skipped"),
    ]  # fmt: skip
    assert drills[1]["sets"] == [
        {"side": "none", "reps": 9, "hold_seconds": None, "load_value": 2.5}
    ]
    assert (state, note) == ("partial", "Bridge: pain 4, carried on lighter.")


def test_pain_and_effort_have_no_default(run):
    body = """
      const half = { started: 0, spent: 600_000 };
      const told = m.draft({ id: "s", program: "p" }, plan, state, half);
      return [told.pain_during, told.pain_after, told.effort, told.minutes];
    """

    assert walk(run, [item()], body) == [None, None, None, 10]


def test_two_versions_become_one_and_no_field_goes_back(run):
    before = {"pain_during": 2, "effort": 3, "note": "a", "drills": [], "state": "done"}
    stored = before | {"effort": 9, "note": "theirs", "program": "p"}
    mine = before | {"pain_during": 7, "note": "mine"}
    body = "return m.merged(words[0], words[1], words[2]);"

    merged = run(ALL, body, [before, mine, stored])

    assert (merged["pain_during"], merged["effort"], merged["note"]) == (7, 9, "mine")


@pytest.mark.parametrize(
    ("hidden", "wall", "steady", "told"),
    [
        (False, 3_600_250, 250, 250),  # summer time, or somebody set the clock
        (False, -3_599_750, 250, 250),
        (True, 60_250, 250, 60_250),  # the phone slept, and its steady clock with it
        (True, 30_000, 30_000, 30_000),
        (True, -3_570_000, 30_000, 30_000),
        (True, 3_600_250, 250, 250),  # too long for a rest: the clock was set
    ],
)
def test_the_clock_survives_sleep_and_a_changed_clock(run, hidden, wall, steady, told):
    body = """
      const at = { wall: 5e11, steady: 1000 };
      const clock = new m.Clock({ wall: () => at.wall, steady: () => at.steady });
      if (words[0]) clock.hidden();
      at.wall += words[1];
      at.steady += words[2];
      return clock.now();
    """

    assert run(ALL, body, [hidden, wall, steady]) == told


def test_cues_stand_at_moments_and_not_at_ticks(run):
    body = """
      state = m.press(plan, m.press(plan, state, 0), 1000);
      const all = m.cuesOf(plan, state).map(({ at, kind, words }) => [at, kind, words]);
      const some = m.heard(plan, state, 12_000, 33_500).map(({ words }) => words);
      return [all, some];
    """

    assert walk(run, [item(hold=45)], body) == [
        [
            [1000, "go", "Go"], [36_000, "soon", "10 seconds"],
            [43_000, "count", "3"], [44_000, "count", "2"], [45_000, "count", "1"],
        ],
        [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "zone", "told"),
    [
        ("2026-11-27T13:30:05Z", "Australia/Sydney", "2026-11-28T00:30:05+11:00"),
        ("2026-11-27T13:30:05Z", "Australia/Adelaide", "2026-11-28T00:00:05+10:30"),
        ("2026-11-27T13:30:05Z", "America/New_York", "2026-11-27T08:30:05-05:00"),
        ("2026-11-27T13:30:05Z", "UTC", "2026-11-27T13:30:05+00:00"),
        # The night on which the clocks of Sydney go back, before and after.
        ("2027-04-03T15:59:59Z", "Australia/Sydney", "2027-04-04T02:59:59+11:00"),
        ("2027-04-03T16:00:00Z", "Australia/Sydney", "2027-04-04T02:00:00+10:00"),
    ],
)
def test_a_moment_is_told_in_the_runners_own_zone(run, moment, zone, told):
    said = run("content", "return m.momentOf(new Date(words[0]), words[1]);", [moment, zone])

    assert said == told


def test_a_range_of_reps_is_told_as_one(run):
    body = "return [m.amountOf(words, { reps: 12 }), m.amountOf({}, { reps: 12 })];"

    assert run("plan", body, {"reps_from": 8}) == ["8 to 12 reps", "12 reps"]
