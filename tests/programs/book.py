"""A plain book-keeping of a programme, day by day, to hold the real one against."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

DAY = timedelta(days=1)


@dataclass
class Fact:
    """What was in force on one day, copied out of the rows so that nothing can change it."""

    sessions: dict[UUID, dict]
    is_on_hold: bool
    phase_started_on: date
    made_on: date


@dataclass
class Book:
    """One entry for each day, written over from the day of a change on."""

    facts: dict[date, Fact] = field(default_factory=dict)
    logs: dict[UUID, tuple] = field(default_factory=dict)
    moves: dict[tuple[UUID, date], date] = field(default_factory=dict)

    def from_day(self, first: date, last: date | None, until: date, fact: Fact | None) -> None:
        for day in [day for day in self.facts if day >= first]:
            del self.facts[day]
        day = first
        while fact and day <= min(last or until, until):
            self.facts[day] = fact
            day += DAY

    def expected(self, first: date, last: date, today: date) -> list[tuple]:
        """The rules, one day at a time."""
        found = []
        told: dict[tuple[date, UUID], list] = {}
        for line, on, state, received, log_id, at in self.logs.values():
            told.setdefault((on, line), []).append((received, log_id, state, at))
        day = first
        while day <= last:
            fact = self.facts.get(day)
            lines = {} if fact is None or fact.is_on_hold else fact.sessions
            for line, session in lines.items():
                counted = sorted(told.get((day, line), []))[-session["times"] :]
                found += [(day, line, state, str(log_id)) for _, log_id, state, _ in counted]
                state = self.unlogged(line, session, fact, day, today, bool(counted), told)
                if state:
                    found += [(day, line, state, "None")] * (session["times"] - len(counted))
            for (on, line), logs in told.items():
                if on == day and line not in lines:
                    _, log_id, state, _ = max(logs)
                    found.append((day, line, state, str(log_id)))
            day += DAY
        return sorted(found, key=str)

    def unlogged(self, line, session, fact, day, today, is_begun, told) -> str | None:
        if session["cadence"] == "per_week":
            # A day with a log has done its part of the week; its other turns stay open no longer.
            return None if is_begun else self.of_week(line, day, today, told)
        moved = {
            to: first
            for (one, first), to in self.moves.items()
            if one == line
            # One and the same thing was in force on both days, and on this one.
            and self.facts.get(first) is self.facts.get(to) is fact
            and (first, line) not in told
            and self.falls(session, fact, first)
        }
        falls = day in moved or (day not in moved.values() and self.falls(session, fact, day))
        if not falls:
            return None
        if day >= today:
            return "due" if day == today else "upcoming"
        return "missed" if day > fact.made_on else None

    def falls(self, session, fact, day) -> bool:
        if session["cadence"] == "every_days":
            return (day - fact.phase_started_on).days % session["every_days"] == 0
        return day.isoweekday() in session["weekdays"]

    def of_week(self, line, day, today, told) -> str | None:
        monday = day - timedelta(days=day.weekday())
        week = [monday + timedelta(days=ahead) for ahead in range(7)]
        possible = [
            one
            for one in week
            if (fact := self.facts.get(one))
            and not fact.is_on_hold
            and fact.sessions.get(line, {}).get("cadence") == "per_week"
        ]
        wanted = self.facts[possible[-1]].sessions[line]["per_week"]
        done = [one for one in possible if (one, line) in told]
        open_turns = min(wanted, len(possible)) - len(done)
        ahead = [one for one in possible if one >= today and one not in done]
        past = [
            one
            for one in possible
            if one < today and one not in done and one > self.facts[one].made_on
        ]
        if open_turns <= 0:
            return None
        if day < today:
            lost = max(0, open_turns - len(ahead))
            return "missed" if day in past and past[::-1].index(day) < lost else None
        if day == today:
            return "due"
        still = min(open_turns, len(ahead))
        chosen = {ahead[int((2 * turn + 1) * len(ahead) / (2 * still))] for turn in range(still)}
        return "upcoming" if day in chosen else None
